import type { Ask } from '../command/ask.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Change, Description, Wish } from './wish.ts';

/** What is asked for and answered at once, because it changes nothing. */
export type Reading = Extract<
  Ask,
  { kind: 'status' | 'summary' | 'why' | 'who' | 'postmortem' | 'changes' | 'list' | 'help' | 'paging' }
>;

/** What was understood of a sentence. */
export type Heard =
  | Reading
  /** Wanted of one's own accounts. */
  | Extract<Ask, { kind: 'account' }>
  /** Asked or said of who is on call, of action items, of tickets, of figures, or of what would be. */
  | Extract<
      Ask,
      {
        kind:
          | 'oncall'
          | 'override'
          | 'swap'
          | 'action'
          | 'figures'
          | 'simulate'
          | 'find'
          | 'maintenance'
          | 'ticket';
      }
    >
  /** Said unmistakably: it is carried out. */
  | { readonly kind: 'do'; readonly ask: Change }
  /** Likely wanted: it is carried out when somebody says yes. */
  | {
      readonly kind: 'confirm';
      readonly asks: readonly Change[];
      /** Those that were named as well, beyond what is asked at once. */
      readonly beyond?: readonly IncidentId[];
    }
  /** Wanted of an incident that is described: it is looked for. A change is then asked back. */
  | { readonly kind: 'described'; readonly description: Description; readonly wish: Wish }
  /** Wanted of an incident, but not of which. */
  | { readonly kind: 'which'; readonly wish: Wish }
  /** It was said what is not to be done. */
  | { readonly kind: 'left'; readonly incident?: IncidentId }
  /** Something that only a form can take. */
  | { readonly kind: 'offer'; readonly form: 'declare' }
  | { readonly kind: 'thanks' }
  /** Not understood; what comes nearest, the likeliest first. */
  | { readonly kind: 'unclear'; readonly nearest: readonly Reading[] };
