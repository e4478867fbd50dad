import type { WorkflowHandle } from '@temporalio/client';
import type { IncidentId } from '../../../src/incident/id.ts';
import { COMMANDS } from '../../../workflows/incident/messages.ts';
import { atOnce } from '../at-once.ts';
import { instant } from '../clock.ts';
import { figure, type Figure } from '../figures/figure.ts';
import { endBare, startBare } from '../floor/bare.ts';
import { poke } from '../floor/messages.ts';
import { startListener } from '../listener.ts';
import type { Muster } from '../muster/muster.ts';
import { atRest } from '../rest.ts';
import { rounds } from '../rounds.ts';
import type { Scene } from '../scene.ts';
import type { Scale } from './scale.ts';

/** Something that gets one event in each round, and how the event is sent and its first effect seen. */
interface Subject {
  readonly handle: WorkflowHandle;
  send(): Promise<unknown>;
  /** @returns the instant at which the first effect arrived. */
  seen(): Promise<number>;
}

/**
 * From sending an event until its first effect arrives where it should. At rest: the event before has had all its
 * effects. Back to back: the next event, for another incident, follows as soon as the first effect was seen.
 */
export async function eventToProvider(scene: Scene, scale: Scale): Promise<Figure[]> {
  const { floor, answering, slack, unpaced } = scene;
  const web = await startListener();
  const bare = await atOnce(scale.samples, scale.atOnce, () => startBare(scene, 'bareActivity'));
  const quick = await atOnce(scale.samples, scale.atOnce, () => answering.declare());
  const real = await atOnce(scale.samples, scale.atOnce, () => slack.declare());
  const without = await atOnce(scale.samples, scale.atOnce, () => unpaced.declare());
  const signal = (muster: Muster, id: IncidentId) =>
    muster.handle(id).signal(COMMANDS.note.signal, { text: 'said' });
  const called = (id: IncidentId) => answering.process.nextCall(id).then(({ at }) => at);
  const subjects = {
    bare: bare.map((handle): Subject => ({
      handle,
      send: () => handle.signal(poke),
      seen: () => floor.process.nextCall().then(({ at }) => at),
    })),
    bareHttp: bare.map((handle): Subject => ({
      handle,
      send: () => handle.signal(poke, web.url),
      seen: () => web.next(),
    })),
    signal: quick.map((id): Subject => ({
      handle: answering.handle(id),
      send: () => signal(answering, id),
      seen: () => called(id),
    })),
    update: quick.map((id): Subject => ({
      handle: answering.handle(id),
      send: () => answering.command(id, 'note', { text: 'said' }),
      seen: () => called(id),
    })),
    slack: real.map((id): Subject => ({
      handle: slack.handle(id),
      send: () => signal(slack, id),
      seen: () => slackCalled(scene, id),
    })),
    unpaced: without.map((id): Subject => ({
      handle: unpaced.handle(id),
      send: () => signal(unpaced, id),
      seen: () => slackCalled(scene, id),
    })),
  };
  try {
    const figures: Figure[] = [];
    for (const pace of ['at rest', 'back to back'] as const) {
      const round = (all: readonly Subject[]) => () => play(all, pace === 'at rest');
      const measured = await rounds(scale.rounds, {
        bare: round(subjects.bare),
        bareHttp: round(subjects.bareHttp),
        signal: round(subjects.signal),
        update: round(subjects.update),
        slack: round(subjects.slack),
        unpaced: round(subjects.unpaced),
      });
      const goal = { atMost: 1.5 };
      const floorOf = (key: 'bare' | 'bareHttp') => ({ floor: measured[key], called: names[key], goal });
      const names = {
        bare: `bare signal → activity, ${pace}`,
        bareHttp: `bare signal → activity → HTTP server, ${pace}`,
        unpaced: `signal → Slack is called, limits not asked for, ${pace}`,
      };
      figures.push(
        figure(names.bare, 'ms', measured.bare),
        figure(`signal → provider is called, ${pace}`, 'ms', measured.signal, floorOf('bare')),
        figure(`update → provider is called, ${pace}`, 'ms', measured.update, floorOf('bare')),
        figure(names.bareHttp, 'ms', measured.bareHttp),
        figure(`signal → Slack is called, ${pace}`, 'ms', measured.slack, floorOf('bareHttp')),
        figure(names.unpaced, 'ms', measured.unpaced),
        figure(`· beside it, limits asked for, ${pace}`, 'ms', measured.slack, {
          floor: measured.unpaced,
          called: names.unpaced,
        }),
      );
    }
    return figures;
  } finally {
    await endBare(bare);
    web.close();
  }
}

/** Sends each subject one event. */
async function play(subjects: readonly Subject[], quiet: boolean): Promise<number[]> {
  const taken: number[] = [];
  for (const { handle } of subjects) await atRest(handle);
  for (const subject of subjects) {
    const before = instant();
    const [at] = await Promise.all([subject.seen(), subject.send()]);
    taken.push(at - before);
    if (quiet) await atRest(subject.handle);
  }
  for (const { handle } of subjects) await atRest(handle);
  return taken;
}

async function slackCalled({ fake }: Scene, id: IncidentId): Promise<number> {
  let next = fake.calls.length;
  const at = await fake.until(() => {
    for (; next < fake.calls.length; next++) {
      if (new RegExp(`${id}\\b`).test(JSON.stringify(fake.calls[next]?.args))) return instant();
    }
    return undefined;
  });
  if (at === undefined) throw new Error(`Slack was not called for ${id}`);
  return at;
}
