#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { ApiClient, Refused } from './cli/client.ts';
import { addConfiguration } from './cli/configuration.ts';
import { addCompletion } from './cli/completion.ts';
import { findEntry } from './cli/entry.ts';
import { CliError, EXIT } from './cli/exit.ts';
import { addIntegrations } from './cli/integrations.ts';
import { addLogin } from './cli/login.ts';
import { atTerminal } from './cli/phrase.ts';
import { endWithReader } from './cli/reader.ts';
import { addRaw } from './cli/raw.ts';
import type { Terminal } from './cli/terminal.ts';
import { addWatch } from './cli/watch.ts';
import { addRuns } from './cli/runs.ts';
import { addWords } from './cli/words.ts';
import { readSettings } from './config/settings.ts';
import { addChatApps } from './operator/chat-apps.ts';
import { addConfigurationCheck } from './operator/configuration-check.ts';
import { configurationFiles } from './operator/configuration-files.ts';
import { addDeliveries } from './operator/deliveries.ts';
import { addFeeds } from './operator/feeds.ts';
import { addHealth } from './operator/health.ts';
import { addPolicies } from './operator/policies.ts';
import { addProcesses } from './operator/processes.ts';
import { addRecords } from './operator/records.ts';
import { addTokens } from './operator/tokens.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const program = new Command('muster').description('Incident response run from chat.').version(version);

// Most commands need little of Muster: each loads what it needs when it is run, so that the others begin at once.
const out = (line: string): void => void process.stdout.write(`${line}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
// A server goes on without whoever looked at how it began.
endWithReader(process.stdout, () => {
  if (!/^(?:start|server|worker)$/.test(process.argv[2] ?? '')) process.exit();
});
addProcesses(program, out);
addConfigurationCheck(program, out);
addHealth(program, out);
addRecords(program, out);
addChatApps(program, version, out, tell);
addFeeds(program, out);
addPolicies(program, out);
addDeliveries(program, out);
addTokens(program, out);

const terminal: Terminal = {
  out,
  tell,
  api: async () => new ApiClient(await findEntry(process.env, readSettings(process.env).dataDir)),
  now: Date.now,
  exit: (code) => {
    process.exitCode = code;
  },
};
addConfiguration(program, terminal, configurationFiles);
addLogin(program, terminal, process.env, process.stdin);
addIntegrations(program, terminal);
addWatch(program, terminal);
addRaw(program, terminal);
addRuns(program, terminal);
addWords(program, terminal);
addCompletion(program, terminal);

try {
  await program.parseAsync();
} catch (error) {
  // What a person can mend is said in a sentence; the rest keeps its trace.
  const message = atTerminal(error instanceof Error ? error.message : String(error));
  const isForProgram = error instanceof Refused && process.argv.includes('--json');
  process.stderr.write(isForProgram ? `${JSON.stringify(error.problem)}\n` : `muster: ${message}\n`);
  if (process.env.LOG_LEVEL === 'debug' && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n`);
  process.exit(error instanceof CliError ? error.exit : EXIT.failed);
}
