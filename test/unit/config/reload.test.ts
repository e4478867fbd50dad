import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import type { ConfigError } from '../../../src/config/problem.ts';
import { watchConfig, type ConfigWatch, type WatchOptions } from '../../../src/config/reload.ts';
import { platforms } from './platforms.ts';

const content = (severity: string): string =>
  `chat: { main: { platform: sandbox } }\ndefaults: { severity: ${severity} }\n`;

describe('watchConfig', () => {
  let folder: string;
  let path: string;
  let watched: ConfigWatch | undefined;
  const onChange = vi.fn<WatchOptions['onChange']>();
  const onProblem = vi.fn<WatchOptions['onProblem']>();

  function start(at = path): ConfigWatch {
    const options = { path: at, env: {}, platforms };
    watched = watchConfig({ ...options, loaded: loadConfig(options), onChange, onProblem, settleMs: 10 });
    return watched;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-config-'));
    path = join(folder, 'muster.yaml');
    writeFileSync(path, content('SEV-3'));
    onChange.mockReset();
    onProblem.mockReset();
  });

  afterEach(() => {
    watched?.close();
    rmSync(folder, { recursive: true });
  });

  it('takes up a file that is written anew', async () => {
    const watch = start();
    writeFileSync(path, content('SEV-1'));
    await expect.poll(() => onChange).toHaveBeenCalledOnce();
    expect(watch.current().defaults.severity).toBe('SEV-1');
    expect(onChange.mock.calls[0]?.[0].config).toBe(watch.current());
  });

  it('takes up a file that is replaced, as editors do, twice in a row', async () => {
    const watch = start();
    for (const severity of ['SEV-1', 'SEV-2']) {
      writeFileSync(join(folder, 'new'), content(severity));
      renameSync(join(folder, 'new'), path);
      await expect.poll(() => watch.current().defaults.severity).toBe(severity);
    }
  });

  it('takes up a file behind a link that is swapped, as Kubernetes does', async () => {
    writeFileSync(join(folder, 'one'), content('SEV-3'));
    writeFileSync(join(folder, 'two'), content('SEV-4'));
    symlinkSync(join(folder, 'one'), join(folder, '..data'));
    symlinkSync('..data', join(folder, 'linked.yaml'));
    const watch = start(join(folder, 'linked.yaml'));
    symlinkSync(join(folder, 'two'), join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    await expect.poll(() => watch.current().defaults.severity).toBe('SEV-4');
  });

  it('keeps the last good configuration when the file is wrong, says so once, and takes up the correction', async () => {
    const watch = start();
    writeFileSync(path, 'chat: {}\nfoo: 1\n');
    await expect.poll(() => onProblem).toHaveBeenCalledOnce();
    expect((onProblem.mock.calls[0]?.[0] as ConfigError).problems).toHaveLength(2);
    expect(watch.current().defaults.severity).toBe('SEV-3');
    watch.reload();
    expect(onProblem).toHaveBeenCalledOnce();
    writeFileSync(path, content('SEV-2'));
    await expect.poll(() => watch.current().defaults.severity).toBe('SEV-2');
    expect(onChange).toHaveBeenCalledOnce();
  });

  it('keeps the last good configuration when an alias stands inside what it repeats, and says where', async () => {
    const watch = start();
    const before = watch.current();
    writeFileSync(path, `${content('SEV-1')}x: &a [*a]\n`);
    await expect.poll(() => onProblem).toHaveBeenCalledOnce();
    expect(onProblem.mock.calls[0]?.[0].message).toContain(`${path}:3:8 the alias *a`);
    expect(watch.current()).toBe(before);
  });

  it('keeps the last good configuration when the new one cannot be taken up, and tries again', () => {
    const watch = start();
    const before = watch.current();
    const failure = new RangeError('no such socket');
    onChange.mockImplementationOnce(() => {
      throw failure;
    });
    writeFileSync(path, content('SEV-1'));
    watch.reload();
    expect(onProblem.mock.calls).toEqual([[failure]]);
    expect(watch.current()).toBe(before);
    watch.reload();
    expect(watch.current().defaults.severity).toBe('SEV-1');
  });

  it('says nothing when only comments have changed', () => {
    const watch = start();
    const before = watch.current();
    writeFileSync(path, `# a comment\n${content('SEV-3')}`);
    watch.reload();
    expect(onChange).not.toHaveBeenCalled();
    expect(watch.current()).toBe(before);
  });

  it('reads again on SIGHUP, and stops when closed', () => {
    const before = process.listenerCount('SIGHUP');
    const watch = start();
    writeFileSync(path, content('SEV-1'));
    process.emit('SIGHUP');
    expect(watch.current().defaults.severity).toBe('SEV-1');
    rmSync(path);
    process.emit('SIGHUP');
    expect(onProblem.mock.calls[0]?.[0].message).toContain('cannot be read (ENOENT)');
    writeFileSync(path, content('SEV-3'));
    watch.close();
    expect(process.listenerCount('SIGHUP')).toBe(before);
  });

  it('holds the built-in configuration when there is no file', () => {
    const options = { env: {}, platforms };
    watched = watchConfig({ ...options, loaded: loadConfig(options), onChange, onProblem });
    watched.reload();
    expect(watched.current().source).toBe('built-in configuration');
    expect(onChange).not.toHaveBeenCalled();
  });
});
