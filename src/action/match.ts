import { RE2Set } from 're2js';
import { padded, type Format } from './format.ts';
import { keyValues } from './key-values.ts';

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
 * Finds by which formats a line can be meant. All are looked for at once, so that a thousand cost little more than one.
 * @returns of a line, the most specific matches, of each alias at most one: none, one, or several where nothing says
 * which is meant.
 */
export function createMatcher<A>(formats: readonly Said<A>[]): (line: string) => readonly Matched<A>[] {
  const set = new RE2Set(RE2Set.ANCHOR_BOTH);
  for (const { format } of formats) set.add(format.expression);
  set.compile();
  const matches = (line: string, given: ReadonlyMap<string, string>): readonly Matched<A>[] => {
    const found = set.match(padded(line)).flatMap((n) => {
      const said = formats[n];
      const captured = said?.format.capture(line);
      return said && captured ? [{ said, ...captured }] : [];
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
