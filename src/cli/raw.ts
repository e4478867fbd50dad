import type { Command } from 'commander';
import { CliError, EXIT } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** Adds `muster api`, for what no command of its own is there for. */
export function addRaw(program: Command, terminal: Terminal): void {
  program
    .command('api')
    .description('ask the API directly, such as: muster api GET /people')
    .argument('<method>', 'GET, POST, PUT or DELETE')
    .argument('<path>', 'below /api/v1; /api/openapi.json describes all of them')
    .option('--data <json>', 'the body')
    .action(async (method: string, path: string, { data }: { data?: string }) => {
      const body = data === undefined ? undefined : bodyOf(data);
      const answer = await (
        await terminal.api()
      ).request(method.toUpperCase(), `/${path.replace(/^\/+/, '')}`, body);
      terminal.out(typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2));
    });
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new CliError(
      `--data is no JSON: ${error instanceof Error ? error.message : String(error)}`,
      EXIT.refused,
    );
  }
}
