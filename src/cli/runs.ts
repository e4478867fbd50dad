import { Argument, InvalidArgumentError, type Command } from 'commander';
import { parseRunId } from '../action/run-id.ts';
import { runWords, tookWords } from '../chat/run-words.ts';
import type { RunStatus } from '../action/run.ts';
import { ago } from '../incident/age.ts';
import { CliError, EXIT } from './exit.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';
import { forPrograms } from './words.ts';

interface MarkShown {
  readonly by: { readonly name: string };
  readonly at: string;
}

interface StepShown {
  readonly place: string;
  readonly task: string;
  readonly action: string;
  readonly status: string;
}

/** A run as the API shows it, as far as it is shown here. */
interface RunShown {
  readonly id: string;
  readonly action: string;
  readonly status: RunStatus;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly ordered: MarkShown;
  readonly approved?: MarkShown;
  readonly declined?: MarkShown;
  readonly cancelled?: MarkShown;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly attempts?: number;
  readonly steps?: readonly StepShown[];
  readonly incident?: string;
  readonly result?: unknown;
  readonly failure?: { readonly code: string; readonly message: string };
}

interface OutputShown {
  readonly pieces: readonly { readonly text: string }[];
  readonly dropped: number;
}

interface Options {
  readonly json?: true;
  readonly output?: true;
  readonly attempt?: number;
  readonly step?: string;
  readonly limit: number;
  readonly before?: number;
  readonly text?: string;
}

/** Adds what lists runs, and shows one with what it printed. */
export function addRuns(program: Command, terminal: Terminal): void {
  program
    .command('runs')
    .description('What was run last; with an id how that run stands')
    .addArgument(new Argument('[run]', 'such as RUN-7'))
    .option('--output', 'all that it has printed, and nothing else')
    .option('--attempt <number>', 'which attempt that is of; the last where it is not given', number)
    .option('--step <place>', 'which step of a chain that is of, such as 3.1; a chain itself prints nothing')
    .option('--limit <number>', 'how many are listed', number, 20)
    .option('--before <run>', 'only those before this one', (text) => numberOf(text))
    .option('--text <words>', 'only those in whose action, alias, person, state or incident all words stand')
    .addOption(forPrograms())
    .addHelpText('after', '\nExample:\n  muster runs RUN-7 --output')
    .action(async (run: string | undefined, options: Options) => {
      if (run === undefined) await list(terminal, options);
      else if (options.output) await output(terminal, `RUN-${numberOf(run)}`, options);
      else await one(terminal, `RUN-${numberOf(run)}`, options);
    });
}

function number(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1.');
}

function numberOf(text: string): number {
  const id = parseRunId(text);
  if (id) return Number(id.slice('RUN-'.length));
  throw new CliError(`${JSON.stringify(text)} is not the id of a run such as RUN-7.`, EXIT.refused);
}

async function list(
  terminal: Terminal,
  { json, limit, before, text, output: isOutput }: Options,
): Promise<void> {
  if (isOutput) throw new CliError('Whose output? muster runs RUN-7 --output', EXIT.refused);
  const query = {
    limit: `${limit}`,
    ...(before !== undefined && { before: `${before}` }),
    ...(text !== undefined && { text }),
  };
  const api = await terminal.api();
  const page = await api.get<{ runs: RunShown[]; next?: number }>(
    `/runs?${new URLSearchParams(query).toString()}`,
  );
  if (json) {
    terminal.out(JSON.stringify(page, null, 2));
    return;
  }
  if (page.runs.length === 0 && page.next === undefined) {
    terminal.out(text === undefined ? 'Nothing was run yet.' : 'Nothing was found.');
    return;
  }
  const rows = page.runs.map(({ id, action, status, cancelled, ordered, incident }) => [
    id,
    wordsOf({ status, ...(cancelled && { cancelled }) }),
    ago(Date.parse(ordered.at), terminal.now()),
    ordered.by.name,
    incident ?? '–',
    action,
  ]);
  if (rows.length === 0) terminal.out('None of the runs that were looked through.');
  else
    for (const line of table(['ID', 'STATE', 'ORDERED', 'BY', 'INCIDENT', 'ACTION'], rows))
      terminal.out(line);
  if (page.next !== undefined) terminal.out(`Older ones: --before RUN-${page.next}`);
}

async function one(terminal: Terminal, id: string, { json }: Options): Promise<void> {
  const run = await (await terminal.api()).get<RunShown>(`/runs/${id}`);
  if (json) terminal.out(JSON.stringify(run, null, 2));
  else for (const line of linesOf(run, terminal.now())) terminal.out(line);
}

async function output(terminal: Terminal, id: string, { json, attempt, step }: Options): Promise<void> {
  const query = new URLSearchParams({
    ...(attempt !== undefined && { attempt: `${attempt}` }),
    ...(step !== undefined && { step }),
  }).toString();
  const api = await terminal.api();
  const printed = await api.get<OutputShown>(`/runs/${id}/output${query === '' ? '' : `?${query}`}`);
  if (json) {
    terminal.out(JSON.stringify(printed, null, 2));
    return;
  }
  const text = printed.pieces.map((piece) => piece.text).join('');
  if (text !== '') terminal.out(text.replace(/\n$/, ''));
  else if (printed.dropped === 0) terminal.tell(nothingOf(await api.get<RunShown>(`/runs/${id}`), step));
  if (printed.dropped > 0) terminal.tell(`${printed.dropped} characters in between are not kept.`);
}

/** @returns that a run, or a step of it, has printed nothing, and the steps that may have. */
function nothingOf({ id, status, steps = [] }: RunShown, step: string | undefined): string {
  const within = steps.filter(({ place }) => step === undefined || place.startsWith(`${step}.`));
  const what = step === undefined ? id : `Step ${step} of ${id}`;
  const isUnderWay = status === 'awaiting_approval' || status === 'running';
  if (within.length === 0) return `${what} has printed nothing${isUnderWay ? ' until now' : ''}.`;
  const listed = within.map((one) => `  --step ${stepWords(one)}`);
  return [`${what} prints nothing itself, its steps do:`, ...listed].join('\n');
}

const stepWords = ({ place, task, action, status }: StepShown): string =>
  `${place} ${task} ${action}: ${status}`;

const wordsOf = ({ status, cancelled }: Pick<RunShown, 'status' | 'cancelled'>): string =>
  runWords({
    status,
    ...(cancelled && { cancelled: { by: { id: '', ...cancelled.by }, at: Date.parse(cancelled.at) } }),
  });

function linesOf(run: RunShown, now: number): string[] {
  const { id, action, startedAt, endedAt, attempts = 0, parameters, incident, failure, result } = run;
  const took =
    startedAt !== undefined && endedAt !== undefined
      ? ` after ${tookWords(Date.parse(endedAt) - Date.parse(startedAt))}`
      : '';
  const mark = (word: string, one: MarkShown | undefined): string[] =>
    one ? [`${word} by ${one.by.name}, ${ago(Date.parse(one.at), now)}`] : [];
  return [
    `${id} ${action}: ${wordsOf(run)}${took}${attempts > 1 ? `, in ${attempts} attempts` : ''}`,
    ...mark('Ordered', run.ordered),
    ...mark('Approved', run.approved),
    ...mark('Declined', run.declined),
    ...mark('Cancelled', run.cancelled),
    ...(incident === undefined ? [] : [`Incident ${incident}`]),
    ...Object.entries(parameters).map(([name, value]) => `  ${name}=${written(value)}`),
    ...(run.steps ?? []).map((step) => `  ${stepWords(step)}`),
    ...(failure ? [`${failure.message} (${failure.code})`] : []),
    ...(result === undefined || result === null ? [] : ['', written(result)]),
  ];
}

const written = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2);
