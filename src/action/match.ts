import type { Format } from './format.ts';
import { keyValues } from './key-values.ts';
import { wordsOf } from './needed-words.ts';

/** A format and whose it is. */
export interface Said<A> {
  readonly alias: A;
  readonly format: Format;
}

/** What somebody asks for with a line. */
export interface Matched<A> extends Said<A> {
  /** As they were said, or by default. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Finds by which formats a line can be meant. Only those are tried whose own words are all in the line, so that a thousand
 * cost little more than one.
 * @returns of a line, the most specific matches, of each alias at most one: none, one, or several where nothing says
 * which is meant.
 */
export function createMatcher<A>(formats: readonly Said<A>[]): (line: string) => readonly Matched<A>[] {
  const among = byRarestWord(formats);
  const matches = (line: string, given: ReadonlyMap<string, string>): readonly Matched<A>[] => {
    const found = among(line).flatMap((said) => {
      const captured = said.format.capture(line);
      return captured ? [{ said, ...captured }] : [];
    });
    const most = Math.max(...found.map(({ literal }) => literal));
    const best = found.filter(({ literal }) => literal === most);
    return best
      .filter(({ said }, n) => best.findIndex((one) => one.said.alias === said.alias) === n)
      .map(({ said, parameters }) => ({ ...said, parameters: new Map([...parameters, ...given]) }));
  };
  return (text) => {
    const { line, given } = keyValues(text);
    const named = matches(line, given);
    // `set {{key}}={{value}}` has the pair among its own words.
    return named.length === 0 && given.size > 0 ? matches(text.trim(), new Map()) : named;
  };
}

/** @returns those that a line can fit by the words that it has, in their order. */
function byRarestWord<S extends { readonly format: Format }>(
  all: readonly S[],
): (line: string) => readonly S[] {
  const often = new Map<string, number>();
  for (const { format } of all)
    for (const word of new Set(format.words)) often.set(word, (often.get(word) ?? 0) + 1);
  const rarest = ({ words }: Format): string =>
    words.reduce(
      (found, word) => ((often.get(word) ?? 0) < (often.get(found) ?? Infinity) ? word : found),
      '',
    );
  // Under no word are those that need none.
  const byWord = new Map<string, { readonly place: number; readonly said: S }[]>();
  for (const [place, said] of all.entries()) {
    const word = rarest(said.format);
    const others = byWord.get(word);
    if (others) others.push({ place, said });
    else byWord.set(word, [{ place, said }]);
  }
  return (line) => {
    const words = wordsOf(line);
    return ['', ...words]
      .flatMap((word) => byWord.get(word) ?? [])
      .filter(({ said }) => said.format.words.every((word) => words.has(word)))
      .sort((a, b) => a.place - b.place)
      .map(({ said }) => said);
  };
}
