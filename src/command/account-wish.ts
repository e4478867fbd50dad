import type { LinkCode } from '../access/link-code.ts';
import type { Loudness } from '../access/loudness.ts';

/** What somebody wants to know or to change of their own accounts. */
export type AccountWish =
  /** Without a code one is made. */
  | { readonly do: 'link'; readonly code?: LinkCode }
  /** `request` names the code without telling it. */
  | { readonly do: 'confirm'; readonly request: string; readonly yes: boolean }
  | { readonly do: 'unlink'; readonly instance?: string }
  | { readonly do: 'whoami' }
  /** `default`: what the configuration says counts again; without a level the present one is told. */
  | { readonly do: 'loud'; readonly level?: Loudness | 'default' };
