import type { Permission } from '../access/permission.ts';
import type { Flag } from './flag.ts';
import { likeliest } from './nearest.ts';

/** What the words are about that are not typed in the heat of an incident, as headings of the help. */
export const GROUPS = {
  duty: 'Who is on call',
  operate: 'Running actions',
  explain: 'Why, and what if',
  records: 'What is kept',
  account: 'Your own account',
} as const;

export type Group = keyof typeof GROUPS;

/** One word after `/im`: the parser, the help and the completion are all made of this table. */
export interface Word {
  readonly name: string;
  /** Other words for the same, as people say them. */
  readonly synonyms: readonly string[];
  readonly usage: string;
  readonly help: string;
  readonly example: string;
  readonly permission?: Permission;
  /** Without it the word is one of those for running an incident. */
  readonly group?: Group;
  /** At the command line it stands with the words for running an incident all the same. */
  readonly ofIncident?: true;
  readonly flags?: readonly Flag[];
}

const SEVERITY: Flag = { name: 'sev', synonyms: ['severity', 's'], value: '1' };
const TEAM: Flag = { name: 'team', synonyms: ['t'], value: 'payments' };
const SERVICE: Flag = { name: 'service', synonyms: [], value: 'checkout' };
const LABEL: Flag = { name: 'label', synonyms: ['labels', 'l'], value: 'region=eu', many: true };

export const VOCABULARY = [
  {
    name: 'declare',
    synonyms: ['new', 'create', 'start'],
    usage: 'declare [title] [--sev 1] [--team name] [--service name] [--label name=value] [--private]',
    help: 'Declare an incident. Without a title a form opens.',
    example: 'declare Checkout returns 500s --sev 1 --service checkout',
    permission: 'declare',
    flags: [SEVERITY, TEAM, SERVICE, LABEL, { name: 'private', synonyms: ['p'] }],
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
    name: 'hold',
    synonyms: ['pause', 'wait', 'waiting', 'on-hold', 'held'],
    usage: 'hold [id] [why]',
    help: 'It waits for a third party: its SLA clocks stand still. Who has not acknowledged is paged on.',
    example: 'hold 42 waiting for the provider, case 8812',
    permission: 'hold',
  },
  {
    name: 'resume',
    synonyms: ['unhold', 'off-hold', 'unpause', 'resumed'],
    usage: 'resume [id] [note]',
    help: 'Take it off hold: its clocks run on, and its deadlines have moved.',
    example: 'resume 42 they answered',
    permission: 'resume',
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
    group: 'duty',
    ofIncident: true,
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
    group: 'duty',
    synonyms: ['on-call', 'schedule', 'schedules', 'roster'],
    usage: 'oncall [next|mine|feed] [schedule]',
    help: 'Who is on call now; next: the coming shifts; mine: your own; feed: a calendar.',
    example: 'oncall next payments',
    permission: 'people',
  },
  {
    name: 'override',
    synonyms: ['overrides'],
    usage: 'override @person 2h [schedule] [--from t] [--until t] [--for @person] | list | cancel id',
    help: 'Put somebody on call for a time, in everybody’s place or in one person’s.',
    example: 'override @ben payments --from tomorrow 9:00 --until 17:00',
    permission: 'override',
    group: 'duty',
    flags: [
      { name: 'from', synonyms: [], value: 'tomorrow 9:00' },
      { name: 'until', synonyms: [], value: 'friday 17:00' },
      { name: 'for', synonyms: [], value: '@ana' },
    ],
  },
  {
    name: 'swap',
    synonyms: [],
    usage: 'swap @person [my shift] [with their shift] [--for @person] | list | accept id | decline id',
    help: 'Ask somebody to take a shift of yours, or to swap it for one of theirs.',
    example: 'swap @ben saturday with sunday',
    permission: 'override',
    group: 'duty',
    flags: [{ name: 'for', synonyms: [], value: '@ana' }],
  },
  {
    name: 'maintenance',
    synonyms: ['maintenances', 'silence', 'mute', 'suppress'],
    usage: 'maintenance service|team|all 2h|22:00-23:30 [reason] | list | end id',
    help: 'Keep alerts from opening incidents for a time; what fires still at its end opens one.',
    example: 'maintenance checkout 2h database upgrade',
    permission: 'maintenance',
    group: 'duty',
  },
  {
    name: 'run',
    synonyms: ['execute', 'exec'],
    usage: 'run sentence [key=value …] | help [words]',
    help: 'Run an action by a sentence of its alias; help lists what you may run. `!sentence` does the same.',
    example: 'run google StackStorm and return 5 results',
    permission: 'run',
    group: 'operate',
  },
  {
    name: 'runs',
    synonyms: ['executions'],
    usage: 'runs [RUN-7]',
    help: 'What was run last; with an id how that run stands.',
    example: 'runs RUN-7',
    permission: 'run',
    group: 'operate',
  },
  {
    name: 'runbooks',
    synonyms: ['runbook', 'playbook', 'playbooks'],
    usage: 'runbooks [id] [name [key=value …]]',
    help: 'What can be run for an incident by its runbooks; with a name run it.',
    example: 'runbooks INC-42',
    permission: 'run',
    group: 'operate',
  },
  {
    name: 'cancel',
    synonyms: ['abort'],
    usage: 'cancel RUN-7',
    help: 'End a run, also while it waits for approval. Runs of others need the permission “approve”.',
    example: 'cancel RUN-7',
    permission: 'run',
    group: 'operate',
  },
  {
    name: 'approve',
    synonyms: [],
    usage: 'approve RUN-7',
    help: 'Let a run of somebody else begin that waits for approval.',
    example: 'approve RUN-7',
    permission: 'approve',
    group: 'operate',
  },
  {
    name: 'decline',
    synonyms: ['deny', 'reject'],
    usage: 'decline RUN-7',
    help: 'Keep a run of somebody else from beginning.',
    example: 'decline RUN-7',
    permission: 'approve',
    group: 'operate',
  },
  {
    name: 'why',
    synonyms: ['reason', 'reasons'],
    usage: 'why [id]',
    help: 'Why who was paged and who was not: step, schedule, delivered or not, what called it off.',
    example: 'why 42',
    permission: 'status',
    group: 'explain',
  },
  {
    name: 'changes',
    synonyms: ['change', 'deploys', 'deployments', 'what-changed'],
    usage: 'changes [id] [--since 3d]',
    help: 'What was merged or deployed to the service of an incident before it began, the newest first.',
    example: 'changes 42 --since 3d',
    permission: 'status',
    group: 'explain',
    flags: [{ name: 'since', synonyms: ['s'], value: '3d' }],
  },
  {
    name: 'find',
    synonyms: ['search', 'grep'],
    usage: 'find [commit|author|file|branch|pr] words [--before mark] | https://…',
    help: 'Search commits, by words, id, author or files, branches, pull requests; or what a web address is.',
    example: 'find file payments/retry.ts',
    permission: 'find',
    group: 'records',
  },
  {
    name: 'action',
    synonyms: ['actions', 'action-item', 'action-items', 'todo'],
    usage:
      'action [id] text [@owner] [by date] | list [id] [--mine] [--all] | done item | reopen item | assign item @person | due item date | push item [to tracker]',
    help: 'Action items of an incident: add one, list them, finish, reopen, give to somebody, push to the bug tracker. Owners are reminded.',
    example: 'action 42 add an alert on the queue @ana by Friday',
    permission: 'action',
    group: 'records',
  },
  {
    name: 'ticket',
    synonyms: ['tickets', 'issue'],
    usage: 'ticket [id] [create [in tracker] | link https://… | unlink]',
    help: 'The ticket of an incident in a bug tracker, kept in step with it: show it, make one, link one that there is, or unlink it.',
    example: 'ticket 42 create',
    permission: 'ticket',
    group: 'records',
    ofIncident: true,
  },
  {
    name: 'simulate',
    synonyms: ['simulation', 'whatif', 'what-if'],
    usage: 'simulate [service, policy or team] [at time] [sev 1–4] [nobody acks | ack after 12m [by person]]',
    help: 'Who would be paged when, if there were an incident; nobody is.',
    example: 'simulate checkout at Sunday 03:00 sev 1 ack after 12m',
    permission: 'people',
    group: 'explain',
  },
  {
    name: 'postmortem',
    synonyms: ['post-mortem', 'retrospective', 'retro'],
    usage: 'postmortem [id]',
    help: 'The post-mortem of an incident: how long things took, what is still to be written, where to write it.',
    example: 'postmortem 42',
    permission: 'status',
    group: 'records',
  },
  {
    name: 'figures',
    group: 'records',
    synonyms: ['metrics', 'stats', 'statistics', 'mtta', 'mttr', 'kpi'],
    usage: 'figures [7d|this week|last month|2026-10] [--by service] [--team t] [--service s]',
    help: 'How fast incidents were answered, who was paged, how many SLA targets were met.',
    example: 'figures last month --by service',
    permission: 'figures',
    flags: [{ name: 'by', synonyms: [], value: 'service' }, TEAM, SERVICE],
  },
  {
    name: 'link',
    group: 'account',
    synonyms: [],
    usage: 'link [code] | [incident] https://… [title]',
    help: 'Link your accounts on two platforms: make a code on one, type it on the other. With an address: put a link on an incident.',
    example: 'link',
  },
  {
    name: 'unlink',
    group: 'account',
    synonyms: [],
    usage: 'unlink [provider instance]',
    help: 'End the link of an account of yours.',
    example: 'unlink main-slack',
  },
  {
    name: 'whoami',
    group: 'account',
    synonyms: [],
    usage: 'whoami',
    help: 'Who Muster takes you for here, your roles and your other accounts.',
    example: 'whoami',
  },
  {
    name: 'loud',
    group: 'account',
    synonyms: ['loudness'],
    usage: 'loud [all|urgent|pages]',
    help: 'What notifies you besides pages, which always do.',
    example: 'loud pages',
  },
  {
    name: 'providers',
    group: 'explain',
    synonyms: ['provider', 'instances', 'platforms'],
    usage: 'providers',
    help: 'How the connections to chat platforms are.',
    example: 'providers',
    permission: 'providers',
  },
  {
    name: 'auditor',
    group: 'explain',
    synonyms: ['inspection', 'watchdog'],
    usage: 'auditor',
    help: 'Whether every open incident has a next step and nothing is late, as the auditor last found.',
    example: 'auditor',
    permission: 'auditor',
  },
  {
    name: 'help',
    synonyms: ['?', 'commands', '--help', '-h'],
    usage: 'help [command]',
    help: 'Explain the commands.',
    example: 'help declare',
  },
] as const satisfies readonly Word[];

/** @returns the words of a group; without one those for running an incident. */
export function wordsOf(group?: Group): readonly (Word & { readonly name: WordName })[] {
  const all: readonly (Word & { readonly name: WordName })[] = VOCABULARY;
  return all.filter((word) => word.group === group);
}

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
