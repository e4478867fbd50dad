import { allTenants } from '../config/config.ts';
import { readSettings } from '../config/settings.ts';
import { SOURCES } from '../inbox/sources.ts';
import { readOffline } from './offline.ts';

/** Of the command that shows what would be read out of a delivery. */
export interface Options {
  readonly config?: string;
  readonly header: readonly string[];
}

/**
 * @param receivedAt epoch milliseconds. @returns the reading.
 * @throws ConfigError; Error where there is no such integration.
 */
export async function readDelivery(
  integration: string,
  body: Uint8Array,
  { config: path, header }: Options,
  receivedAt: number,
): Promise<unknown> {
  const config = readOffline(path ?? readSettings(process.env).configPath);
  for (const { tenant, integrations } of allTenants(config)) {
    const found = integrations.get(integration);
    const source = SOURCES.find(({ name }) => name === found?.source);
    if (!found || !source) continue;
    const intake = source.create(found.settings, { tenant, integration });
    return intake.read({ tenant, integration, receivedAt, headers: headersOf(header), body });
  }
  throw new Error(`there is no integration ${integration}: its key stands under integrations.`);
}

function headersOf(written: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    written.map((one) => {
      const colon = one.indexOf(':');
      if (colon < 1) throw new Error(`${one} is no header: write a name, a colon and a value.`);
      return [one.slice(0, colon).trim().toLowerCase(), one.slice(colon + 1).trim()];
    }),
  );
}
