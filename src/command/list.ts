import { parseIncidentId } from '../incident/id.ts';
import { parseSeverity, SEVERITIES, type Severity } from '../incident/severity.ts';
import { STATUSES, type Status } from '../incident/status.ts';
import { problem, type Ask, type Problem } from './ask.ts';
import type { Flagged } from './flag.ts';
import { likeliest } from './nearest.ts';

/** What may be said without its flag: `list mine`, `list resolved`, `list sev1`. */
function bareWords({ flags, rest }: Flagged): Map<string, string> | Problem {
  const all = new Map(flags);
  for (const { text } of rest) {
    const word = text.toLowerCase();
    if (word === 'mine' || word === 'all') all.set(word, 'true');
    else if (word === 'active' || STATUSES.some((status) => status === word)) all.set('status', word);
    else if (/^(?:sev|p)-?\d/.test(word)) all.set('severity', word);
    else
      return problem(
        `\`list\` does not understand ${JSON.stringify(text.slice(0, 40))}. \`/im help list\` says what it takes.`,
      );
  }
  return all;
}

/** Reads what a list is narrowed by. */
export function parseList(flagged: Flagged): Ask | Problem {
  const flags = bareWords(flagged);
  if (!(flags instanceof Map)) return flags;
  let status: Status | undefined;
  const state = flags.get('status')?.toLowerCase();
  if (state !== undefined && state !== 'active' && state !== 'all') {
    status = STATUSES.find((one) => one === state);
    if (!status) return noStatus(state);
  }
  let severity: Severity | undefined;
  const grade = flags.get('severity');
  if (grade !== undefined) {
    severity = parseSeverity(grade);
    if (!severity)
      return problem(
        `There is no severity ${JSON.stringify(grade)}: it is one of ${SEVERITIES.join(', ')}, or just 1 to 4.`,
      );
  }
  const page = flags.get('before');
  const before = page === undefined ? undefined : parseIncidentId(page);
  if (page !== undefined && !before)
    return problem(`--before needs an incident id such as INC-42, not ${JSON.stringify(page)}.`);
  const [team, service] = [flags.get('team'), flags.get('service')];
  return {
    kind: 'list',
    mine: flags.has('mine'),
    all: flags.has('all') || state === 'all',
    ...(status && { status }),
    ...(severity && { severity }),
    ...(team !== undefined && { team }),
    ...(service !== undefined && { service }),
    ...(before && { before: Number(before.slice('INC-'.length)) }),
  };
}

function noStatus(given: string): Problem {
  const near = likeliest(given, STATUSES);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return problem(
    `There is no status ${JSON.stringify(given)}: it is one of ${STATUSES.join(', ')}, or active, or all.${hint}`,
  );
}
