import { mkdir, writeFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { instant } from './clock.ts';
import { met, type Figure } from './figures/figure.ts';
import { table } from './figures/table.ts';
import type { Tuning } from './ground.ts';
import { aliasMatching } from './measure/aliases.ts';
import { cards } from './measure/cards.ts';
import { commandReply } from './measure/command-reply.ts';
import { conversation } from './measure/conversation.ts';
import { eventToProvider } from './measure/event-to-provider.ts';
import { historySize } from './measure/history-size.ts';
import { inbox } from './measure/inbox.ts';
import { lifecycles } from './measure/lifecycles.ts';
import { mentions } from './measure/mentions.ts';
import { restart } from './measure/restart.ts';
import { FULL, QUICK, type Scale } from './measure/scale.ts';
import { slackCommands } from './measure/slack-commands.ts';
import { storm } from './measure/storm.ts';
import { waiting } from './measure/waiting.ts';
import { openScene, type Scene } from './scene.ts';

type Measurement = (scene: Scene, scale: Scale) => Promise<Figure[]>;

/** In the order in which they are run: the restart leaves many incidents behind, so it comes last. */
const MEASUREMENTS: Readonly<Record<string, Measurement>> = {
  'command-reply': commandReply,
  'event-to-provider': eventToProvider,
  lifecycles,
  'slack-commands': slackCommands,
  mentions,
  'history-size': historySize,
  restart,
};
/** What needs no system to be measured on. */
const STANDALONE: Readonly<Record<string, (scale: Scale) => Figure[] | Promise<Figure[]>>> = {
  conversation,
  aliases: aliasMatching,
  cards,
  inbox,
  storm,
  waiting,
};
const NAMES = [...Object.keys(STANDALONE), ...Object.keys(MEASUREMENTS)];
/** What the settings of Temporal change; the others are measured on the tuned one alone. */
const COMPARED = ['command-reply', 'event-to-provider', 'lifecycles', 'slack-commands'];

const USAGE = `npm run bench -- [--quick] [--tuned | --untuned] [measurement …]
  --quick     few rounds, a few minutes
  --tuned     only with the embedded Temporal as Muster starts it
  --untuned   only with Temporal's own defaults
  measurement ${NAMES.join(', ')}; all unless some are named
`;

const args = process.argv.slice(2);
const flags = new Set(args.filter((arg) => arg.startsWith('--')));
const chosen = args.filter((arg) => !arg.startsWith('--'));
const unknown =
  [...flags].some((flag) => !['--quick', '--tuned', '--untuned'].includes(flag)) ||
  chosen.some((name) => !NAMES.includes(name));
if (unknown) {
  process.stderr.write(USAGE);
  process.exit(2);
}

// Leaving by the way of `exit` is what ends the programs that were started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const scale = flags.has('--quick') ? QUICK : FULL;
const tunings = (['tuned', 'untuned'] as const).filter(
  (tuning) => flags.has(`--${tuning}`) || !(flags.has('--tuned') || flags.has('--untuned')),
);
const machine = {
  at: new Date().toISOString(),
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${arch()}`,
  node: process.version,
};
const results: { tuning: Tuning; measurement: string; figures: Figure[] }[] = [];

for (const tuning of tunings) {
  const names = NAMES.filter((name) => chosen.length === 0 || chosen.includes(name)).filter(
    (name) => tuning === 'tuned' || COMPARED.includes(name),
  );
  if (names.length === 0) continue;
  const scene = names.every((name) => name in STANDALONE) ? undefined : await openScene(tuning, say);
  try {
    for (const name of names) {
      const began = instant();
      const figures =
        (await (STANDALONE[name]?.(scale) ?? (scene && MEASUREMENTS[name]?.(scene, scale)))) ?? [];
      results.push({ tuning, measurement: name, figures });
      say(`${name}, ${tuning}: ${Math.round((instant() - began) / 1_000)} s`);
      process.stdout.write(`\n### ${name}, ${tuning} Temporal\n\n${table(figures)}\n`);
    }
  } catch (error) {
    // What is still under way fails too when its server goes: the first failure is the one to be seen.
    say(String(error instanceof Error ? error.stack : error));
    process.exit(1);
  }
  await scene?.stop();
}

const missed = results.flatMap(({ tuning, figures }) =>
  figures.filter((figure) => met(figure) === false).map(({ name }) => `${name} (${tuning})`),
);
const artefacts = new URL('../../../test/artefacts/', import.meta.url);
await mkdir(artefacts, { recursive: true });
const file = new URL(`bench-${machine.at.replace(/[:.]/g, '-')}.json`, artefacts);
await writeFile(file, JSON.stringify({ machine, scale, results, missed }, undefined, 2));
process.stdout.write(`\n${JSON.stringify(machine)}\n`);
const goals = results.flatMap(({ figures }) => figures.filter(({ goal }) => goal)).length;
process.stdout.write(`\n${goals - missed.length} of ${goals} goals met.\n`);
if (missed.length > 0) process.stdout.write(`Missed: ${missed.join('; ')}\n`);
say(`written: ${file.pathname}`);
