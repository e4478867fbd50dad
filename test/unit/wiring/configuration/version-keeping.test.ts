import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../../../src/config/load.ts';
import { keepInForce, type InForce } from '../../../../src/wiring/configuration/in-force.ts';
import type { ConfigurationVersion } from '../../../../src/mongo/configuration-store.ts';
import { asLast, atStart, keepVersions } from '../../../../src/wiring/configuration/version-keeping.ts';
import { MemoryConfigurations } from '../../../http/memory-configurations.ts';
import { platforms } from '../../config/platforms.ts';

let folder: string;
let path: string;
let store: MemoryConfigurations;
let running: InForce<string>[];
const log = { info: vi.fn(), error: vi.fn(), warn: vi.fn() };

const text = (severity: string): string =>
  `chat: { main: { platform: sandbox } }\ndefaults: { severity: ${severity} }\n`;
const written = (severity: string) => ({ chat: { main: { platform: 'sandbox' } }, defaults: { severity } });
const options = (env = {}) => ({ path, env, platforms });
const version = (severity: string, more: object = {}): Omit<ConfigurationVersion, 'number'> => ({
  version: severity,
  at: 1,
  how: 'apply',
  source: 'x',
  written: JSON.stringify({ ...written(severity), ...more }),
});

/** A server or worker that takes up what the store has. */
async function managed(env = {}): Promise<InForce<string>> {
  const { loaded, managed } = await atStart(options(env), store, 'managed');
  const build = (): string => '';
  const inForce = keepInForce({ ...options(env), loaded, managed, build, log });
  running.push(inForce);
  return inForce;
}
const severity = (inForce: InForce<string>): string => inForce.config().defaults.severity;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-versions-'));
  path = join(folder, 'muster.yaml');
  writeFileSync(path, text('SEV-3'));
  store = new MemoryConfigurations();
  running = [];
  vi.clearAllMocks();
});
afterEach(() => {
  for (const one of running) one.close();
  rmSync(folder, { recursive: true });
});

describe('a Muster whose configuration is applied', () => {
  it('begins with the files, and never looks at them again', async () => {
    const one = await managed();
    expect([severity(one), store.all.length]).toEqual(['SEV-3', 1]);
    writeFileSync(path, text('SEV-1'));
    const later = await managed();
    expect([severity(later), store.all.length]).toEqual(['SEV-3', 1]);
    expect(later.standing()).toMatchObject({ managed: true, number: 1, source: 'version 1' });
  });

  it('follows what is applied, on all servers and workers, and after a restart', async () => {
    const all = [await managed(), await managed()];
    await store.add(1, version('SEV-1'));
    for (const one of all) await one.look();
    expect(all.map(severity)).toEqual(['SEV-1', 'SEV-1']);
    expect(all.map((one) => one.standing().number)).toEqual([2, 2]);
    expect(severity(await managed())).toBe('SEV-1');
  });

  it('looks by itself', async () => {
    vi.useFakeTimers();
    try {
      const one = await managed();
      await store.add(1, version('SEV-1'));
      await vi.advanceTimersByTimeAsync(2_500);
      expect(severity(one)).toBe('SEV-1');
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps the last good one where a new one cannot be taken up, says why, and takes up the next', async () => {
    const [here, there] = [await managed(), await managed({ NAME: 'set' })];
    const refused = vi.fn();
    here.followRefusals(refused);
    await store.add(1, version('SEV-1', { people: { ana: { name: '${NAME}' } } }));
    for (const one of [here, there]) await one.look();
    expect([severity(here), severity(there)]).toEqual(['SEV-3', 'SEV-1']);
    expect(here.standing().refused?.reason).toMatch(/version 2 .*NAME is not set/s);
    await here.look();
    expect(refused).toHaveBeenCalledOnce();
    await store.add(2, version('SEV-2'));
    await here.look();
    expect(severity(here)).toBe('SEV-2');
    expect(here.standing().refused).toBeUndefined();
    expect(refused).toHaveBeenLastCalledWith(undefined);
  });

  it('goes on with what it has while the store is away, and complains once', async () => {
    const one = await managed();
    const { after } = store;
    let away = true;
    running[0]!.close();
    const inForce = keepInForce({
      ...options(),
      loaded: loadConfig(options()),
      managed: { number: 1, after: (number) => (away ? Promise.reject(new Error('away')) : after(number)) },
      build: () => '',
      log,
    });
    running.push(inForce);
    await store.add(1, version('SEV-1'));
    await inForce.look();
    await inForce.look();
    expect(log.error).toHaveBeenCalledOnce();
    expect(severity(inForce)).toBe(severity(one));
    away = false;
    await inForce.look();
    expect(severity(inForce)).toBe('SEV-1');
  });
});

describe('a Muster whose files hold', () => {
  const follow = vi.fn<(follower: () => void) => () => void>();
  let standing: { version: string; source: string; since: number; managed: boolean; warnings: [] };
  const numbered = vi.fn();
  const keep = () =>
    keepVersions({
      standing: () => standing,
      written: () => JSON.stringify(written(standing.version)),
      numbered,
      follow,
      store,
      now: () => 5,
      log,
    });
  beforeEach(() => {
    standing = { version: 'SEV-3', source: 'muster.yaml', since: 0, managed: false, warnings: [] };
    follow.mockReturnValue(() => undefined);
  });

  it('keeps each configuration that comes into force as a version, the same one once', async () => {
    keep();
    keep();
    await vi.waitFor(() => expect(numbered).toHaveBeenCalledTimes(2));
    expect(store.all).toMatchObject([{ number: 1, how: 'start', at: 5, source: 'muster.yaml' }]);
    standing = { ...standing, version: 'SEV-1' };
    for (const [changed] of follow.mock.calls) changed();
    await vi.waitFor(() => expect(numbered).toHaveBeenCalledTimes(4));
    expect(store.all).toMatchObject([{ how: 'start' }, { number: 2, how: 'reload', version: 'SEV-1' }]);
    expect(numbered).toHaveBeenLastCalledWith(2);
  });

  it('tries again while the store is away', async () => {
    vi.useFakeTimers();
    try {
      const { newest } = store;
      store.newest = () => Promise.reject(new Error('away'));
      keep();
      await vi.advanceTimersByTimeAsync(1);
      expect(log.warn).toHaveBeenCalledOnce();
      store.newest = newest;
      await vi.advanceTimersByTimeAsync(10_000);
      expect(numbered).toHaveBeenCalledWith(1);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a command that names no configuration', () => {
  const nameless = { env: {}, platforms };

  it('has what was in force last by the store, and without that the built-in one', async () => {
    expect((await asLast(nameless, store)).loaded.config.source).toBe('built-in configuration');
    await store.add(0, version('SEV-1'));
    await store.add(1, version('SEV-2'));
    const { loaded, bare } = await asLast(nameless, store);
    expect([loaded.config.defaults.severity, loaded.config.source, bare]).toEqual([
      'SEV-2',
      'version 2',
      undefined,
    ]);
  });

  it('has the files that it names all the same', async () => {
    await store.add(0, version('SEV-1'));
    expect((await asLast(options(), store)).loaded.config.defaults.severity).toBe('SEV-3');
  });

  it('has the rules of one whose secrets are not here, and says which are missing', async () => {
    const chat = { main: { platform: 'sandbox' }, own: { platform: 'phone', botToken: '${SLACK_TOKEN}' } };
    await store.add(0, version('SEV-1', { chat }));
    const { loaded, bare } = await asLast(nameless, store);
    expect(loaded.config.defaults.severity).toBe('SEV-1');
    expect(bare?.message).toContain('SLACK_TOKEN');
  });
});
