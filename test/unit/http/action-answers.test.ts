import { expect, it } from 'vitest';
import type { ActionItem } from '../../../src/action-item/item.ts';
import { createActionAnswers } from '../../../src/http/action-answers.ts';
import type { Actions } from '../../../src/http/actions.ts';
import type { Caller } from '../../../src/http/caller.ts';
import { MUSTER } from '../../../src/incident/person.ts';

const ANA = { id: 'ana', name: 'Ana' };
const BEN = { id: 'ben', name: 'Ben' };

/** What Ana is answered who pushes an item that stands so. */
async function answered(push: ActionItem['push']): Promise<string> {
  const item: ActionItem = {
    incident: 'INC-1',
    number: 1,
    text: 'add an alert',
    created: { by: BEN, at: 1 },
    version: 1,
    ...(push && { push }),
  };
  const answer = createActionAnswers({
    actions: {} as Actions,
    pushing: { push: () => Promise.resolve(item) },
    config: () => {
      throw new Error('nothing is looked up');
    },
    known: (_tenant, person) => Promise.resolve(person),
    now: () => 3,
  });
  const wish = { do: 'push', item: { incident: 'INC-1', number: 1 } } as const;
  return JSON.stringify(await answer({ person: ANA } as Caller, wish, () => Promise.resolve(undefined)));
}

const TO = { tracker: 'jira', place: 'PAY' };
const failed = { code: 'permission_denied', message: 'no', at: 2, final: true };

it.each([
  ['nothing', undefined, 'On its way: you are told when it is there'],
  ['oneself', { ...TO, asked: { by: ANA, at: 1 } }, 'On its way: you are told when it is there'],
  ['who was refused', { ...TO, asked: { by: BEN, at: 1 }, trouble: failed }, 'you are told when it is there'],
  ['somebody else', { ...TO, asked: { by: BEN, at: 1 } }, 'On its way to jira/PAY already: Ben asked for it'],
  ['the configuration', { ...TO, asked: { by: MUSTER, at: 1 } }, 'already: Muster pushes it by itself'],
] as const)(
  'who pushes what is under way because of %s is told who hears of it',
  async (_, push, expected) => {
    expect(await answered(push)).toContain(expected);
  },
);
