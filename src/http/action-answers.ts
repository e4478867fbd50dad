import { actionId, type ActionItem } from '../action-item/item.ts';
import type { ActionWish } from '../action-item/wish.ts';
import { dueDate, dueIn, ownerIn } from '../action-item/wording.ts';
import { actionChanged, actionList } from '../chat/action-messages.ts';
import type { Answer } from '../chat/inbound.ts';
import type { TenantConfig } from '../config/config.ts';
import { MUSTER, type Person } from '../incident/person.ts';
import { routeText } from '../tracker/route.ts';
import { isOf, type Actions } from './actions.ts';
import { privately, refuse } from './answers.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Pushing } from './pushing.ts';
import { findPerson } from './people.ts';

/** Answers what somebody wants of action items. @param zoneOf the zone in which they live, where that is known. */
export type AnswerAction = (
  caller: Caller,
  wish: ActionWish,
  zoneOf: () => Promise<string | undefined>,
) => Promise<Answer>;

export function createActionAnswers(deps: {
  readonly actions: Actions;
  readonly pushing: Pick<Pushing, 'push'>;
  readonly config: (tenant: string) => TenantConfig;
  /** @returns who somebody is now whom a platform names. */
  readonly known: (tenant: string, person: Person) => Promise<Person>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): AnswerAction {
  const { actions, config } = deps;

  async function personOf({ tenant, via, person }: Caller, said: string): Promise<Person | undefined> {
    const named = findPerson(config(tenant), via, said, person);
    return named && deps.known(tenant, named);
  }

  const unknown = (caller: Caller, said: string): Answer =>
    refuse(
      caller,
      `I do not know ${said.slice(0, 60)}. Mention somebody, or name a person of the configuration.`,
    );

  const did = (caller: Caller, done: string, outcome: ActionItem | Denied): Answer =>
    'denied' in outcome ? refuse(caller, outcome) : privately(actionChanged(done, outcome, deps.now()));

  /** Days end where the owner lives; where that is not known, where the caller does. */
  async function zoneFor(
    { tenant, person }: Caller,
    owner: Person | undefined,
    zoneOf: () => Promise<string | undefined>,
  ): Promise<string> {
    const { people, defaults } = config(tenant);
    const written = people.get((owner ?? person).id)?.timeZone;
    if (written !== undefined) return written;
    const own = !owner || owner.id === person.id ? await zoneOf() : undefined;
    return own ?? defaults.timeZone;
  }

  return async (caller, wish, zoneOf) => {
    switch (wish.do) {
      case 'add': {
        const { text: said, owner: typed } = ownerIn(wish.text);
        const owner = typed === undefined ? undefined : await personOf(caller, typed);
        if (typed !== undefined && !owner) return unknown(caller, typed);
        const { text, due } = dueIn(said, deps.now(), await zoneFor(caller, owner, zoneOf));
        const item = { text, ...(owner && { owner }), ...(due !== undefined && { due }) };
        return did(caller, 'Added', await actions.add(caller, wish.incident, item));
      }
      case 'list': {
        const { incident, mine, all } = wish;
        const found = incident ? await actions.of(caller, incident) : await actions.open(caller);
        if ('denied' in found) return refuse(caller, found);
        const shown = found.filter((item) => (all || !item.done) && (!mine || isOf(item, caller)));
        return privately(actionList(shown, { incident, mine, all }, deps.now()));
      }
      case 'done':
        return did(caller, 'Done', await actions.change(caller, wish.item, { done: true }));
      case 'reopen':
        return did(caller, 'Open again', await actions.change(caller, wish.item, { done: false }));
      case 'push': {
        const pushed = await deps.pushing.push(caller, wish.item, wish.to);
        if ('denied' in pushed || pushed.issue) return did(caller, 'Pushed', pushed);
        return did(caller, onItsWay(pushed, caller), pushed);
      }
      case 'assign': {
        const owner = await personOf(caller, wish.person);
        if (!owner) return unknown(caller, wish.person);
        return did(caller, `Given to ${owner.name}`, await actions.change(caller, wish.item, { owner }));
      }
      case 'due': {
        const found = await actions.of(caller, wish.item.incident);
        if ('denied' in found) return refuse(caller, found);
        const owner = found.find(({ number }) => number === wish.item.number)?.owner;
        const due = dueDate(wish.date, deps.now(), await zoneFor(caller, owner, zoneOf));
        if (due === undefined)
          return refuse(
            caller,
            `${JSON.stringify(wish.date.slice(0, 40))} is no date. Say it as in \`/im action due ${actionId(wish.item)} Friday\`, or 2026-03-01.`,
          );
        return did(caller, 'Due date set', await actions.change(caller, wish.item, { due }));
      }
    }
  };
}

/** Who asked first is told; whoever asks again while it is under way is not. */
function onItsWay({ push }: ActionItem, { person }: Caller): string {
  if (!push || push.trouble?.final || push.asked.by.id === person.id)
    return 'On its way: you are told when it is there';
  const { by } = push.asked;
  const who = by.id === MUSTER.id ? 'Muster pushes it by itself' : `${by.name} asked for it, and is told`;
  return `On its way to ${routeText(push)} already: ${who}`;
}
