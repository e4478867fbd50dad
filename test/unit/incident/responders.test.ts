import { expect, it } from 'vitest';
import { RESPONDERS_LIMIT } from '../../../src/incident/command.ts';
import { ANA, BEN, Story } from './fixture.ts';

it('are so many at most that every record can hold them; who acknowledges is never turned away', () => {
  const story = new Story();
  for (let i = 1; i <= RESPONDERS_LIMIT; i++)
    story.does(ANA, { name: 'assign', person: { id: `person-${i}`, name: `Person ${i}` } });
  expect(story.incident.responders).toHaveLength(RESPONDERS_LIMIT);
  expect(story.refuses(ANA, { name: 'assign', person: BEN }).message).toContain('no room for more');
  expect(story.refuses(BEN, { name: 'join' }).message).toContain('no room for more');
  story.does(BEN, { name: 'ack' });
  expect(story.incident.acknowledged?.by).toEqual(BEN);
  expect(story.incident.responders).toHaveLength(RESPONDERS_LIMIT);
  story.does(ANA, { name: 'assign', person: { id: 'person-1', name: 'Person 1' }, role: 'scribe' });
  story.does({ id: 'person-2', name: 'Person 2' }, { name: 'leave' });
  story.does(BEN, { name: 'join' });
  expect(story.incident.responders).toHaveLength(RESPONDERS_LIMIT);
});
