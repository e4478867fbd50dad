import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Command } from 'commander';
import { ApiClient, Refused } from './client.ts';
import { addressOf, forgetEntry, keepEntry, loginFile } from './entry.ts';
import { CliError, EXIT } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** Adds `muster login` and `muster logout`. @param env names the file. @param input where the token is typed or piped in. */
export function addLogin(
  program: Command,
  terminal: Terminal,
  env: Readonly<Record<string, string | undefined>>,
  input: NodeJS.ReadStream,
): void {
  program
    .command('login')
    .description('keep the address of a Muster and a token for it')
    .argument('<url>', 'address of Muster, such as https://muster.example.com')
    .addHelpText('after', '\nThe token is asked for, or read from a pipe: muster login https://… < token.txt')
    .action(async (given: string) => {
      const url = addressOf(given);
      const token = (await tokenFrom(input, terminal)).trim();
      if (!/^[\w.~+/=-]{8,200}$/.test(token))
        throw new CliError('That is no API token: one begins with muster_.', EXIT.unauthenticated);
      await assertKnown(new ApiClient({ url, token }));
      const file = loginFile(env);
      await keepEntry(file, { url, token });
      terminal.out(`Logged in to ${url}. The token is in ${file}, for you alone to read.`);
    });
  program
    .command('logout')
    .description('forget what login was told')
    .action(async () => {
      await forgetEntry(loginFile(env));
      terminal.out('Forgotten. The token itself stays valid until "muster token revoke".');
    });
}

/** @throws CliError when the server does not know the token. */
async function assertKnown(api: ApiClient): Promise<void> {
  try {
    await api.get('/configuration');
  } catch (error) {
    // Whoever may not see this is known all the same.
    if (error instanceof Refused && error.exit === EXIT.refused) return;
    throw error;
  }
}

async function tokenFrom(input: NodeJS.ReadStream, { tell }: Terminal): Promise<string> {
  if (!input.isTTY) {
    let text = '';
    for await (const chunk of input) text += String(chunk);
    return text;
  }
  tell('Token (it is not shown):');
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input, output: hidden, terminal: true });
  try {
    return await asking.question('');
  } finally {
    asking.close();
  }
}
