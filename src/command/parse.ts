import { labelTexts, parseLabels } from '../incident/label.ts';
import { parseSeverity, SEVERITIES } from '../incident/severity.ts';
import { parseAccount } from './account.ts';
import { parseAction } from './action.ts';
import { problem, type Ask, type Problem } from './ask.ts';
import { parseAssign } from './assign.ts';
import { parseChanges } from './changes.ts';
import { parseFigures } from './figures.ts';
import { parseFind } from './find.ts';
import { readFlags } from './flag.ts';
import { parseList } from './list.ts';
import { parseMaintenance } from './maintenance.ts';
import { parseOverride } from './override.ts';
import { parseDecision, parseRun, parseRuns } from './run.ts';
import { parseRunbooks } from './runbook.ts';
import { idMissing, leadingId, subject, type Place } from './subject.ts';
import { parseSwap } from './swap.ts';
import { tokens, unquoted, wording, type Token } from './token.ts';
import { parseTicket } from './ticket.ts';
import { parseWebLink } from './web-link.ts';
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
    case 'changes':
    case 'figures':
    case 'declare':
    case 'list': {
      const read = readFlags(tokens(text), word.flags ?? [], name);
      if ('kind' in read) return read;
      if (name === 'changes') return parseChanges(read, place);
      if (name === 'figures') return parseFigures(read);
      return name === 'list' ? parseList(read) : declare(read.flags, read.rest);
    }
    case 'help':
      return help(text);
    case 'providers':
    case 'auditor':
      return text === '' ? { kind: name } : problem(`\`${name}\` takes nothing: \`/im ${name}\`.`);
    case 'find':
      return parseFind(text);
    case 'oncall':
      return onCall(text);
    case 'action':
      return parseAction(text, place);
    case 'override':
      return parseOverride(text);
    case 'ticket':
      return parseTicket(text, place);
    case 'maintenance':
      return parseMaintenance(text);
    case 'simulate':
      return { kind: 'simulate', wish: text };
    case 'swap':
      return parseSwap(text);
    case 'run':
      return parseRun(text, place);
    case 'runs':
      return parseRuns(text);
    case 'runbooks':
      return parseRunbooks(text, place);
    case 'cancel':
    case 'approve':
    case 'decline':
      return parseDecision(name, text);
    case 'assign':
      return parseAssign(text, place);
    case 'severity':
      return severity(text, place);
    case 'ack':
    case 'join':
    case 'leave':
    case 'status':
    case 'summary':
    case 'why':
    case 'postmortem':
    case 'who':
      return alone(name, text, place);
    case 'mitigate':
    case 'resolve':
    case 'close':
    case 'reopen':
    case 'hold':
    case 'resume':
    case 'escalate': {
      const found = subject(name, text, place, 'note');
      if ('kind' in found) return found;
      const note = unquoted(found.rest);
      return { kind: 'command', incident: found.id, command: { name, ...(note && { note }) } };
    }
    case 'link':
      return parseWebLink(text, place) ?? parseAccount(name, text);
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

function onCall(text: string): Ask {
  const [, word = '', rest = ''] =
    /^(next|coming|upcoming|mine|me|my|feed|calendar|ical)(?:\s+(.*))?$/is.exec(text) ?? [];
  if (word === '') return { kind: 'oncall', ...(text && { schedule: text }) };
  if (/^(?:feed|calendar|ical)$/i.test(word))
    return { kind: 'oncall', what: 'feed', ...(rest && { schedule: rest }) };
  if (/^m/i.test(word)) {
    const named = rest
      .replace(/^(?:on-?call\s+)?(?:next\s+)?shifts?(?:\s+(?:for|of|on|in)\b)?\s*/i, '')
      .trim();
    return { kind: 'oncall', what: 'mine', ...(named && { schedule: named }) };
  }
  if (/^(?:me|mine|my shifts?)$/i.test(rest)) return { kind: 'oncall', what: 'mine' };
  return { kind: 'oncall', what: 'next', ...(rest && { schedule: rest }) };
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
  const labels = parseLabels(flags.get('label') ?? '');
  if (typeof labels === 'string') return problem(labels);
  const named = {
    ...(severity && { severity }),
    ...(team !== undefined && { team }),
    ...(service !== undefined && { service }),
  };
  const title = wording(rest);
  const labelled = Object.keys(labels).length > 0 && { labels };
  if (title) return { kind: 'declare', title, private: flags.has('private'), ...named, ...labelled };
  const initial = {
    ...named,
    ...(labelled && { labels: labelTexts(labels).join(', ') }),
    ...(flags.has('private') && { private: 'true' }),
  };
  return { kind: 'form', form: 'declare', ...(Object.keys(initial).length > 0 && { initial }) };
}

/** Commands that take nothing but the id. What else was said would be lost, so it is not taken silently. */
function alone(
  name: 'ack' | 'join' | 'leave' | 'status' | 'summary' | 'why' | 'who' | 'postmortem',
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
  switch (name) {
    case 'status':
    case 'summary':
    case 'why':
    case 'who':
    case 'postmortem':
      return { kind: name, incident: id };
    case 'ack':
    case 'join':
    case 'leave':
      return { kind: 'command', incident: id, command: { name } };
  }
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
