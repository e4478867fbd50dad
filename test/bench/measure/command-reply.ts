import type { IncidentId } from '../../../src/incident/id.ts';
import { instant } from '../clock.ts';
import { figure, type Figure } from '../figures/figure.ts';
import { endBare, startBare } from '../floor/bare.ts';
import { bump } from '../floor/messages.ts';
import type { Muster } from '../muster/muster.ts';
import { atRest } from '../rest.ts';
import { rounds } from '../rounds.ts';
import type { Scene } from '../scene.ts';
import type { Scale } from './scale.ts';

/** How many commands each incident gets: an `ack`, then notes. */
const PER_INCIDENT = 8;

/**
 * From asking until the durable reply is here, one at a time with all at rest before: a bare update of a bare workflow;
 * a command as the HTTP layer asks it; a command as Slack delivers it, signed, until its HTTP answer is read.
 */
export async function commandReply(scene: Scene, scale: Scale): Promise<Figure[]> {
  const { answering, slack, fake, ana, channel } = scene;
  const measured = await rounds(scale.rounds, {
    async bare() {
      const handle = await startBare(scene, 'bareUpdate');
      const taken: number[] = [];
      for (let n = 0; n < scale.samples; n++) {
        await atRest(handle);
        taken.push(await time(() => handle.executeUpdate(bump)));
      }
      await endBare([handle]);
      return taken;
    },
    asked: () =>
      commands(answering, scale.samples, async (id, n) => {
        const [name, argument] =
          n === 0 ? (['ack', {}] as const) : (['note', { text: `said ${n}` }] as const);
        const outcome = await answering.command(id, name, argument);
        if (outcome !== 'done') throw new Error(`${id}: ${name} was ${outcome}`);
      }),
    typed: () =>
      commands(slack, scale.samples, async (id, n) => {
        const text = n === 0 ? `ack ${id}` : `note ${id} said ${n}`;
        const answer = await fake.types(ana, channel.id, text);
        if (answer.status !== 200 || answer.body.includes('confirming')) {
          throw new Error(`the answer to "${text}" was ${answer.status} ${answer.body}`);
        }
      }),
  });
  const against = { floor: measured.bare, called: 'bare update → reply', goal: { atMost: 1.5 } };
  return [
    figure('bare update → reply', 'ms', measured.bare),
    figure('command → durable reply', 'ms', measured.asked, against),
    figure('signed Slack command → HTTP answer', 'ms', measured.typed, against),
  ];
}

async function commands(
  muster: Muster,
  samples: number,
  send: (id: IncidentId, n: number) => Promise<void>,
): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < samples) {
    const id = await muster.declare();
    for (let n = 0; n < PER_INCIDENT && taken.length < samples; n++) {
      await atRest(muster.handle(id));
      taken.push(await time(() => send(id, n)));
    }
    await atRest(muster.handle(id));
  }
  return taken;
}

async function time(act: () => Promise<unknown>): Promise<number> {
  const before = instant();
  await act();
  return instant() - before;
}
