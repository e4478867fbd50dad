import type { Permission } from '../access/permission.ts';
import type { Flag } from './flag.ts';
import { likeliest } from './nearest.ts';

/** One word after `/im`: the parser, the help and the completion are all made of this table. */
export interface Word {
  readonly name: string;
  /** Other words for the same, as people say them. */
  readonly synonyms: readonly string[];
  readonly usage: string;
  readonly help: string;
  readonly example: string;
  readonly permission?: Permission;
  readonly flags?: readonly Flag[];
}

const SEVERITY: Flag = { name: 'sev', synonyms: ['severity', 's'], value: '1' };
const TEAM: Flag = { name: 'team', synonyms: ['t'], value: 'payments' };
const SERVICE: Flag = { name: 'service', synonyms: [], value: 'checkout' };

export const VOCABULARY = [
  {
    name: 'declare',
    synonyms: ['new', 'create', 'start'],
    usage: 'declare [title] [--sev 1] [--team name] [--service name] [--private]',
    help: 'Declare an incident. Without a title a form opens.',
    example: 'declare Checkout returns 500s --sev 1 --service checkout',
    permission: 'declare',
    flags: [SEVERITY, TEAM, SERVICE, { name: 'private', synonyms: ['p'] }],
  },
  {
    name: 'ack',
    synonyms: ['acknowledge', 'acknowledged', 'acked'],
    usage: 'ack [id]',
    help: 'Acknowledge: you are on it, and nobody else is paged.',
    example: 'ack 42',
    permission: 'ack',
  },
  {
    name: 'mitigate',
    synonyms: ['mitigated'],
    usage: 'mitigate [id] [note]',
    help: 'The impact is over, the cause is not.',
    example: 'mitigate 42 rolled back',
    permission: 'mitigate',
  },
  {
    name: 'resolve',
    synonyms: ['resolved', 'fix', 'fixed'],
    usage: 'resolve [id] [note]',
    help: 'It is over.',
    example: 'resolve 42 the certificate was renewed',
    permission: 'resolve',
  },
  {
    name: 'close',
    synonyms: ['closed'],
    usage: 'close [id] [note]',
    help: 'Close a resolved incident for good.',
    example: 'close 42',
    permission: 'close',
  },
  {
    name: 'reopen',
    synonyms: ['reopened', 're-open'],
    usage: 'reopen [id] [why]',
    help: 'A resolved incident is back: paging starts anew.',
    example: 'reopen 42 it came back',
    permission: 'reopen',
  },
  {
    name: 'escalate',
    synonyms: ['escalated', 'page'],
    usage: 'escalate [id] [why]',
    help: 'Page the next escalation step now.',
    example: 'escalate 42 need a database admin',
    permission: 'escalate',
  },
  {
    name: 'assign',
    synonyms: ['assigned', 'give'],
    usage: 'assign [id] @person [commander|communications|scribe]',
    help: 'Make somebody a responder, or give them a role.',
    example: 'assign 42 @ana commander',
    permission: 'assign',
  },
  {
    name: 'note',
    synonyms: ['comment'],
    usage: 'note [id] text',
    help: 'Put a note on the timeline.',
    example: 'note 42 error rate is falling',
    permission: 'note',
  },
  {
    name: 'update',
    synonyms: ['post-update', 'announce'],
    usage: 'update [id] text',
    help: 'Post a status update wherever the incident is announced.',
    example: 'update 42 a fix is being rolled out',
    permission: 'update',
  },
  {
    name: 'join',
    synonyms: ['joined'],
    usage: 'join [id]',
    help: 'Become a responder.',
    example: 'join 42',
    permission: 'join',
  },
  {
    name: 'leave',
    synonyms: ['left'],
    usage: 'leave [id]',
    help: 'Stop being a responder.',
    example: 'leave 42',
    permission: 'leave',
  },
  {
    name: 'severity',
    synonyms: ['sev'],
    usage: 'severity [id] 1–4',
    help: 'Change the severity; SLA deadlines move with it.',
    example: 'severity 42 1',
    permission: 'severity',
  },
  {
    name: 'title',
    synonyms: ['rename'],
    usage: 'title [id] text',
    help: 'Change the title.',
    example: 'title 42 Checkout fails for cards',
    permission: 'title',
  },
  {
    name: 'status',
    synonyms: ['show', 'info', 'timeline'],
    usage: 'status [id]',
    help: 'Where an incident stands, with its timeline.',
    example: 'status 42',
    permission: 'status',
  },
  {
    name: 'summary',
    synonyms: ['summarise', 'summarize', 'tldr', 'recap'],
    usage: 'summary [id]',
    help: 'An incident in a few lines: how it stands, what happened, what is due next.',
    example: 'summary 42',
    permission: 'status',
  },
  {
    name: 'who',
    synonyms: ['responders'],
    usage: 'who [id]',
    help: 'Who is on an incident, and who is paged next.',
    example: 'who 42',
    permission: 'status',
  },
  {
    name: 'list',
    synonyms: ['ls', 'incidents'],
    usage: 'list [--status s] [--severity n] [--team name] [--service name] [--mine] [--all]',
    help: 'List active incidents, or with --all those of the past too.',
    example: 'list --severity 1 --mine',
    permission: 'list',
    flags: [
      { name: 'status', synonyms: [], value: 'open' },
      { name: 'severity', synonyms: ['sev', 's'], value: '1' },
      TEAM,
      SERVICE,
      { name: 'mine', synonyms: ['m'] },
      { name: 'all', synonyms: ['a'] },
      { name: 'before', synonyms: [], value: 'INC-42' },
    ],
  },
  {
    name: 'oncall',
    synonyms: ['on-call', 'schedule', 'schedules', 'roster'],
    usage: 'oncall [schedule]',
    help: 'Who is on call now and next, by each schedule or by one.',
    example: 'oncall payments',
    permission: 'people',
  },
  {
    name: 'link',
    synonyms: [],
    usage: 'link [code]',
    help: 'Link your accounts on two platforms: make a code on one, type it on the other.',
    example: 'link',
  },
  {
    name: 'unlink',
    synonyms: [],
    usage: 'unlink [provider instance]',
    help: 'End the link of an account of yours.',
    example: 'unlink main-slack',
  },
  {
    name: 'whoami',
    synonyms: [],
    usage: 'whoami',
    help: 'Who Muster takes you for here, your roles and your other accounts.',
    example: 'whoami',
  },
  {
    name: 'loud',
    synonyms: ['loudness'],
    usage: 'loud [all|urgent|pages]',
    help: 'What notifies you besides pages, which always do.',
    example: 'loud pages',
  },
  {
    name: 'providers',
    synonyms: ['provider', 'instances', 'platforms'],
    usage: 'providers',
    help: 'How the connections to chat platforms are.',
    example: 'providers',
    permission: 'providers',
  },
  {
    name: 'help',
    synonyms: ['?', 'commands', '--help', '-h'],
    usage: 'help [command]',
    help: 'Explain the commands.',
    example: 'help declare',
  },
] as const satisfies readonly Word[];

export type WordName = (typeof VOCABULARY)[number]['name'];

/** @returns the table's row for a word or a synonym of it, whatever its case. */
export function wordFor(text: string): (Word & { readonly name: WordName }) | undefined {
  const wanted = text.toLowerCase();
  return VOCABULARY.find(
    ({ name, synonyms }) => name === wanted || (synonyms as readonly string[]).includes(wanted),
  );
}

/** @returns that there is no such command, and the nearest one or where to find them all. */
export function unknownWord(word: string): string {
  const names = VOCABULARY.flatMap(({ name, synonyms }) => [name, ...synonyms]);
  const near = wordFor(likeliest(word, names) ?? '');
  const shown = word.length > 40 ? `${word.slice(0, 40)}…` : word;
  return `There is no command \`${shown}\`. ${near ? `Did you mean \`/im ${near.name}\`?` : '`/im help` lists the commands.'}`;
}
