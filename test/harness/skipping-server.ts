import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { inject } from 'vitest';
import { registerSearchAttributes } from '../../src/wiring/temporal/temporal.ts';
import { eventually } from './eventually.ts';
import { freePorts } from './free-ports.ts';
import { IDENTITY, type Running } from './test-temporal.ts';

/** Longer than a Java machine takes to start while others compete for the processors, in milliseconds. */
const START_MS = 120_000;

/** What all of the SDK's own ways to an environment call. */
const create = (options: object): Promise<TestWorkflowEnvironment> =>
  (TestWorkflowEnvironment['create'] as typeof create).call(TestWorkflowEnvironment, options);

/**
 * Starts Temporal's time-skipping test server and connects to it. The SDK would start it as well, and would give up
 * after five seconds; to a server that runs already it connects as to one that does not skip time, but for this.
 */
export async function startSkipping(): Promise<Running> {
  const [port = 0] = await freePorts(1);
  const server = spawn(inject('testServer'), [String(port)], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  const stopServer = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
  };
  try {
    await eventually('the test server listens', () => listens(port), START_MS);
    const env = await create({
      server: { type: 'existing' },
      address: `127.0.0.1:${port}`,
      supportsTimeSkipping: true,
      client: { identity: IDENTITY },
    });
    await registerSearchAttributes(env.client);
    return {
      env,
      async stop() {
        await env.teardown();
        await stopServer();
      },
    };
  } catch (error) {
    await stopServer();
    throw error;
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
