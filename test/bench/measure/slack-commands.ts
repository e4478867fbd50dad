import { atOnce } from '../at-once.ts';
import { instant } from '../clock.ts';
import { figure, type Figure } from '../figures/figure.ts';
import { endBare, startBare } from '../floor/bare.ts';
import { bump } from '../floor/messages.ts';
import { rounds } from '../rounds.ts';
import type { Scene } from '../scene.ts';
import type { Scale } from './scale.ts';

/** How many incidents the commands are spread over: Temporal takes ten updates of one workflow at once. */
const INCIDENTS = 16;
/** How long Slack waits for an answer, in milliseconds. */
const SLACK_WAITS_MS = 3_000;

/** Signed slash commands answered per second, many in flight, against bare updates per second. */
export async function slackCommands(scene: Scene, scale: Scale): Promise<Figure[]> {
  const { slack, fake, ana, channel } = scene;
  const bare = await atOnce(INCIDENTS, scale.atOnce, () => startBare(scene, 'bareUpdate'));
  const incidents = await atOnce(INCIDENTS, scale.atOnce, () => slack.declare());
  const latencies: number[][] = [];
  const late: number[][] = [];
  const unanswered: number[][] = [];
  const refused: number[][] = [];
  const perSecond = async (act: (n: number) => Promise<unknown>): Promise<number> => {
    const before = instant();
    await atOnce(scale.commands, scale.inFlight, act);
    return (scale.commands / (instant() - before)) * 1_000;
  };
  const measured = await rounds(scale.rounds, {
    bare: async () => [await perSecond((n) => bare[n % INCIDENTS]!.executeUpdate(bump))],
    async typed(round) {
      const taken: number[] = [];
      let [confirming, unavailable] = [0, 0];
      const rate = await perSecond(async (n) => {
        const before = instant();
        const answer = await fake.types(ana, channel.id, `note ${incidents[n % INCIDENTS]!} said ${n}`);
        taken.push(instant() - before);
        if (answer.status === 503) unavailable++;
        else if (answer.status !== 200) throw new Error(`the answer was ${answer.status} ${answer.body}`);
        if (answer.body.includes('confirming')) confirming++;
      });
      if (round > 0) {
        latencies.push(taken);
        late.push([taken.filter((ms) => ms > SLACK_WAITS_MS).length]);
        unanswered.push([confirming]);
        refused.push([unavailable]);
      }
      return [rate];
    },
  });
  await endBare(bare);
  return [
    figure(`bare updates, ${scale.inFlight} in flight`, 'per s', measured.bare),
    figure(`signed Slack commands, ${scale.inFlight} in flight`, 'per s', measured.typed, {
      floor: measured.bare,
      called: `bare updates, ${scale.inFlight} in flight`,
    }),
    figure('their answers', 'ms', latencies),
    { ...figure('answers after the 3 s that Slack waits', 'count', late), goal: { atMost: 0 } },
    figure('answers "accepted, confirming"', 'count', unanswered),
    { ...figure('answers 503', 'count', refused), goal: { atMost: 0 } },
  ];
}
