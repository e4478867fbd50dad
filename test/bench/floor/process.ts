import { NativeConnection, Runtime, DefaultLogger, Worker } from '@temporalio/worker';
import { WORKER_OPTIONS } from '../../../src/wiring/worker/worker.ts';
import { floorActivities } from './activities.ts';

/** A worker with nothing of Muster in it but its worker's options. Arguments: address, namespace, task queue, bundle. */
const [address = '', namespace = '', taskQueue = '', codePath = ''] = process.argv.slice(2);

Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  ...WORKER_OPTIONS,
  connection,
  namespace,
  taskQueue,
  workflowBundle: { codePath },
  activities: { ...floorActivities((at) => void process.send?.({ kind: 'called', at })) },
});
process.on('message', () => worker.shutdown());
process.on('disconnect', () => process.exit());
const ended = worker.run();
process.send?.({ kind: 'ready' });
await ended;
await connection.close();
process.disconnect();
