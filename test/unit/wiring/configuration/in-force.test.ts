import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Config } from '../../../../src/config/config.ts';
import { loadConfig } from '../../../../src/config/load.ts';
import { keepInForce, type InForce } from '../../../../src/wiring/configuration/in-force.ts';
import { platforms } from '../../config/platforms.ts';

let folder: string;
let path: string;
let inForce: InForce<string> | undefined;
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const build = vi.fn<(config: Config, before?: string) => string>(
  (config) => `parts of ${config.defaults.severity}`,
);

/** What such a file always lacks. */
const WARNED = expect.arrayContaining([expect.objectContaining({ path: 'defaults.escalation' })]) as unknown;
const write = (severity: string, more = ''): void =>
  writeFileSync(path, `chat: { main: { platform: sandbox } }\ndefaults: { severity: ${severity} }\n${more}`);

function start(): InForce<string> {
  const options = { path, env: {}, platforms };
  inForce = keepInForce({ ...options, loaded: loadConfig(options), build, log, settleMs: 10 });
  return inForce;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-in-force-'));
  path = join(folder, 'muster.yaml');
  write('SEV-3');
  vi.resetAllMocks();
});
afterEach(() => {
  inForce?.close();
  rmSync(folder, { recursive: true });
});

it('takes up a new configuration together with its parts', async () => {
  const { config, built } = start();
  write('SEV-1');
  await expect.poll(() => log.info).toHaveBeenCalledOnce();
  expect([config().defaults.severity, built()]).toEqual(['SEV-1', 'parts of SEV-1']);
});

it('warns of what is left out of a new configuration, and says it for as long as it is in force', async () => {
  const { standing } = start();
  write('SEV-1', 'aliases: [hello.yaml]\n');
  await expect.poll(() => log.info).toHaveBeenCalledOnce();
  const warning = 'there is no alias file "hello.yaml": correct it, or take it out.';
  expect(log.warn).toHaveBeenCalledWith(`${path}:3:11 aliases[0]: ${warning}`);
  expect(standing().warnings).toContainEqual({ path: 'aliases[0]', line: 3, column: 11, message: warning });
});

it('leaves the configuration and its parts whole when the new parts cannot be built, and says why', async () => {
  const { config, built } = start();
  const before = config();
  const err = new Error('chat.main: no such socket');
  build.mockImplementation(() => {
    throw err;
  });
  write('SEV-1');
  await expect.poll(() => log.error).toHaveBeenCalledOnce();
  expect(log.error).toHaveBeenCalledWith(
    { err },
    'the configuration stays as it was: chat.main: no such socket',
  );
  expect(config()).toBe(before);
  expect(built()).toBe('parts of SEV-3');
  expect(log.info).not.toHaveBeenCalled();
});

it('says the place of a mistake in the file, without a trace', async () => {
  const { built } = start();
  write('SEV-1', 'x: &a [*a]\n');
  await expect.poll(() => log.error).toHaveBeenCalledOnce();
  expect(log.error).toHaveBeenCalledWith({}, expect.stringContaining(`${path}:3:8 the alias *a`));
  expect(built()).toBe('parts of SEV-3');
});

it('hands the parts in force to whoever builds the next, and tells who follows of both', async () => {
  const inForce = start();
  const follower = vi.fn();
  const unfollow = inForce.follow(follower);
  write('SEV-1');
  await expect.poll(() => follower).toHaveBeenCalledOnce();
  expect(build.mock.lastCall?.slice(1)).toEqual(['parts of SEV-3']);
  expect(follower).toHaveBeenCalledWith('parts of SEV-1', 'parts of SEV-3');
  unfollow();
  write('SEV-2');
  await expect.poll(() => inForce.built()).toBe('parts of SEV-2');
  expect(follower).toHaveBeenCalledOnce();
});

it('says that a part does not follow, and goes on', async () => {
  const inForce = start();
  const err = new Error('no socket');
  inForce.follow(() => Promise.reject(err));
  write('SEV-1');
  await expect.poll(() => log.error).toHaveBeenCalledOnce();
  expect(log.error).toHaveBeenCalledWith({ err }, expect.stringContaining('restart this process'));
  expect(inForce.built()).toBe('parts of SEV-1');
});

it('says which configuration is in force, and of a newer one why it was refused until that is mended', async () => {
  const inForce = start();
  const { version } = inForce.config();
  expect(inForce.standing()).toEqual({
    version,
    managed: false,
    warnings: WARNED,
    source: path,
    since: expect.any(Number) as number,
  });
  const told = vi.fn();
  inForce.followRefusals(told);
  write('SEV-9');
  await expect.poll(() => told).toHaveBeenCalledOnce();
  const { refused } = inForce.standing();
  expect(refused?.problems).toMatchObject([{ path: 'defaults.severity', line: 2 }]);
  expect(told).toHaveBeenCalledWith(refused);
  expect(inForce.standing().version).toBe(version);
  // What is right is what was in force before: there is nothing new, and nothing wrong any more.
  write('SEV-3');
  await expect.poll(() => told).toHaveBeenCalledTimes(2);
  expect(told).toHaveBeenLastCalledWith(undefined);
  expect(inForce.standing()).toEqual({
    version,
    managed: false,
    warnings: WARNED,
    source: path,
    since: expect.any(Number) as number,
  });
});
