import { problem, type Ask, type Problem } from './ask.ts';
import { tokens, wording } from './token.ts';

/** What somebody wants of times in which alerts open no incident. */
export type MaintenanceWish =
  | { readonly do: 'list' }
  | { readonly do: 'end'; readonly id: string }
  | {
      readonly do: 'begin';
      /** The service or team, as it was typed; absent for all alerts. */
      readonly about?: string;
      /** When, and then perhaps why, as it was typed: by the clocks of who typed it. */
      readonly time: string;
    };

const ask = (wish: MaintenanceWish): Ask => ({ kind: 'maintenance', wish });
const ID = /^m-[a-z2-9]{6}$/;

/** Reads what was typed after `maintenance`: `checkout 2h database upgrade`, `all tomorrow 22:00 for 2h`, `list`, `end m-7kq2rx`. */
export function parseMaintenance(text: string): Ask | Problem {
  const line = tokens(text);
  const [first, second, ...more] = line;
  const word = first?.text.toLowerCase();
  if (!first || ((word === 'list' || word === 'ls') && !second)) return ask({ do: 'list' });
  if (word !== undefined && /^(?:end|stop|cancel|delete|remove)$/.test(word)) {
    const id = second?.text.toLowerCase() ?? '';
    return ID.test(id) && more.length === 0
      ? ask({ do: 'end', id })
      : problem('Which maintenance? `/im maintenance end m-7kq2rx`; `/im maintenance list` shows them.');
  }
  const time = wording(line.slice(1));
  if (time === '')
    return problem(
      'Say of what and for how long: `/im maintenance checkout 2h database upgrade`; `all` for all alerts.',
    );
  const isAll = !first.quoted && /^(?:all|everything|\*)$/i.test(first.text);
  return ask({ do: 'begin', ...(!isAll && { about: first.text }), time });
}
