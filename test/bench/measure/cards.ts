import { setTimeout as pause } from 'node:timers/promises';
import { atOnce } from '../at-once.ts';
import { cardWays } from '../cards/ways.ts';
import { instant } from '../clock.ts';
import { figure, type Figure } from '../figures/figure.ts';
import { rounds } from '../rounds.ts';
import type { Scale } from './scale.ts';

const SECOND_MS = 1_000;

/**
 * Cards per second that a provider draws and sends to a fake of its platform, many under way at once, against the
 * platform's own client that sends the same card ready-made. The fakes have no limits.
 */
export async function cards(scale: Scale): Promise<Figure[]> {
  const figures: Figure[] = [];
  let sent = 0;
  const perSecond = async (
    send: (key: string) => Promise<unknown>,
    count = scale.commands,
  ): Promise<number[]> => {
    const before = instant();
    await atOnce(count, scale.atOnce, () => send(`card-${++sent}`));
    const rate = (count / (instant() - before)) * 1_000;
    // The time in which a client would send no more is not counted.
    if (count < scale.commands) await pause(SECOND_MS);
    return [rate];
  };
  for (const ways of await cardWays()) {
    const { platform, most } = ways;
    const measured = await rounds(scale.rounds, {
      readyMade: () => perSecond((key) => ways.readyMade(key), most),
      drawn: () => perSecond((key) => ways.drawn(key), most),
    });
    await ways.close();
    const called = `${platform}: ready-made cards sent by its client`;
    figures.push(
      figure(called, 'per s', measured.readyMade),
      figure(`${platform}: cards drawn and sent`, 'per s', measured.drawn, {
        floor: measured.readyMade,
        called,
      }),
    );
  }
  return figures;
}
