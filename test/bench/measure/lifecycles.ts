import type { WorkflowHandle } from '@temporalio/client';
import { atOnce } from '../at-once.ts';
import { instant } from '../clock.ts';
import { figure, type Figure } from '../figures/figure.ts';
import { median } from '../figures/statistics.ts';
import { startBare } from '../floor/bare.ts';
import { bump } from '../floor/messages.ts';
import { countHistory } from '../history.ts';
import type { Muster } from '../muster/muster.ts';
import { rounds } from '../rounds.ts';
import type { Scene } from '../scene.ts';
import { lifecycle, type Met } from './lifecycle.ts';
import type { Scale } from './scale.ts';

/** Whole lifecycles per second, several at once, against bare workflows with as many updates and activities. */
export async function lifecycles(scene: Scene, scale: Scale): Promise<Figure[]> {
  // As many activities as incidents had in the round before; posts coalesce differently at each pace.
  let stages = await usualStages(await atOnce(scale.atOnce, scale.atOnce, () => lifecycle(scene.answering)));
  const perSecond = async (act: () => Promise<WorkflowHandle>): Promise<[number, WorkflowHandle[]]> => {
    const before = instant();
    const handles = await atOnce(scale.lifecycles, scale.atOnce, act);
    return [(scale.lifecycles / (instant() - before)) * 1_000, handles];
  };
  const met = new Map<Muster, Met[][]>([
    [scene.answering, []],
    [scene.slack, []],
  ]);
  const muster = (process: Muster) => async (round: number) => {
    const commands: Met[] = [];
    const [rate, handles] = await perSecond(() =>
      lifecycle(process, false, (command) => commands.push(command)),
    );
    if (round > 0) met.get(process)?.push(commands);
    if (process === scene.answering) stages = await usualStages(handles.slice(0, 8));
    return [rate];
  };
  const measured = await rounds(scale.rounds, {
    bare: async () => [(await perSecond(() => bare(scene, stages)))[0]],
    answering: muster(scene.answering),
    slack: muster(scene.slack),
  });
  const goal = { atLeast: 0.8 };
  const called = `bare lifecycles with ${stages.join(' + ')} activities`;
  const against = { floor: measured.bare, called };
  const replies = (process: Muster): Figure[] => {
    const rounds = met.get(process) ?? [];
    return [
      figure(
        'their commands → durable reply',
        'ms',
        rounds.map((round) => round.map(({ ms }) => ms)),
      ),
      figure(
        'commands answered "accepted, confirming"',
        'count',
        rounds.map((round) => [round.filter(({ outcome }) => outcome === 'accepted').length]),
      ),
    ];
  };
  return [
    figure(called, 'per s', measured.bare),
    figure('lifecycles, provider that costs nothing', 'per s', measured.answering, { ...against, goal }),
    ...replies(scene.answering),
    figure('lifecycles, Slack provider and fake Slack', 'per s', measured.slack, against),
    ...replies(scene.slack),
  ];
}

async function bare(scene: Scene, stages: readonly number[]): Promise<WorkflowHandle> {
  const handle = await startBare(scene, 'bareLifecycle', [stages]);
  for (let update = 1; update < stages.length; update++) await handle.executeUpdate(bump);
  await handle.result();
  return handle;
}

/** @returns how many activities are usual after declaring and after each command. */
async function usualStages(handles: readonly WorkflowHandle[]): Promise<number[]> {
  const counts = await Promise.all(handles.map((handle) => countHistory(handle)));
  const [first] = counts;
  return (first?.stages ?? []).map((_, stage) =>
    Math.round(median(counts.map(({ stages }) => stages[stage] ?? 0))),
  );
}
