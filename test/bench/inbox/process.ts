import { readSettings } from '../../../src/config/settings.ts';
import { assemble } from '../../../src/wiring/assembly.ts';
import { serve } from '../../../src/serve.ts';
import { work } from '../../../src/work.ts';

/** A server or a worker of Muster's as `muster server` and `muster worker` run them. */
const settings = readSettings(process.env);
const assembly = await assemble(settings, {
  temporalAddress: settings.temporal.address ?? '',
  mongodbUri: settings.mongodb.uri ?? '',
});
const serving = process.argv[2] === 'server' ? await serve(assembly) : undefined;
const working = serving ? undefined : await work(assembly);
process.on('message', () => void stop());
process.on('disconnect', () => process.exit());
process.send?.({ kind: 'ready', url: serving?.baseUrl ?? '' });

async function stop(): Promise<void> {
  await serving?.stop();
  await working?.stop();
  await assembly.close();
  process.disconnect();
}
