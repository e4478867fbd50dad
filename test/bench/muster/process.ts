import { readSettings } from '../../../src/config/settings.ts';
import { assemble } from '../../../src/wiring/assembly.ts';
import { Registry } from '../../../src/chat/registry.ts';
import type { Instance } from '../../../src/wiring/instances/instances.ts';
import { serve } from '../../../src/serve.ts';
import { work } from '../../../src/work.ts';
import { AnsweringProvider } from './answering-provider.ts';
import { telling } from './telling.ts';

/** Muster as `muster start` runs it, server and worker in one process, telling of every call of its providers. */
const settings = readSettings(process.env);
const assembly = await assemble(settings, {
  temporalAddress: settings.temporal.address ?? '',
  mongodbUri: settings.mongodb.uri ?? '',
});
const instances = new Registry<Instance>();
for (const name of assembly.instances().names()) {
  const instance = assembly.instances().get(name);
  const provider = process.argv[2] === 'answering' ? new AnsweringProvider(name) : instance.provider;
  instances.add(name, { ...instance, provider: telling(provider, process.argv[2] !== 'unpaced') });
}
const measured = { ...assembly, instances: () => instances };
const working = await work(measured);
const serving = await serve(measured);
process.on('message', () => void stop());
process.on('disconnect', () => process.exit());
process.send?.({ kind: 'ready', url: serving.baseUrl });

async function stop(): Promise<void> {
  await serving.stop();
  await working.stop();
  await assembly.close();
  process.disconnect();
}
