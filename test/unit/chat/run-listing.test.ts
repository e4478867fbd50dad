import { expect, it } from 'vitest';
import { runListing } from '../../../src/chat/run-listing.ts';
import { plainMessage } from '../../../src/chat/plain-message.ts';
import { NOON } from '../incident/fixture.ts';
import { endedOf, orderOf, runningOf } from './action-fixture.ts';

const NOW = NOON + 60_000;

it('says of each run how it stands, how long it took, who asked and when', () => {
  const runs = [
    runningOf(orderOf({ id: 'RUN-8' })),
    endedOf(orderOf({ id: 'RUN-7', incident: 'INC-4' }), { status: 'succeeded', result: {} }),
  ];
  const text = plainMessage(runListing({ runs }, NOW));
  expect(text).toContain('▶️ `RUN-8` linux.restart running · Ana, 1 minute ago');
  expect(text).toContain('✅ `RUN-7` linux.restart succeeded after 12 seconds · Ana, 1 minute ago · INC-4');
});

it('links runs to their pages where there are some', () => {
  const { sections } = runListing(
    { runs: [runningOf(orderOf())] },
    NOW,
    (id) => `https://muster.example/runs/${id}`,
  );
  expect(sections[0]?.text).toContainEqual({ link: 'https://muster.example/runs/RUN-7', label: 'RUN-7' });
});

it('shows the newest of many, and says how many it does not show', () => {
  const runs = Array.from({ length: 25 }, (_, n) => runningOf(orderOf({ id: `RUN-${25 - n}` })));
  const text = plainMessage(runListing({ runs }, NOW));
  expect(text).toContain('RUN-25');
  expect(text).not.toContain('RUN-5 ');
  expect(text).toContain('5 older ones are not shown');
});

it('says how to begin where nothing was run', () => {
  expect(plainMessage(runListing({ runs: [] }, NOW))).toContain('`/im run help`');
});

it('says where there may be others', () => {
  const text = plainMessage(runListing({ runs: [], next: 7 }, NOW));
  expect(text).toContain('None of the last runs');
  expect(text).not.toContain('Nothing was run');
});
