import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Child } from '../child.ts';
import { instant } from '../clock.ts';
import { median, quantile } from '../figures/statistics.ts';
import { figure, type Figure } from '../figures/figure.ts';
import { appends } from '../inbox/disk.ts';
import { pushBody } from '../inbox/push.ts';
import { gitHubMessage, gitHubSignature, Sender } from '../inbox/sender.ts';
import { InboxSystem, SECRET, SIGNING } from '../inbox/system.ts';
import { rounds } from '../rounds.ts';
import type { Scale } from './scale.ts';

const IN_FLIGHT = 64;
/** What comes at an even rate waits for nobody's answer: senders have more connections than are ever in use at once. */
const CONNECTIONS = 256;
/** Of a bare handler's rate. */
const GOAL = 0.5;
const PATH = `/in/git/${SECRET}`;
/** How long deliveries come at an even rate, in seconds, and when a process dies meanwhile, in milliseconds. */
const STEADY_S = 10;
/** How much is appended to the disk as one commit is, in bytes. */
const COMMIT_BYTES = 32 * 1_024;
const DIES_MS = 1_000;

/**
 * Deliveries that are kept and answered per second, as in a burst before it is worked off, beside a bare Express handler
 * that checks the signature and keeps nothing; how many are worked off; how long an answer takes at half of the rate that is
 * the goal, and how long the disk alone takes; what is lost when Temporal, the store, the server and the worker are killed
 * meanwhile.
 */
export async function inbox(scale: Scale): Promise<Figure[]> {
  const system = await InboxSystem.start();
  try {
    const bare = await Child.start('inbox/bare.js', [SIGNING], {});
    system.endWith(() => bare.stop());
    const server = await system.run('server');
    const ping = readFileSync(
      new URL('../../../../test/fixtures/github/push/new-branch.json', import.meta.url),
      'utf8',
    );
    const signature = gitHubSignature(ping, SIGNING);
    const senderTo = (
      url: string,
      path: string,
      next: () => ReturnType<typeof gitHubMessage>,
      connections = IN_FLIGHT,
    ): Sender => {
      const sender = new Sender(url, path, connections, next);
      system.endWith(() => sender.close());
      return sender;
    };
    // Pings: what is measured is the way to the answer, and nothing follows from them.
    const aPing = () => gitHubMessage('ping', ping, SIGNING, signature);
    const toBare = senderTo(bare.url, '/in', aPing);
    const toMuster = senderTo(server.url, PATH, aPing);
    const { deliveries: count, pushes } = scale;
    const measured = await rounds(scale.rounds, {
      bare: async () => [await toBare.rate(count, IN_FLIGHT)],
      kept: async () => [await toMuster.rate(count, IN_FLIGHT)],
    });
    // Half of the rate that is the goal: it does not rise with what is measured.
    const half = (median(measured.bare.flat()) * GOAL) / 2;
    const evenly = senderTo(server.url, PATH, aPing, CONNECTIONS);
    await evenly.rate(2 * CONNECTIONS, CONNECTIONS);
    const disk = await appends(system.folder, COMMIT_BYTES, STEADY_S);
    const kept = await evenly.steadily(half, STEADY_S);
    let total = toMuster.taken.length + evenly.taken.length;
    const worker = await system.run('worker');
    const workedOff = await perSecond(total, () => system.workedOff('git', total));
    const meanwhile = await toMuster.rate(count, IN_FLIGHT);
    total += count;
    await system.workedOff('git', total);

    let pushed = 0;
    const toPush = senderTo(server.url, PATH, () => gitHubMessage('push', pushBody(pushed++), SIGNING));
    const began = instant();
    await toPush.rate(pushes, IN_FLIGHT);
    total += pushes;
    await system.workedOff('git', total);
    const pushesOff = (pushes / (instant() - began)) * 1_000;

    const latencies = await evenly.steadily(half, STEADY_S);
    const taken = (): string[] => [...toMuster.taken, ...evenly.taken];
    await system.workedOff('git', taken().length + pushes);

    for (const part of [system.temporal, system.store]) {
      const going = evenly.steadily(half / 2, STEADY_S / 2);
      await pause(DIES_MS);
      await part.killAndStartAgain();
      await going;
    }
    // Both die in the middle, and others come on what they left.
    const dying = evenly.steadily(half / 2, STEADY_S / 2);
    await pause(DIES_MS);
    process.kill(worker.pid, 'SIGKILL');
    await pause(DIES_MS);
    process.kill(server.pid, 'SIGKILL');
    await dying;
    await Promise.all([system.run('server'), system.run('worker')]);
    await system.workedOff('git', taken().length + pushes);
    const lost = await system.missing('git', taken());

    const called = `bare Express and HMAC, ${IN_FLIGHT} in flight`;
    return [
      figure(called, 'per s', measured.bare),
      figure(`signed deliveries kept and answered, ${IN_FLIGHT} in flight`, 'per s', measured.kept, {
        floor: measured.bare,
        called,
        goal: { atLeast: GOAL },
      }),
      figure('· while they are worked off', 'per s', [[meanwhile]]),
      figure('pings worked off', 'per s', [[workedOff]]),
      figure('pushes of three commits sent and worked off', 'per s', [[pushesOff]]),
      figure(`answers at ${Math.round(half)} per s, with nothing worked off beside it`, 'ms', [kept]),
      nearlyAll(kept),
      figure('· while they are worked off', 'ms', [latencies]),
      nearlyAll(latencies),
      figure('· appended to the same disk and synced, alone', 'ms', [disk]),
      {
        ...figure('answered and lost after kill -9 of Temporal, store, worker and server', 'count', [[lost]]),
        goal: { atMost: 0 },
      },
    ];
  } finally {
    await system.stop();
  }
}

/** @returns the 99th percentile beside its goal. @param latencies in milliseconds. */
function nearlyAll(latencies: readonly number[]): Figure {
  return { ...figure('· · 99th percentile', 'ms', [[quantile(latencies, 0.99)]]), goal: { atMost: 100 } };
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const before = instant();
  await work();
  return (count / (instant() - before)) * 1_000;
}
