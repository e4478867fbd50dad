import type { Heard } from '../../../src/conversation/heard.ts';
import type { Description } from '../../../src/conversation/wish.ts';
import { wallTime } from '../../../src/conversation/zone.ts';
import type { Ask } from '../../../src/command/ask.ts';

const given = (...words: readonly (string | false | undefined)[]): string => words.filter(Boolean).join(' ');

function local(at: number | undefined, zone: string): string | undefined {
  if (at === undefined) return undefined;
  const { year, month, day, hour, minute } = wallTime(at, zone);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

function described({ team, service, severity, latest }: Description): string {
  return given(
    team !== undefined && `?team=${team}`,
    service !== undefined && `?service=${service}`,
    severity && `?sev=${severity}`,
    latest && '?latest',
  );
}

/** Free text stands in quotes at the end, where a label may leave it out. */
const quoted = (text: string | undefined): string | false => text !== undefined && `"${text}"`;

type Wished = { kind: string; command?: unknown; person?: string; role?: string; team?: string };

function action(ask: Ask | Wished, of: string | undefined): string {
  if (ask.kind === 'assign') return given('assign', of, (ask as Wished).person, (ask as Wished).role);
  if (ask.kind === 'call') {
    const { team, person } = ask as Wished;
    return team === undefined ? given('call', of, person) : given('escalate', of, `team=${team}`);
  }
  if (ask.kind === 'declare') {
    const { title, severity, team, service } = ask as Extract<Ask, { kind: 'declare' }>;
    return given(
      'declare',
      severity && `sev=${severity}`,
      service && `service=${service}`,
      team && `team=${team}`,
      quoted(title),
    );
  }
  if (ask.kind !== 'command') return given(ask.kind, of);
  const { command } = ask as Extract<Ask, { kind: 'command' }>;
  switch (command.name) {
    case 'severity':
      return given('severity', of, command.severity);
    case 'title':
      return given('title', of, quoted(command.title));
    case 'note':
    case 'update':
      return given(command.name, of, quoted(command.text));
    default:
      return given(command.name, of, 'note' in command && quoted(command.note));
  }
}

/** @returns what was understood, as the labels of the sentences have it. Times are local to the zone. */
export function labelOf(heard: Heard, zone: string): string {
  switch (heard.kind) {
    case 'do':
      return given('do', action(heard.ask, 'incident' in heard.ask ? heard.ask.incident : undefined));
    case 'confirm':
      return `confirm ${heard.asks.map((ask) => action(ask, 'incident' in ask ? ask.incident : undefined)).join(' ; ')}`;
    case 'described': {
      const { kind } = heard.wish;
      const reading = kind === 'status' || kind === 'summary' || kind === 'who';
      return given(!reading && 'confirm', action(heard.wish, described(heard.description)));
    }
    case 'which':
      return `which ${action(heard.wish, undefined)}`;
    case 'status':
    case 'summary':
    case 'why':
    case 'postmortem':
    case 'who':
      return `${heard.kind} ${heard.incident}`;
    case 'paging':
      return given(
        'oncall',
        heard.team !== undefined && `team=${heard.team}`,
        heard.service !== undefined && `service=${heard.service}`,
      );
    case 'list': {
      const { mine, all, status, severity, team, service, since, until, ofAll } = heard;
      const [from, to] = [local(since, zone), local(until, zone)];
      return given(
        'list',
        mine && 'mine',
        all && 'all',
        status && `status=${status}`,
        severity && `sev=${severity}`,
        team !== undefined && `team=${team}`,
        service !== undefined && `service=${service}`,
        from !== undefined && `since=${from}`,
        to !== undefined && `until=${to}`,
        ofAll && `of-all=${ofAll}`,
      );
    }
    case 'action':
      return given('action', heard.wish.do, 'incident' in heard.wish && heard.wish.incident);
    case 'ticket':
      return given(
        'ticket',
        heard.wish.do,
        heard.wish.incident,
        heard.wish.do === 'create' && heard.wish.to !== undefined && `to=${heard.wish.to}`,
      );
    case 'help':
      return given('help', heard.about);
    case 'offer':
      return `offer ${heard.form}`;
    default:
      return heard.kind;
  }
}

const words = (label: string): string =>
  label
    .split(' ; ')
    .map((part) =>
      part
        .split(/ (?=(?:[^"]*"[^"]*")*[^"]*$)/)
        .sort()
        .join(' '),
    )
    .join(' ; ');

/** Is it what was wanted? The order of what it is narrowed by is nothing, nor is a text that the label leaves out. */
export function agrees(got: string, wanted: string): boolean {
  const bare = (label: string): string => (wanted.includes('"') ? label : label.replace(/ "[^"]*"/g, ''));
  if (wanted.startsWith('left') && got === 'left') return true;
  return words(bare(got)) === words(bare(wanted));
}
