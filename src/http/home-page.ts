import { homeMessage } from '../chat/home.ts';
import type { Answer } from '../chat/inbound.ts';
import type { IncidentView } from '../incident/view.ts';
import type { Caller } from './caller.ts';
import type { Operations } from './operations.ts';

/** How many incidents it shows of one's own and of the others, and how many are looked through at most. */
const SHOWN = 15;
const LOOKED_THROUGH = 200;

/** What the platform's page of Muster shows somebody. */
export type HomePage = (caller: Caller) => Promise<Extract<Answer, { kind: 'home' }>>;

export function createHomePage(operations: Pick<Operations, 'visible' | 'links'>): HomePage {
  const pageOf = ({ incident }: IncidentView): string => operations.links(incident.tenant, incident.id).page;
  return async (caller) => {
    const [mine, all] = await Promise.all([
      operations.visible(caller, { active: true, responder: caller.person.id }, SHOWN),
      operations.visible(caller, { active: true }, LOOKED_THROUGH),
    ]);
    const own = new Set(mine.map(({ incident }) => incident.id));
    const others = all.filter(({ incident }) => !own.has(incident.id));
    const shown = { mine, others: others.slice(0, SHOWN), more: Math.max(0, others.length - SHOWN) };
    return { kind: 'home', message: homeMessage({ reader: caller.person.id, ...shown }, pageOf) };
  };
}
