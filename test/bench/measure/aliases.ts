import { compileFormat, type Format } from '../../../src/action/format.ts';
import { createMatcher } from '../../../src/action/match.ts';
import { instant } from '../clock.ts';
import { figure, type Figure } from '../figures/figure.ts';
import { rounds, type Series } from '../rounds.ts';
import type { Scale } from './scale.ts';

/** How many aliases there are; the first is what the others are compared with. */
const COUNTS = [10, 100, 1_000, 3_000] as const;
/** The number of which everything is measured that is measured of one number alone. */
const MANY = 1_000;
/** What is to be left of the speed with few aliases. */
const LEAST = 0.2;
/** Characters of a message that is as long as chat takes. */
const LONG = 4_000;

/** Ways to say things as packs have them: each pack says the same of something else. */
const SHAPES: readonly ((pack: string) => { readonly written: string; readonly said: string })[] = [
  (pack) => ({
    written: `${pack} restart {{service}} on {{hosts}}`,
    said: `${pack} restart nginx on db1,db2`,
  }),
  (pack) => ({
    written: `${pack} (show|list) {{what}} from {{from=yesterday}} to {{to=now}}`,
    said: `${pack} list errors from monday to friday`,
  }),
  (pack) => ({ written: `${pack} status`, said: `${pack} status` }),
  (pack) => ({
    written: `deploy {{version}} of ${pack} to {{stage=production}}`,
    said: `deploy 1.2.3 of ${pack} to staging`,
  }),
  (pack) => ({
    written: `${pack} (please )?roll back {{service}}`,
    said: `${pack} roll back api`,
  }),
];
/** What nobody means a command by, and what is nearly one. */
const TALK = [
  'are we good again?',
  'it was the cache, as always',
  'restart nginx on db1',
  'deploy 1.2.3 of nothing',
];

interface Aliases {
  readonly formats: readonly { readonly alias: string; readonly format: Format }[];
  /** What is said: four of five lines mean an alias. */
  readonly lines: readonly string[];
}

function aliases(count: number): Aliases {
  const said = Array.from({ length: count }, (_, n) => {
    const shape = SHAPES[n % SHAPES.length]!;
    return shape(`pack${Math.floor(n / SHAPES.length)}`);
  });
  const formats = said.map(({ written }) => {
    const format = compileFormat(written);
    if ('message' in format) throw new Error(`${written}: ${format.message}`);
    return { alias: written, format };
  });
  const lines = said.flatMap((one, n) =>
    n % 4 === 0 ? [one.said, TALK[(n / 4) % TALK.length]!] : [one.said],
  );
  return { formats, lines };
}

let said = 0;

/**
 * Hardly a line is said twice: in chat, too, what was found for the one before is of no use.
 * @param match answers by how many aliases a line is meant.
 * @returns lines per second.
 */
function perSecond(lines: readonly string[], count: number, match: (line: string) => number): number[] {
  let meant = 0;
  const began = instant();
  for (let n = 0; n < count; n++)
    meant +=
      match(lines[(n * 7) % lines.length]!.replace(/db1|errors|1\.2\.3|api|cache/, `$&${said++}`)) > 0
        ? 1
        : 0;
  const rate = (count * 1_000) / (instant() - began);
  const share = meant / count;
  if (share < 0.7 || share > 0.9) throw new Error(`${share} of the lines were meant for an alias`);
  return [rate];
}

/**
 * Messages per second whose alias is found, with its parameters, as aliases grow more; of a thousand aliases also against
 * trying them one by one, and what a message costs that is as long as chat takes.
 */
export async function aliasMatching(scale: Scale): Promise<Figure[]> {
  const all = new Map(COUNTS.map((count) => [count, aliases(count)]));
  const series: Record<string, Series> = {};
  for (const [count, { formats, lines }] of all) {
    const match = createMatcher(formats);
    const find = (line: string): number => match(line).length;
    series[`${count}`] = () => Promise.resolve(perSecond(lines, scale.commands * 10, find));
    if (count !== MANY) continue;
    const tried = (line: string): number => formats.filter(({ format }) => format.capture(line)).length;
    series['one by one'] = () => Promise.resolve(perSecond(lines, Math.ceil(scale.commands / 4), tried));
    const long = `pack0 restart ${'x '.repeat(LONG / 2)}`;
    series['long'] = () => {
      const began = instant();
      match(long);
      return Promise.resolve([instant() - began]);
    };
    series['made'] = () => {
      const began = instant();
      createMatcher(formats)(lines[0]!);
      return Promise.resolve([instant() - began]);
    };
  }
  const measured = await rounds(scale.rounds, series);
  const of = (name: string): readonly (readonly number[])[] => measured[name] ?? [];
  const called = (count: number): string => `${count.toLocaleString('en')} aliases: messages matched`;
  const [first, ...others] = COUNTS;
  const floor = `${MANY.toLocaleString('en')} aliases, each expression tried by itself`;
  return [
    figure(called(first), 'per s', of(`${first}`)),
    ...others.map((count) =>
      figure(called(count), 'per s', of(`${count}`), {
        floor: of(`${first}`),
        called: called(first),
        goal: { atLeast: LEAST },
      }),
    ),
    figure(floor, 'per s', of('one by one')),
    figure(`${called(MANY)}, against that`, 'per s', of(`${MANY}`), {
      floor: of('one by one'),
      called: floor,
    }),
    figure(`${MANY.toLocaleString('en')} aliases: a message of ${LONG} characters`, 'ms', of('long')),
    figure(`${MANY.toLocaleString('en')} aliases made ready, with the first message`, 'ms', of('made')),
  ];
}
