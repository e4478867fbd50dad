import { problem, type Problem } from './ask.ts';
import { likeliest } from './nearest.ts';
import { wording, type Token } from './token.ts';

/** A flag such as `--sev 1`, `--sev=1`, `-s 1`. */
export interface Flag {
  readonly name: string;
  readonly synonyms: readonly string[];
  /** An example of its value; a flag without one is switched on by itself. */
  readonly value?: string;
  /** It may be given more than once: its values are then separated by commas. */
  readonly many?: true;
}

export interface Flagged {
  /** Values by the flag's name; `true` for a switch. */
  readonly flags: ReadonlyMap<string, string>;
  /** Everything else, in order. */
  readonly rest: readonly Token[];
}

// Phones turn two hyphens into a dash.
const FLAG = /^(?<dash>--|[—–−]|-)(?<name>\p{L}[\p{L}\d-]*)(?:=(?<value>.*))?$/su;

interface Seen {
  readonly flag: Flag;
  readonly value?: string;
}

/** A dash or single hyphen before a word that is no flag is just punctuation; two hyphens are meant. */
function seen(token: Token, known: readonly Flag[], command: string): Seen | Problem | undefined {
  const groups = token.quoted ? undefined : FLAG.exec(token.text)?.groups;
  if (!groups) return undefined;
  const { dash = '', name = '', value } = groups;
  const wanted = name.toLowerCase();
  const flag = known.find((one) => one.name === wanted || one.synonyms.includes(wanted));
  if (flag) return { flag, ...(value !== undefined && { value }) };
  if (dash !== '--') return undefined;
  const names = known.map((one) => one.name);
  const near = likeliest(wanted, names);
  return problem(
    `\`${command}\` has no flag --${name}. ` +
      (near === undefined
        ? `It has ${names.map((one) => `--${one}`).join(', ')}.`
        : `Did you mean --${near}?`) +
      ' Text with two hyphens goes into quotes.',
  );
}

const needsValue = (flag: Flag): Problem =>
  problem(`--${flag.name} needs a value, as in \`--${flag.name} ${flag.value ?? ''}\`.`);

/**
 * Takes the flags out of a command line, wherever they stand.
 * @param command its name, for messages.
 */
export function readFlags(
  line: readonly Token[],
  known: readonly Flag[],
  command: string,
): Flagged | Problem {
  const flags = new Map<string, string>();
  const rest: Token[] = [];
  for (let at = 0; at < line.length; at++) {
    const token = line[at];
    if (!token) break;
    const found = seen(token, known, command);
    if (!found) {
      rest.push(token);
      continue;
    }
    if ('kind' in found) return found;
    const { flag } = found;
    let { value } = found;
    if (flag.value === undefined) {
      if (value !== undefined) return problem(`--${flag.name} takes no value: it is on when it is there.`);
      flags.set(flag.name, 'true');
      continue;
    }
    if (value === undefined) {
      const next = line[at + 1];
      if (!next || seen(next, known, command)) return needsValue(flag);
      value = wording([next]);
      at++;
    }
    if (!value.trim()) return needsValue(flag);
    const earlier = flag.many ? flags.get(flag.name) : undefined;
    flags.set(flag.name, earlier === undefined ? value.trim() : `${earlier},${value.trim()}`);
  }
  return { flags, rest };
}
