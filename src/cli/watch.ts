import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { parseIncidentId } from '../incident/id.ts';
import { CliError, EXIT } from './exit.ts';
import type { Terminal } from './terminal.ts';
import { forPrograms } from './words.ts';

interface EventShown {
  readonly sequence: number;
  readonly at: string;
  readonly type: string;
  readonly text: string;
}

/** How often is looked, in milliseconds. */
const EVERY_MS = 1_000;
/** How many of the newest events are shown at first. */
const FIRST = 20;
/** How many events may come between two looks. */
const BETWEEN = 200;

/** Adds `muster watch`, which follows an incident's timeline until it is closed. */
export function addWatch(program: Command, terminal: Terminal, everyMs = EVERY_MS): void {
  program
    .command('watch')
    .description("follow an incident's timeline until it is closed")
    .argument('<id>', 'such as 42 or INC-42')
    .addOption(forPrograms())
    .action(async (given: string, { json }: { json?: true }) => {
      const id = parseIncidentId(given);
      if (!id) throw new CliError(`${JSON.stringify(given)} is no incident id such as INC-42.`, EXIT.refused);
      const api = await terminal.api();
      for (let seen = 0, limit = FIRST; ; limit = BETWEEN) {
        const { events } = await api.get<{ events: EventShown[] }>(
          `/incidents/${id}/timeline?limit=${limit}`,
        );
        for (const event of events.filter(({ sequence }) => sequence > seen)) {
          seen = event.sequence;
          const at = event.at.slice(0, 19).replace('T', ' ');
          terminal.out(json ? JSON.stringify(event) : `${at}  ${event.text}`);
        }
        const { status } = await api.get<{ status: string }>(`/incidents/${id}`);
        if (status === 'closed') return;
        await pause(everyMs);
      }
    });
}
