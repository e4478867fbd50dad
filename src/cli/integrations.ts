import { setTimeout } from 'node:timers/promises';
import { Argument, Option, type Command } from 'commander';
import { ago } from '../incident/age.ts';
import { isTrouble } from '../inbox/condition.ts';
import { DELIVERY_STATES } from '../inbox/kept.ts';
import { Refused, type ApiClient } from './client.ts';
import { CliError, EXIT } from './exit.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';
import { forPrograms } from './words.ts';

interface IntegrationShown {
  readonly id: string;
  readonly title: string;
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly lastReceivedAt?: string;
  readonly missed?: {
    readonly lookedAt?: string;
    readonly waiting: number;
    readonly asked: number;
    readonly came: number;
    readonly givenUp: number;
  };
  readonly notices: readonly { readonly kind: string; readonly text: string }[];
  readonly repositories?: readonly { readonly name: string; readonly lastAt: string }[];
}

interface RemovedShown {
  readonly id: string;
  readonly text: string;
}

interface GuideShown {
  readonly title: string;
  readonly address?: string;
  readonly documentation: string;
  readonly steps: readonly { readonly text: string; readonly copy?: string }[];
}

interface DeliveryPage {
  readonly deliveries: readonly {
    readonly number: number;
    readonly key: string;
    readonly receivedAt: string;
    readonly state: string;
    readonly text: string;
  }[];
  readonly next?: number;
}

interface DeliveryShown {
  readonly key: string;
  readonly number: number;
  readonly state: string;
  readonly steps: readonly {
    readonly step: string;
    readonly state: string;
    readonly at?: string;
    readonly text: string;
  }[];
  readonly outcomes: readonly { readonly of: string; readonly what?: string; readonly text: string }[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly text: string; readonly bytes: number; readonly cut: boolean };
}

interface Redelivering {
  readonly keys: readonly string[];
  readonly passedBy: readonly { readonly key: string; readonly reason: string }[];
  readonly count: number;
  readonly remaining: number;
}

interface Json {
  readonly json?: true;
}

/** How often, and after how many milliseconds each time, it is looked whether a test event is worked off. */
const WORKED_OFF_TRIES = 40;
const WORKED_OFF_MS = 250;

/** States in which deliveries can be read again. */
const AGAIN = ['unparsed', 'failed', 'ignored', 'processed'];

/** Adds what shows integrations and their deliveries, and has them read again. */
export function addIntegrations(program: Command, terminal: Terminal): void {
  const print = (json: true | undefined, shown: unknown, lines: () => readonly string[]): void => {
    if (json) terminal.out(JSON.stringify(shown, null, 2));
    else for (const line of lines()) terminal.out(line);
  };

  program
    .command('integrations')
    .description('ways in for senders outside, and how each is doing')
    .option('--check', 'exit code 3 when something is wrong with one: where the page says "look here"')
    .addOption(forPrograms())
    .action(async ({ json, check }: Json & { check?: true }) => {
      const shown = await (
        await terminal.api()
      ).get<{
        integrations: IntegrationShown[];
        removed?: RemovedShown[];
      }>('/integrations');
      // A server of an older version says nothing of them.
      const { removed = [] } = shown;
      print(json, shown, () => [
        ...integrationLines(shown.integrations, terminal.now()),
        ...removedLines(removed),
      ]);
      const isTroubled = shown.integrations.some(({ notices }) =>
        notices.some(({ kind }) => isTrouble(kind)),
      );
      if (check && (isTroubled || removed.length > 0)) terminal.exit(EXIT.refused);
    });

  program
    .command('integration')
    .description('how one integration is doing; how its sender is set up; or a test event for it')
    .argument('<integration>', 'its name in the configuration')
    .addArgument(new Argument('[what]', 'guide or test').choices(['guide', 'test']))
    .addOption(forPrograms())
    .action(async (name: string, what: 'guide' | 'test' | undefined, { json }: Json) => {
      const api = await terminal.api();
      if (what === 'guide') {
        const guide = await api.get<GuideShown>(`${pathOf(name)}/guide`);
        print(json, guide, () => guideLines(guide));
      } else if (what === 'test') {
        const tested = await api.post<{ key: string }>(`${pathOf(name)}/test`, {});
        const came = await workedOff(api, name, tested.key);
        print(json, came ? { ...tested, state: came.state, outcomes: came.outcomes } : tested, () =>
          came
            ? [...progressLines(came), '', 'It was a test: nothing follows from it.']
            : [`The test event is stored. What came of it: muster delivery ${name} ${tested.key}`],
        );
      } else {
        const shown = await api.get<IntegrationShown>(pathOf(name));
        print(json, shown, () => [
          ...integrationLines([shown], terminal.now()),
          ...missedLines(shown, terminal.now()),
          ...repositoryLines(shown, terminal.now()),
        ]);
      }
    });

  program
    .command('deliveries')
    .description('what was delivered to an integration, newest first')
    .argument('<integration>', 'its name in the configuration')
    .addOption(new Option('--state <state>', 'only those in this state').choices(DELIVERY_STATES))
    .option('--limit <n>', 'how many', '50')
    .option('--before <number>', 'those before this number')
    .addOption(forPrograms())
    .action(async (name: string, options: Json & { state?: string; limit: string; before?: string }) => {
      const { json, state, limit, before } = options;
      const query = new URLSearchParams({
        limit,
        ...(state !== undefined && { state }),
        ...(before !== undefined && { before }),
      });
      const page = await (
        await terminal.api()
      ).get<DeliveryPage>(`${pathOf(name)}/deliveries?${query.toString()}`);
      print(json, page, () => deliveryTable(page, terminal.now()));
    });

  program
    .command('delivery')
    .description('one delivery: how far it came, what came of it, what it said')
    .argument('<integration>', 'its name in the configuration')
    .argument('<key>', 'as "muster deliveries" lists it')
    .option('--raw', 'what it said alone, without secrets')
    .addOption(forPrograms())
    .action(async (name: string, key: string, { json, raw }: Json & { raw?: true }) => {
      const shown = await (
        await terminal.api()
      ).get<DeliveryShown>(`${pathOf(name)}/deliveries/${encodeURIComponent(key)}`);
      print(json, shown, () => (raw ? [shown.body.text] : deliveryLines(shown)));
    });

  program
    .command('redeliver')
    .description('have deliveries read again, as this version and the configuration understand them now')
    .argument('<integration>', 'its name in the configuration')
    .argument('[keys...]', 'as "muster deliveries" lists them')
    .addOption(new Option('--state <state>', 'all in this state').choices(AGAIN))
    .option('--since <time>', 'with --state: only those that came since then, such as 2026-03-01T00:00Z')
    .addOption(forPrograms())
    .action(async (name: string, keys: string[], options: Json & { state?: string; since?: string }) => {
      const done = await redeliver(await terminal.api(), name, keys, options);
      print(options.json, done, () => redeliverLines(done));
      if (done.passedBy.length > 0) terminal.exit(EXIT.refused);
    });
}

async function redeliver(
  api: ApiClient,
  name: string,
  keys: readonly string[],
  { state, since }: { readonly state?: string; readonly since?: string },
): Promise<Redelivering> {
  if (keys.length > 0 === (state !== undefined))
    throw new CliError('Say which: keys of deliveries, or --state.', EXIT.refused);
  if (since === undefined)
    return api.post(`${pathOf(name)}/redeliver`, state === undefined ? { keys } : { state });
  const at = Date.parse(since);
  if (state === undefined || Number.isNaN(at))
    throw new CliError('--since goes with --state and is a time such as 2026-03-01T00:00Z.', EXIT.refused);
  return api.post(`${pathOf(name)}/redeliver`, { state, since: new Date(at).toISOString() });
}

/** @returns a delivery that was stored just now, once it is worked off; undefined when that takes long. */
async function workedOff(api: ApiClient, name: string, key: string): Promise<DeliveryShown | undefined> {
  for (let tries = 0; tries < WORKED_OFF_TRIES; tries++) {
    try {
      return await api.get<DeliveryShown>(`${pathOf(name)}/deliveries/${encodeURIComponent(key)}`);
    } catch (error) {
      if (!(error instanceof Refused && error.problem.status === 404)) throw error;
    }
    await setTimeout(WORKED_OFF_MS);
  }
  return undefined;
}

const pathOf = (name: string): string => `/integrations/${encodeURIComponent(name)}`;

function integrationLines(all: readonly IntegrationShown[], now: number): string[] {
  if (all.length === 0) return ['No integrations: `integrations` in the configuration names them.'];
  const rows = all.map(({ id, title, total, counts, lastReceivedAt }) => [
    id,
    title,
    lastReceivedAt === undefined ? 'never' : ago(Date.parse(lastReceivedAt), now),
    String(total),
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([state, count]) => `${count} ${state}`)
      .join(', ') || '–',
  ]);
  const notices = all.flatMap(({ id, notices: some }) => some.map(({ text }) => `${id}: ${text}`));
  const lines = table(['INTEGRATION', 'SENDER', 'LAST CAME', 'DELIVERIES', 'OF WHICH'], rows);
  return notices.length > 0 ? [...lines, '', ...notices] : lines;
}

function removedLines(removed: readonly RemovedShown[]): string[] {
  return removed.length === 0 ? [] : ['', ...removed.map(({ text }) => text)];
}

function missedLines({ missed }: IntegrationShown, now: number): string[] {
  if (!missed) return [];
  const { lookedAt, waiting, asked, came, givenUp } = missed;
  const when = lookedAt === undefined ? 'was not asked yet' : `was asked ${ago(Date.parse(lookedAt), now)}`;
  return [
    '',
    `What its sender could not deliver: ${waiting} waiting, ${asked} asked for again, ${came} came then, ${givenUp} given up; it ${when}.`,
  ];
}

function repositoryLines({ repositories = [] }: IntegrationShown, now: number): string[] {
  if (repositories.length === 0) return [];
  const rows = repositories.map(({ name, lastAt }) => [name, ago(Date.parse(lastAt), now)]);
  return ['', ...table(['REPOSITORY', 'LAST CAME'], rows)];
}

function guideLines({ title, address, documentation, steps }: GuideShown): string[] {
  const indented = (text: string): string[] => text.split('\n').map((line) => `     ${line}`);
  return [
    title,
    ...(address === undefined ? ['The address is shown to admins alone: here it has <secret> in it.'] : []),
    '',
    ...steps.flatMap(({ text, copy }, n) => [
      `${String(n + 1).padStart(2)}. ${text}`,
      ...(copy === undefined ? [] : indented(copy)),
    ]),
    '',
    documentation,
  ];
}

function deliveryTable({ deliveries, next }: DeliveryPage, now: number): string[] {
  const rows = deliveries.map(({ number, receivedAt, state, key, text }) => [
    String(number),
    ago(Date.parse(receivedAt), now),
    state,
    key,
    text,
  ]);
  const lines =
    rows.length === 0
      ? ['No deliveries.']
      : table(['NUMBER', 'CAME', 'STATE', 'KEY', 'WHAT CAME OF IT'], rows);
  return next === undefined ? lines : [...lines, `Older: --before ${next}`];
}

/** How far a delivery has come, and what came of it. */
function progressLines({
  key,
  number,
  state,
  steps,
  outcomes,
}: Pick<DeliveryShown, 'key' | 'number' | 'state' | 'steps' | 'outcomes'>): string[] {
  return [
    `${number}  ${key}  ${state}`,
    ...table(
      ['STEP', '', 'AT', ''],
      steps.map((one) => [one.step, one.state === 'none' ? '–' : one.state, one.at ?? '', one.text]),
    ),
    ...(outcomes.length > 0
      ? [
          '',
          ...table(
            ['OF', 'WHAT CAME OF IT'],
            outcomes.map(({ of, what, text }) => [what ?? of, text]),
          ),
        ]
      : []),
  ];
}

function deliveryLines({ headers, body, ...progress }: DeliveryShown): string[] {
  return [
    ...progressLines(progress),
    '',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    body.text,
    ...(body.cut ? [`… the beginning of ${body.bytes} bytes`] : []),
  ];
}

function redeliverLines({ count, passedBy, remaining }: Redelivering): string[] {
  return [
    count === 1 ? '1 delivery is read again.' : `${count} deliveries are read again.`,
    ...passedBy.map(({ key, reason }) => `${key}: ${reason}`),
    ...(remaining > 0 ? [`${remaining} more remain: ask again when these are done.`] : []),
  ];
}
