import type { Run } from '../../src/action/run.ts';
import { escaped } from '../markdown.ts';

/** Steps of a chain that the Temporal UI shows: those that came last. */
const STEPS_SHOWN = 20;

/** @returns what the Temporal UI shows of a run, in Markdown. */
export function detailsOf({ id, action, status, asked, incident, failure, steps = [] }: Run): string {
  const where = incident ? `, ${incident}` : '';
  const lines = steps
    .slice(-STEPS_SHOWN)
    .map((step) => `- ${step.place} ${escaped(step.task)} ${escaped(step.action)}: ${step.status}`);
  const paragraphs = [
    `**${id}** ${action}: ${status}, ordered by ${asked.by.name}${where}`,
    ...(failure ? [failure.message] : []),
    ...(lines.length > 0 ? [lines.join('\n')] : []),
  ];
  return paragraphs.join('\n\n');
}
