import type { Message } from './message.ts';

/** How many problems are listed; the rest is in the log and in the API. */
const LISTED = 5;

/**
 * @param lines a line for each thing that is wrong, with its place.
 * @param inForce hash of the configuration that stays in force.
 * @returns that a configuration was refused, for those who run Muster.
 */
export function refusedConfigurationMessage(lines: readonly string[], inForce: string): Message {
  const summary = 'The new configuration was refused; the one before stays in force.';
  const more = lines.length - LISTED;
  return {
    summary,
    accent: 'SEV-2',
    heading: '⚠️ The new configuration was refused',
    sections: [
      ...lines.slice(0, LISTED).map((line) => ({ text: [{ code: line }] })),
      ...(more > 0
        ? [{ text: [`And ${more} more, which `, { code: 'muster check-config' }, ' lists.'] }]
        : []),
      { footnote: ['Version ', { code: inForce }, ' stays in force. Incidents go on as they were.'] },
    ],
  };
}

/** @returns that what was refused is right by now. @param inForce hash of the configuration in force. */
export function mendedConfigurationMessage(inForce: string): Message {
  return {
    summary: `The configuration is right again: version ${inForce} is in force.`,
    accent: 'good',
    sections: [
      { text: ['✅ The configuration is right again: version ', { code: inForce }, ' is in force.'] },
    ],
  };
}
