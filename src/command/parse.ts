import { parseSeverity, SEVERITIES } from '../incident/severity.ts';
import { parseAccount } from './account.ts';
import { problem, type Ask, type Problem } from './ask.ts';
import { parseAssign } from './assign.ts';
import { readFlags } from './flag.ts';
import { parseList } from './list.ts';
import { idMissing, leadingId, subject, type Place } from './subject.ts';
import { tokens, unquoted, wording, type Token } from './token.ts';
import { unknownWord, wordFor, type Word, type WordName } from './vocabulary.ts';

export type { Place } from './subject.ts';

type CommandAsk = Extract<Ask, { kind: 'command' }>;

/**
 * Understands what was typed after `/im`, the same on every platform.
 * @returns what is asked for, or what to type instead. Never throws.
 */
export function parseCommandLine(text: string, place: Place): Ask | Problem {
  // Whoever types `/im /im ack` or pastes a whole line means the same.
  const line = text.trim().replace(/^\/im(?=\s|$)\s*/i, '');
  const [first] = /^\S+/.exec(line) ?? [];
  if (first === undefined) return { kind: 'help' };
  const alone = leadingId(line);
  if (alone && !alone.rest) return { kind: 'status', incident: alone.id };
  const word = wordFor(first) ?? wordFor(first.replace(/[.,:;!]+$/, ''));
  if (!word) return problem(unknownWord(first));
  return understand(word, line.slice(first.length).trim(), place);
}

function understand(word: Word & { readonly name: WordName }, text: string, place: Place): Ask | Problem {
  const { name } = word;
  switch (name) {
    case 'declare':
    case 'list': {
      const read = readFlags(tokens(text), word.flags ?? [], name);
      if ('kind' in read) return read;
      return name === 'list' ? parseList(read) : declare(read.flags, read.rest);
    }
    case 'help':
      return help(text);
    case 'providers':
      return text === '' ? { kind: 'providers' } : problem('`providers` takes nothing: `/im providers`.');
    case 'oncall':
      return { kind: 'oncall', ...(text && { schedule: text }) };
    case 'assign':
      return parseAssign(text, place);
    case 'severity':
      return severity(text, place);
    case 'ack':
    case 'join':
    case 'leave':
    case 'status':
    case 'summary':
    case 'who':
      return alone(name, text, place);
    case 'mitigate':
    case 'resolve':
    case 'close':
    case 'reopen':
    case 'escalate': {
      const found = subject(name, text, place, 'note');
      if ('kind' in found) return found;
      const note = unquoted(found.rest);
      return { kind: 'command', incident: found.id, command: { name, ...(note && { note }) } };
    }
    case 'link':
    case 'unlink':
    case 'whoami':
    case 'loud':
      return parseAccount(name, text);
    case 'note':
    case 'update':
    case 'title':
      return worded(name, text, place);
  }
}

function help(text: string): Ask | Problem {
  const about = text.replace(/^\/im\s+/i, '').split(/\s+/)[0] ?? '';
  if (!about) return { kind: 'help' };
  const word = wordFor(about);
  return word ? { kind: 'help', about: word.name } : problem(unknownWord(about));
}

function declare(flags: ReadonlyMap<string, string>, rest: readonly Token[]): Ask | Problem {
  const given = flags.get('sev');
  const severity = given === undefined ? undefined : parseSeverity(given);
  if (given !== undefined && !severity) return noSeverity(given);
  const [team, service] = [flags.get('team'), flags.get('service')];
  const named = {
    ...(severity && { severity }),
    ...(team !== undefined && { team }),
    ...(service !== undefined && { service }),
  };
  const title = wording(rest);
  if (title) return { kind: 'declare', title, private: flags.has('private'), ...named };
  const initial = { ...named, ...(flags.has('private') && { private: 'true' }) };
  return { kind: 'form', form: 'declare', ...(Object.keys(initial).length > 0 && { initial }) };
}

/** Commands that take nothing but the id. What else was said would be lost, so it is not taken silently. */
function alone(
  name: 'ack' | 'join' | 'leave' | 'status' | 'summary' | 'who',
  text: string,
  place: Place,
): Ask | Problem {
  const found = subject(name, text, place, 'nothing');
  if ('kind' in found) return found;
  const { id, rest } = found;
  if (rest)
    return problem(
      `\`${name}\` takes only an incident: \`/im ${name} ${id}\`. To say something: \`/im note ${id} ${rest}\`.`,
    );
  return name === 'status' || name === 'summary' || name === 'who'
    ? { kind: name, incident: id }
    : { kind: 'command', incident: id, command: { name } };
}

function worded(name: 'note' | 'update' | 'title', text: string, place: Place): Ask | Problem {
  const found = subject(name, text, place, 'text');
  if ('kind' in found) return found;
  const { id } = found;
  const said = unquoted(found.rest);
  const ask = (command: CommandAsk['command']): Ask => ({ kind: 'command', incident: id, command });
  if (said) return ask(name === 'title' ? { name, title: said } : { name, text: said });
  if (name !== 'title') return { kind: 'form', form: name, incident: id };
  return problem(`A title needs a text: \`/im title ${id} Checkout fails for cards\`.`);
}

function severity(text: string, place: Place): Ask | Problem {
  const here = place.incident;
  // In an incident's channel "severity 2" is the severity, not INC-2.
  const bare = here && parseSeverity(text) ? { id: here, rest: text } : leadingId(text);
  if (!bare) {
    if (!here) return idMissing('severity');
    return text ? noSeverity(text) : problem(`Which severity? \`/im severity 1\`; ${VALUES}.`);
  }
  if (here && 'bare' in bare && bare.bare && !bare.rest) return noSeverity(text);
  const { id } = bare;
  const given = bare.rest.replace(/^(?:to|is|=)\s+/i, '');
  const to = parseSeverity(given);
  if (to) return { kind: 'command', incident: id, command: { name: 'severity', severity: to } };
  if (given) return noSeverity(given);
  if (!here && parseSeverity(text)) return idMissing('severity');
  return problem(`Which severity? \`/im severity ${id} 1\`; ${VALUES}.`);
}

const VALUES = `it is one of ${SEVERITIES.join(', ')}, or just 1 to 4`;

function noSeverity(given: string): Problem {
  return problem(`There is no severity ${JSON.stringify(given.slice(0, 40))}: ${VALUES}.`);
}
