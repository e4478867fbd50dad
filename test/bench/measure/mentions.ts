import type { IncidentId } from '../../../src/incident/id.ts';
import { atOnce } from '../at-once.ts';
import { instant } from '../clock.ts';
import { figure, type Figure } from '../figures/figure.ts';
import { startBare } from '../floor/bare.ts';
import { startListener } from '../listener.ts';
import { rounds } from '../rounds.ts';
import type { Scene } from '../scene.ts';
import type { Scale } from './scale.ts';

/** How many incidents are asked about. */
const INCIDENTS = 16;

/**
 * Signed mentions in plain language answered per second, from their delivery until the answer is in the thread, against
 * bare workflows with one activity that calls an HTTP server: an answer is sent durably.
 */
export async function mentions(scene: Scene, scale: Scale): Promise<Figure[]> {
  const { slack } = scene;
  const web = await startListener();
  const incidents = await atOnce(INCIDENTS, scale.atOnce, () => slack.declare());
  const latencies: number[][] = [];
  const perSecond = async (act: (n: number) => Promise<unknown>): Promise<number> => {
    const before = instant();
    await atOnce(scale.commands, scale.inFlight, act);
    return (scale.commands / (instant() - before)) * 1_000;
  };
  try {
    const measured = await rounds(scale.rounds, {
      bare: async () => [
        await perSecond(async () => (await startBare(scene, 'bareReply', [web.url])).result()),
      ],
      async mentioned(round) {
        const taken: number[] = [];
        const rate = await perSecond(async (n) => {
          const before = instant();
          await answered(scene, incidents[n % INCIDENTS]!);
          taken.push(instant() - before);
        });
        if (round > 0) latencies.push(taken);
        return [rate];
      },
    });
    const called = `bare workflows with one HTTP call, ${scale.inFlight} in flight`;
    return [
      figure(called, 'per s', measured.bare),
      figure(`signed Slack mentions answered, ${scale.inFlight} in flight`, 'per s', measured.mentioned, {
        floor: measured.bare,
        called,
      }),
      figure('mention → answer in the thread', 'ms', latencies),
    ];
  } finally {
    web.close();
  }
}

/** Asks about an incident below a message, and waits for the answer there. */
async function answered({ fake, ana, channel }: Scene, id: IncidentId): Promise<void> {
  const { ts } = fake.says(ana, channel.id, 'something is wrong');
  let next = fake.calls.length;
  const delivered = await fake.mentions(ana, channel.id, `what is the status of ${id}?`, ts);
  if (delivered.status !== 200) throw new Error(`the mention was answered ${delivered.status}`);
  const said = await fake.until(() => {
    for (; next < fake.calls.length; next++) {
      const args = fake.calls[next]?.args;
      if (args?.['thread_ts'] === ts) return JSON.stringify(args);
    }
    return undefined;
  }, 60_000);
  if (!said?.includes(id))
    throw new Error(`"what is the status of ${id}?" was answered ${said ?? 'by nothing'}`);
}
