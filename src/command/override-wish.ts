/** What somebody wants of overrides. */
export type OverrideWish =
  | { readonly do: 'list'; readonly schedule?: string }
  | { readonly do: 'cancel'; readonly id: string }
  | {
      readonly do: 'make';
      /** Who is to be on call, as it was typed: `@ana`, `<@U123>`, `me`. */
      readonly person: string;
      /** Whose place they take, as it was typed; without it everybody's. */
      readonly replaces?: string;
      /** The schedule and the time, in any order and each perhaps missing: `payments 2h`. */
      readonly about: string;
      /** What was typed of the beginning and the end by themselves: `tomorrow 9:00`. */
      readonly from?: string;
      readonly until?: string;
    };
