import { laneOf, type Lane } from '../lane.ts';
import type { Destination, PacedOperation } from '../provider.ts';

/**
 * Which of Teams' limits an operation draws on
 * (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit): 7 in a second, 8 in two, 60 in 30 s and
 * 1800 in an hour for each conversation, 30 a second for all. Of Microsoft Graph's, which are far wider than what
 * incidents need, none.
 */
export function lanesOf(operation: PacedOperation, target: Destination): readonly Lane[] {
  if (operation !== 'send' && operation !== 'update') return [];
  const where = 'channel' in target ? target.channel.replace(/;messageid=.*$/, '') : `@${target.user}`;
  return [
    // With more at once there would be nine in two seconds.
    laneOf(`conversation:${where}`, 60, 30_000, 4),
    laneOf(`hour:${where}`, 1_800, 3_600_000, 120),
    laneOf('bot', 30, 1_000, 10),
  ];
}
