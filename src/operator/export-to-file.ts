import { writeFile } from 'node:fs/promises';
import type { Assembly } from '../wiring/assembly.ts';
import { exportFileName, type IncidentExport } from '../archive/incident-export.ts';
import { createExporting } from '../wiring/records/exporting.ts';
import { parseIncidentId } from '../incident/id.ts';
import { connectClient } from '../wiring/temporal/temporal.ts';

/** What is to be exported, as it was typed. */
export interface ExportWish {
  readonly id: string;
  readonly tenant: string;
  /** The file to write; `-` for standard output, `INC-42-2026-03-01.json` when absent. */
  readonly out?: string;
}

/**
 * Writes everything that is known of an incident to a file.
 * @param out prints a line.
 * @throws Error that says what is wrong with what was typed, or that there is no such incident.
 */
export async function exportToFile(
  { settings, addresses, stores, redact }: Assembly,
  wish: ExportWish,
  out: (line: string) => void,
): Promise<void> {
  const id = parseIncidentId(wish.id);
  if (!id) throw new Error(`${JSON.stringify(wish.id)} is no incident id such as INC-42.`);
  const client = await connectClient(settings.temporal, addresses.temporalAddress);
  try {
    const exporting = createExporting({ client, stores, redact, now: Date.now });
    const view = await stores.incidents.find(wish.tenant, id);
    const made: IncidentExport | undefined = view
      ? await exporting.gather(view)
      : await exporting.kept(wish.tenant, id);
    if (!made) throw new Error(`There is no incident ${id}, and no export of it is kept.`);
    const text = `${JSON.stringify(made, null, 2)}\n`;
    if (wish.out === '-') {
      out(text.trimEnd());
      return;
    }
    const file = wish.out ?? exportFileName(made);
    await writeFile(file, text);
    const runs = made.history.length === 1 ? 'one run' : `${made.history.length} runs`;
    const gap = made.historyIncomplete ? ', without the earliest, which Temporal has forgotten' : '';
    out(
      `Wrote ${file}: ${id} with ${made.timeline.length} events and the history of ${runs} of its workflow${gap}.`,
    );
  } finally {
    await client.connection.close();
  }
}
