import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CliError, EXIT } from './exit.ts';

/** Where a server is and the token that opens it. */
export interface Entry {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** File in the data folder by which a running `muster start` lets in who may read that folder. */
const OF_THIS_MACHINE = 'entry.json';

/** @returns the file of {@link OF_THIS_MACHINE}. */
export function machineFile(dataDir: string): string {
  return join(dataDir, OF_THIS_MACHINE);
}

/** @returns the address of the `muster start` that runs on this data folder; undefined when none does. */
export async function machineAddress(dataDir: string): Promise<string | undefined> {
  return (await readEntry(machineFile(dataDir)))?.url;
}

/** @returns the file in which `muster login` keeps what it was told. */
export function loginFile(env: Env): string {
  const base = set(env.XDG_CONFIG_HOME) ?? join(set(env.HOME) ?? homedir(), '.config');
  return join(base, 'muster', 'login.json');
}

/**
 * Which server is meant, and by which token: MUSTER_URL and MUSTER_TOKEN, else what `muster login` was told, else the
 * `muster start` that runs on this machine.
 * @param dataDir data folder of that one.
 * @throws CliError that says how to get a token.
 */
export async function findEntry(env: Env, dataDir: string): Promise<Entry> {
  const [url, token] = [set(env.MUSTER_URL), set(env.MUSTER_TOKEN)];
  const login = await readEntry(loginFile(env));
  const machine = await readEntry(machineFile(dataDir));
  const at = url === undefined ? (login ?? machine)?.url : addressOf(url);
  if (at === undefined) {
    if (token !== undefined)
      throw new CliError(
        'MUSTER_TOKEN is set without MUSTER_URL: set the address of Muster as well.',
        EXIT.unauthenticated,
      );
    throw new CliError(
      `Which Muster? None runs on this machine (${dataDir}). Run "muster login https://muster.example.com", or set MUSTER_URL and MUSTER_TOKEN.`,
      EXIT.unauthenticated,
    );
  }
  const known = token ?? [login, machine].find((one) => one?.url === at)?.token;
  if (known !== undefined) return { url: at, token: known };
  throw new CliError(
    `There is no token for ${at}. ${HOW_TO_GET} Then run "muster login ${at}", or set MUSTER_TOKEN.`,
    EXIT.unauthenticated,
  );
}

export const HOW_TO_GET =
  'Who runs Muster makes one with "muster token create <name> --role responder" (viewer, responder, commander or admin).';

/** @returns an address as it is kept. @throws CliError */
export function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw new CliError(`${JSON.stringify(text)} is no address: write https://muster.example.com.`);
}

/** @returns undefined when there is no such file. @throws CliError when it is no entry. */
async function readEntry(file: string): Promise<Entry | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  const read: unknown = tryJson(text);
  if (typeof read === 'object' && read && 'url' in read && 'token' in read)
    return { url: String(read.url), token: String(read.token) };
  throw new CliError(`${file} cannot be read: remove it, and run "muster login" again.`);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keeps an entry so that its owner alone can read it. */
export async function keepEntry(file: string, { url, token }: Entry): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // A file that is there keeps its mode: the new one is made beside it.
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify({ url, token }, null, 2)}\n`, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, file);
}

/** May be repeated. */
export async function forgetEntry(file: string): Promise<void> {
  await rm(file, { force: true });
}

function set(value: string | undefined): string | undefined {
  return value?.trim() ? value.trim() : undefined;
}
