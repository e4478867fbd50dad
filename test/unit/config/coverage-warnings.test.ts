import { expect, it } from 'vitest';
import { coverageWarnings } from '../../../src/config/coverage-warnings.ts';
import { checkText } from '../../../src/config/load.ts';
import { formatPath } from '../../../src/config/problem.ts';
import { sandbox } from '../../../src/chat/sandbox/platform.ts';

/** A Thursday. */
const NOW = Date.parse('2027-03-25T12:00Z');

function warnings(schedule: string): string[] {
  const text = `
chat:
  training: { platform: sandbox }
people:
  ana: { name: Ana, chat: { training: ana } }
  cy: { name: Cy }
schedules:
  payments:
    timeZone: Europe/Berlin
    lookAhead: 5d
${schedule.replace(/^/gm, '    ')}
`;
  const { config, problems } = checkText(text, 'muster.yaml', {}, [sandbox]);
  expect(problems).toEqual([]);
  return coverageWarnings(config!, NOW).map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

it('times ahead in which nobody is on call are found, by the clocks of the schedule, unless they are meant', () => {
  const layers = 'layers: [{ name: Days, people: [ana], from: 2027-01-01, hours: [Mon-Fri 09:00-17:00] }]';
  expect(warnings(layers)).toEqual([
    'schedules.payments: nobody is on call from 2027-03-25 17:00 until 2027-03-26 09:00 and 2 more times until 2027-03-30 14:00 (Europe/Berlin): add a layer below, or set `expectGaps: true` if that is meant',
  ]);
  expect(warnings(`expectGaps: true\n${layers}`)).toEqual([]);
  expect(warnings('layers: [{ name: All, people: [ana], from: 2027-01-01 }]')).toEqual([]);
});

it('people who come on call and cannot be paged are found, with when they first do', () => {
  expect(warnings('layers: [{ name: All, people: [ana, cy], turn: 1d, from: 2027-03-25 }]')).toEqual([
    'schedules.payments: Cy comes on call at 2027-03-26 00:00 (Europe/Berlin) and cannot be paged: name their platform user id under `people.cy.chat`',
  ]);
  expect(warnings('layers: [{ name: All, people: [ana, cy], turn: 30d, from: 2027-03-25 }]')).toEqual([]);
});
