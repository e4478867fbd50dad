import type { Command } from 'commander';
import type { ApiClient } from './client.ts';
import { CliError, EXIT } from './exit.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';
import { forPrograms } from './words.ts';

/** What is sent to be compared or applied. */
type Wanted = { files: readonly { file: string; text: string }[]; source: string } | { version: number };

interface PlanShown {
  readonly base: { readonly version: string; readonly number?: number; readonly managed: boolean };
  readonly version: string;
  readonly changes: readonly { readonly kind: 'added' | 'removed' | 'changed'; readonly text: string }[];
  readonly effects: {
    readonly onCall: readonly { schedule: string; before: readonly string[]; after: readonly string[] }[];
    readonly gaps: readonly { schedule: string; from: string; until: string }[];
  };
  readonly openIncidents: number;
  readonly made: readonly { path: string; text: string; conflict: boolean }[];
  readonly warnings: readonly WarningShown[];
}

interface WarningShown {
  readonly path: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

interface VersionShown {
  readonly number: number;
  readonly version: string;
  readonly at: string;
  readonly how: string;
  readonly by?: { readonly name: string };
  readonly source: string;
}

interface ConfigurationShown {
  readonly version: string;
  readonly number?: number;
  readonly source?: string;
  readonly since: string;
  readonly managed: boolean;
  readonly warnings?: readonly WarningShown[];
  readonly refused?: { readonly at: string; readonly reason: string };
}

interface Options {
  readonly config?: string;
  readonly toVersion?: string;
  readonly take?: 'file' | 'chat';
  readonly json?: true;
  readonly yes?: true;
}

/** What the commands need from outside. */
export interface ConfigurationTools {
  /** Reads the files. @throws an error that names those that cannot be read. */
  readonly read: (
    path: string | undefined,
  ) => Promise<{ files: { file: string; text: string }[]; source: string }>;
  /** @returns what somebody answers to a question; undefined where nobody can be asked. */
  readonly ask: (question: string) => Promise<string | undefined>;
}

const SIGN = { added: '+', removed: '-', changed: '~' } as const;

/** Adds `muster plan`, `muster apply` and `muster config`. */
export function addConfiguration(program: Command, terminal: Terminal, tools: ConfigurationTools): void {
  const wanting = (command: Command): Command =>
    command
      .option('--config <path>', 'the YAML file, or a folder of such files; without it MUSTER_CONFIG')
      .option(
        '--to-version <number>',
        'go back: an earlier version in place of files, as "muster config versions" lists them',
      )
      .option('--take <side>', 'file or chat: which holds where what was made in chat contradicts')
      .addOption(forPrograms());
  const planned = async (api: ApiClient, options: Options) => {
    const wanted: Wanted & { take?: string } = {
      ...(options.toVersion === undefined
        ? await tools.read(options.config)
        : { version: numberOf(options.toVersion) }),
      ...(options.take && { take: options.take }),
    };
    return { wanted, plan: await api.post<PlanShown>('/configuration/plan', wanted) };
  };

  wanting(program.command('plan'))
    .description('say what the configuration would change in a running Muster; exit code 2 when it would')
    .action(async (options: Options) => {
      const { plan } = await planned(await terminal.api(), options);
      if (options.json) terminal.out(JSON.stringify(plan, null, 2));
      else for (const line of planLines(plan)) terminal.out(line);
      terminal.exit(plan.changes.length > 0 ? EXIT.changes : EXIT.done);
    });

  wanting(program.command('apply'))
    .description('bring the configuration into force on all servers and workers')
    .option('--yes', 'do not ask')
    .action(async (options: Options) => {
      const api = await terminal.api();
      const { wanted, plan } = await planned(api, options);
      const told = options.json ? terminal.tell : terminal.out;
      for (const line of planLines(plan)) told(line);
      if (plan.changes.length === 0) return;
      const open = plan.made.filter(({ conflict }) => conflict);
      if (open.length > 0 && options.take === undefined)
        throw new CliError('Nothing was applied: choose with --take file or --take chat.', EXIT.refused);
      if (!options.yes) {
        const answer = await tools.ask('Apply this? (yes/no) ');
        if (answer === undefined)
          throw new CliError('Nothing was applied: nobody can be asked here. Add --yes.', EXIT.refused);
        if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('Nothing was applied.', EXIT.refused);
      }
      // Where versions are not counted, files hold, and the server says so.
      const body = { ...wanted, base: plan.base.number ?? 1 };
      const applied = await api.post<PlanShown & { number: number; refused?: string }>(
        '/configuration/versions',
        body,
      );
      if (options.json) terminal.out(JSON.stringify(applied, null, 2));
      else
        terminal.out(`Version ${applied.number} is in force; all servers and workers follow within seconds.`);
      if (applied.refused !== undefined)
        throw new CliError(
          `Version ${applied.number} is kept, but ${api.url} could not take it up: ${applied.refused}`,
        );
    });

  const config = program
    .command('config')
    .description('which configuration is in force, and which there were');
  config
    .command('status')
    .description('which is in force, and whether a newer one was refused; exit code 3 then')
    .addOption(forPrograms())
    .action(async ({ json }: Options) => {
      const shown = await (await terminal.api()).get<ConfigurationShown>('/configuration');
      if (json) terminal.out(JSON.stringify(shown, null, 2));
      else {
        const number = shown.number === undefined ? '' : `${shown.number}, `;
        terminal.out(`version ${number}${shown.version}, in force since ${time(shown.since)}`);
        if (shown.source !== undefined) terminal.out(`from ${shown.source}`);
        for (const warning of shown.warnings ?? []) terminal.out(warningLine(warning));
        if (shown.refused)
          terminal.out(`A newer one was refused ${time(shown.refused.at)}:\n${shown.refused.reason}`);
      }
      if (shown.refused) terminal.exit(EXIT.refused);
    });
  config
    .command('versions')
    .description('which configurations came into force, newest first')
    .option('--limit <n>', 'how many', '20')
    .addOption(forPrograms())
    .action(async ({ limit, json }: Options & { limit: string }) => {
      const path = `/configuration/versions?limit=${encodeURIComponent(limit)}`;
      const { versions } = await (await terminal.api()).get<{ versions: VersionShown[] }>(path);
      if (json) terminal.out(JSON.stringify(versions, null, 2));
      else
        for (const line of table(
          ['NUMBER', 'SINCE', 'BY', 'HOW', 'HASH', 'FROM'],
          versions.map(({ number, at, by, how, version, source }) => [
            String(number),
            time(at),
            by?.name ?? '–',
            how,
            version,
            source,
          ]),
        ))
          terminal.out(line);
    });
  config
    .command('show')
    .description('a version as it is written, without secrets')
    .argument('<version>', 'its number or hash')
    .addOption(forPrograms())
    .action(async (named: string, { json }: Options) => {
      const shown = await (
        await terminal.api()
      ).get<{ document: unknown }>(`/configuration/versions/${encodeURIComponent(named)}`);
      if (json) terminal.out(JSON.stringify(shown, null, 2));
      else terminal.out((await import('yaml')).stringify(shown.document).trimEnd());
    });
  config
    .command('diff')
    .description('what differs between two versions')
    .argument('<from>', 'number of a version')
    .argument('<to>', 'number of a version')
    .addOption(forPrograms())
    .action(async (from: string, to: string, { json }: Options) => {
      const path = `/configuration/versions/${numberOf(to)}?against=${numberOf(from)}`;
      const { changes } = await (await terminal.api()).get<PlanShown>(path);
      if (json) terminal.out(JSON.stringify(changes, null, 2));
      else for (const line of changeLines(changes)) terminal.out(line);
    });
}

function numberOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new CliError(
    `${JSON.stringify(text)} is no number of a version: "muster config versions" lists them.`,
    EXIT.refused,
  );
}

const time = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

function changeLines(changes: PlanShown['changes']): string[] {
  if (changes.length === 0) return ['No changes.'];
  return changes.map(({ kind, text }) => `${SIGN[kind]} ${text}`);
}

function warningLine({ path, message, file, line = 1, column = 1 }: WarningShown): string {
  const place = file === undefined ? '' : `${file}:${line}:${column} `;
  return `! ${place}${path ? `${path}: ` : ''}${message}`;
}

/** @returns a plan for people to read. */
function planLines({ base, changes, effects, openIncidents, made, warnings }: PlanShown): string[] {
  const lines = [
    `Against version ${base.number ?? base.version}${base.managed ? '' : ', which is that of files'}:`,
    ...changeLines(changes),
  ];
  const people = (ids: readonly string[]): string => ids.join(' and ') || 'nobody';
  for (const { schedule, before, after } of effects.onCall)
    lines.push(`! on call by ${schedule} now: ${people(before)} → ${people(after)}`);
  for (const { schedule, from, until } of effects.gaps)
    lines.push(`! nobody on call by ${schedule} from ${time(from)} to ${time(until)}`);
  for (const { path, text, conflict } of made)
    lines.push(
      conflict ? `! ${path}: ${text}: choose --take file or --take chat` : `= ${path}: ${text}: kept`,
    );
  lines.push(...warnings.map(warningLine));
  if (changes.length > 0 && openIncidents > 0)
    lines.push(
      `${openIncidents} open incident${openIncidents === 1 ? ' keeps' : 's keep'} the policy with which ${openIncidents === 1 ? 'it was' : 'they were'} declared.`,
    );
  return lines;
}
