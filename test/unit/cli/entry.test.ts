import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addressOf,
  findEntry,
  forgetEntry,
  keepEntry,
  loginFile,
  machineAddress,
  machineFile,
} from '../../../src/cli/entry.ts';
import { EXIT, type CliError } from '../../../src/cli/exit.ts';

let folder: string;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-entry-'));
  env = { HOME: folder };
});
afterEach(() => rm(folder, { recursive: true }));

const LOGIN = { url: 'https://muster.example.com', token: 'muster_of-login' };
const MACHINE = { url: 'http://127.0.0.1:3000', token: 'muster_of-machine' };
const login = (): Promise<void> => keepEntry(loginFile(env), LOGIN);
const runHere = (): Promise<void> => keepEntry(machineFile(folder), MACHINE);
const refused = async (more = {}): Promise<CliError> =>
  findEntry({ ...env, ...more }, folder).then(
    () => expect.fail('an entry was found'),
    (error: unknown) => error as CliError,
  );

it('the address of the Muster that runs on a data folder is known while it runs', async () => {
  expect(await machineAddress(folder)).toBeUndefined();
  await runHere();
  expect(await machineAddress(folder)).toBe(MACHINE.url);
  await forgetEntry(machineFile(folder));
  expect(await machineAddress(folder)).toBeUndefined();
});

describe('which server and token are meant', () => {
  it('are those of the environment before all', async () => {
    await Promise.all([login(), runHere()]);
    const given = { MUSTER_URL: 'http://x.example/', MUSTER_TOKEN: 'muster_given' };
    expect(await findEntry({ ...env, ...given }, folder)).toEqual({
      url: 'http://x.example',
      token: 'muster_given',
    });
  });

  it('are those of the login, then of the Muster that runs on this machine', async () => {
    await runHere();
    expect(await findEntry(env, folder)).toEqual(MACHINE);
    await login();
    expect(await findEntry(env, folder)).toEqual(LOGIN);
    expect(await findEntry({ ...env, MUSTER_URL: MACHINE.url }, folder)).toEqual(MACHINE);
    await forgetEntry(loginFile(env));
    expect(await findEntry({ ...env, MUSTER_TOKEN: 'muster_other' }, folder)).toEqual({
      ...MACHINE,
      token: 'muster_other',
    });
  });

  it('are asked for where there are none, with what to do', async () => {
    const none = await refused();
    expect(none.exit).toBe(EXIT.unauthenticated);
    expect(none.message).toMatch(/muster login .*MUSTER_URL and MUSTER_TOKEN/);
    expect((await refused({ MUSTER_TOKEN: 'muster_x' })).message).toMatch(/without MUSTER_URL/);
    await login();
    const other = await refused({ MUSTER_URL: 'https://other.example' });
    expect(other.message).toMatch(/no token for https:\/\/other\.example.*muster token create/);
    expect(other.message).not.toContain(LOGIN.token);
  });

  it('is refused when what was kept is damaged', async () => {
    await login();
    await writeFile(loginFile(env), 'muster_secret');
    const { message } = await refused();
    expect(message).toContain(loginFile(env));
    expect(message).not.toContain('muster_secret');
  });

  it('are kept for their owner alone, also in place of a file that others could read', async () => {
    await login();
    const file = loginFile(env);
    await rm(file);
    await writeFile(file, '{}', { mode: 0o644 });
    await login();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(LOGIN);
  });

  it('takes only addresses', () => {
    expect(addressOf('https://muster.example.com/x/')).toBe('https://muster.example.com/x');
    for (const wrong of ['muster.example.com', 'file:///etc', ''])
      expect(() => addressOf(wrong)).toThrow(/write https:/);
  });
});
