import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { obtainTemporal } from '../../src/embedded/obtain.ts';
import { startPart, waitUntilReady } from '../../src/embedded/part.ts';
import { choosePort } from '../../src/embedded/ports.ts';

const READY_MS = 30_000;
const END_MS = 10_000;

/** Starts the same Temporal as the embedded one, with none of the settings that Muster gives it. */
export async function startUntunedTemporal(
  directory: string,
  namespace: string,
  progress: (line: string) => void,
): Promise<{ address: string; stop: () => Promise<void> }> {
  const { path } = await obtainTemporal({ progress });
  const free = {
    user: 'untuned Temporal',
    setting: 'its port',
    otherwise: 'free one',
    demanded: 0,
    usual: 0,
  };
  const port = await choosePort(free, new Set(), progress);
  const logFile = join(directory, 'untuned-temporal.log');
  const part = await startPart({
    title: 'untuned Temporal',
    path,
    arguments: [
      ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)],
      ...['--namespace', namespace, '--db-filename', join(directory, 'untuned-temporal.db')],
    ],
    logFile,
    pidFile: join(directory, 'untuned-temporal.pid'),
  });
  const address = `127.0.0.1:${port}`;
  await waitUntilReady(part, logFile, READY_MS, async () => {
    const connection = await Connection.connect({ address, connectTimeout: '1s' });
    try {
      await connection.workflowService.describeNamespace({ namespace });
    } finally {
      await connection.close();
    }
  });
  return { address, stop: () => part.stop(END_MS) };
}
