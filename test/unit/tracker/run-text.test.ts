import { expect, it } from 'vitest';
import { plain } from '../../../src/chat/text.ts';
import { runTicketText } from '../../../src/tracker/run-text.ts';
import { endedOf, orderOf } from '../chat/action-fixture.ts';

const PAGE = 'https://muster.example/runs/RUN-7';
const RUN = endedOf(orderOf(), {
  status: 'failed',
  failure: { code: 'exit_status', message: 'It ended with the exit status 3.' },
});

it('a ticket of a run has the first line of what is said as its title, and all of it, its data, and which run it was', () => {
  const { title, paragraphs } = runTicketText(
    RUN,
    { message: 'No restart\nof db1', data: { code: 3 } },
    PAGE,
  );
  expect(title).toBe('No restart');
  const [said, ...rest] = paragraphs.map(plain);
  expect(said).toBe('No restart\nof db1');
  expect(rest[0]).toMatch(/^RUN-7 linux\.restart: failed after 12 seconds, ordered by Ana at 2026-03-01/);
  expect(rest.slice(1)).toEqual(['It ended with the exit status 3.', 'code: 3']);
  expect(paragraphs[1]).toContainEqual({ link: PAGE, label: 'RUN-7' });
});

it('a ticket of a run says it in words of its own where nothing else is said, and why', () => {
  const { title, paragraphs } = runTicketText(RUN, { data: {}, problem: '`x` is undefined' }, undefined);
  expect(title).toBe('RUN-7 linux.restart: failed');
  expect(plain(paragraphs.at(-1)!)).toContain('could not be rendered: `x` is undefined');
});

it('a ticket of a run is no longer than trackers take', () => {
  const long = 'x'.repeat(100_000);
  const data = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`n${n}`, long]));
  const { title, paragraphs } = runTicketText(RUN, { message: long, data }, PAGE);
  expect(title.length).toBeLessThanOrEqual(200);
  expect(paragraphs.map(plain).join('\n').length).toBeLessThan(60_000);
  expect(plain(paragraphs.at(-1)!)).toBe('And 80 more.');
});
