import type { IncidentId } from '../incident/id.ts';
import type { ActionItem } from './item.ts';

/** Which item. */
export type ActionRef = Pick<ActionItem, 'incident' | 'number'>;

/** What somebody wants of action items, before it is known whom they name and when days begin for them. */
export type ActionWish =
  /** `text` with owner and date in it, as it was typed: `add an alert @ana by Friday`. */
  | { readonly do: 'add'; readonly incident: IncidentId; readonly text: string }
  | {
      readonly do: 'list';
      /** Without one those of all incidents. */
      readonly incident?: IncidentId;
      readonly mine: boolean;
      /** Also what is done. */
      readonly all: boolean;
    }
  | { readonly do: 'done' | 'reopen'; readonly item: ActionRef }
  /** Into a bug tracker; `to` is a tracker or a place of one, `github` or `jira/PAY`. */
  | { readonly do: 'push'; readonly item: ActionRef; readonly to?: string }
  /** `person` as it was typed: `@ana`, `<@U123>`, `me`. */
  | { readonly do: 'assign'; readonly item: ActionRef; readonly person: string }
  /** `date` as it was typed: `Friday`, `2026-03-01`. */
  | { readonly do: 'due'; readonly item: ActionRef; readonly date: string };
