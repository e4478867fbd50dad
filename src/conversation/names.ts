import { ASKED_FOR, NOT_NAMES, VERB_FORMS, WORDS_OF_THEIR_OWN } from './lexicon.ts';
import type { Circle, Named } from './setting.ts';
import { slips } from './spelling.ts';

/** A team or a service, or both where they are called the same. */
export interface Nameable {
  readonly team?: string;
  readonly service?: string;
  /** Its id and its name in lower case, by words. */
  readonly forms: readonly (readonly string[])[];
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s_/-]+/)
    .filter(Boolean);

function formsOf({ id, name }: Named): (readonly string[])[] {
  const all = [wordsOf(id), wordsOf(name), [wordsOf(id).join('')], [wordsOf(name).join('')]];
  return [...new Map(all.map((form) => [form.join(' '), form])).values()].filter((form) => form.length > 0);
}

/** @returns all teams and services by what they are called. */
export function nameables({ teams, services }: Circle): Nameable[] {
  const byForm = new Map<string, Nameable>();
  const add = (named: Named, what: 'team' | 'service'): void => {
    const forms = formsOf(named);
    const same = forms
      .map((form) => byForm.get(form.join(' ')))
      .find((one) => one && one[what] === undefined);
    const merged: Nameable = { ...same, [what]: named.id, forms: [...(same?.forms ?? []), ...forms] };
    for (const form of merged.forms) byForm.set(form.join(' '), merged);
  };
  for (const team of teams) add(team, 'team');
  for (const service of services) add(service, 'service');
  return [...new Set(byForm.values())];
}

/** @returns the first names and ids by which people are spoken of, in lower case. */
export function peopleNames({ people }: Circle): Map<string, string> {
  const found = new Map<string, string>();
  const twice = new Set<string>();
  for (const { id, name } of people) {
    for (const form of new Set([id.toLowerCase(), name.toLowerCase(), wordsOf(name)[0] ?? ''])) {
      if (!form || NOT_NAMES.has(form)) continue;
      if (found.has(form) && found.get(form) !== id) twice.add(form);
      found.set(form, id);
    }
  }
  for (const form of twice) found.delete(form);
  return found;
}

export interface NameFound {
  readonly thing: Nameable;
  /** How many of the words it takes. */
  readonly length: number;
  readonly exact: boolean;
}

/** Words after which something is likely a name, so that a misspelled one is looked for. */
const BEFORE_NAMES = new Set([
  ...[
    'with',
    'for',
    'in',
    'at',
    'to',
    'the',
    'of',
    'about',
    'is',
    'are',
    'on',
    'page',
    'ping',
    'service',
    'team',
    'up',
    'wrong',
    'doing',
  ],
]);

/**
 * Finds a team or service at the beginning of some words.
 * @param before the word before them.
 * @returns the longest that fits exactly; else one that is misspelled where a name is likely.
 */
export function nameIn(
  words: readonly string[],
  known: readonly Nameable[],
  before?: string,
): NameFound | undefined {
  let best: NameFound | undefined;
  const [first = ''] = words;
  // A word with hyphens counts as its parts.
  const split = words.map((word) => (word.includes('~') ? [word] : wordsOf(word)));
  for (const thing of known) {
    for (const form of thing.forms) {
      if (form.length === 1 && NOT_NAMES.has(form[0] ?? '')) continue;
      const length = taken(split, form);
      if (length > (best?.length ?? 0)) best = { thing, length, exact: true };
    }
  }
  if (best) return best;
  const next = words[1];
  const likely = (before !== undefined && BEFORE_NAMES.has(before)) || next === 'team' || next === 'incident';
  if (!likely || first.length < 4 || NOT_NAMES.has(first) || !/^[\p{L}\p{N}'-]+$/u.test(first))
    return undefined;
  if (ASKED_FOR.has(first) || VERB_FORMS.has(first) || WORDS_OF_THEIR_OWN.has(first)) return undefined;
  let least = Infinity;
  for (const thing of known) {
    for (const form of thing.forms) {
      const apart = Math.min(slips(first, form.join('')), slips(first, form.join('-')));
      if (apart < least && apart > 0) {
        least = apart;
        best = { thing, length: 1, exact: false };
      }
    }
  }
  return best;
}

/** @returns how many of the words a form takes; 0 when it does not stand there. */
function taken(words: readonly (readonly string[])[], form: readonly string[]): number {
  let at = 0;
  for (const [n, parts] of words.entries()) {
    for (const part of parts) if (form[at++] !== part) return 0;
    if (at === form.length) return n + 1;
    if (at > form.length) return 0;
  }
  return 0;
}
