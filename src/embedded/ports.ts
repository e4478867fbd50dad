import { connect, createServer } from 'node:net';
import { EmbeddedError } from './errors.ts';

const HOST = '127.0.0.1';
const TRIED = 50;

/** One port that a part listens on: what the operator demanded, and what is taken otherwise. */
export interface PortWish {
  /** What listens there, for messages: `Temporal server`. */
  user: string;
  /** Where the operator sets it, for messages. */
  setting: string;
  /** Demanded by the operator; 0 asks for any free port. */
  demanded: number | undefined;
  /** Taken when nothing is demanded; when it is in use, the next free one after it. */
  usual: number;
}

/**
 * Chooses a port on 127.0.0.1.
 * @param taken ports already promised to other parts
 * @param progress is told when the usual port is in use and another is chosen
 * @throws EmbeddedError `port-in-use` when the demanded port, or every port tried, is in use
 */
export async function choosePort(
  wish: PortWish,
  taken: ReadonlySet<number>,
  progress: (line: string) => void,
): Promise<number> {
  if (wish.demanded === 0) return anyFreePort();
  if (wish.demanded !== undefined) {
    if (!taken.has(wish.demanded) && (await isFree(wish.demanded))) return wish.demanded;
    throw new EmbeddedError(
      'port-in-use',
      `Port ${wish.demanded} for the ${wish.user} is in use. Stop what listens there ` +
        `(\`lsof -i :${wish.demanded}\` shows it), or set ${wish.setting} to a free port.`,
    );
  }
  for (let port = wish.usual; port < wish.usual + TRIED; port++) {
    if (taken.has(port) || !(await isFree(port))) continue;
    if (port !== wish.usual) {
      progress(
        `port ${wish.usual} is in use; the ${wish.user} listens on ${port} (${wish.setting} sets another)`,
      );
    }
    return port;
  }
  throw new EmbeddedError(
    'port-in-use',
    `Ports ${wish.usual} to ${wish.usual + TRIED - 1} for the ${wish.user} are all in use. ` +
      `Set ${wish.setting} to a free port.`,
  );
}

/** True when nothing on this machine answers on the port and it can be bound. */
async function isFree(port: number): Promise<boolean> {
  // Some systems let 127.0.0.1 be bound beside a listener on all addresses, so knock first.
  return !(await answers(port)) && (await bind(port)) !== undefined;
}

async function anyFreePort(): Promise<number> {
  const port = await bind(0);
  if (port === undefined) throw new EmbeddedError('port-in-use', `No free port is left on ${HOST}.`);
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function bind(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: HOST, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}
