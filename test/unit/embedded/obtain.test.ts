import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  obtainDocumentStore,
  obtainTemporal,
  obtainTestServer,
  type ObtainOptions,
} from '../../../src/embedded/obtain.ts';
import {
  cacheKey,
  documentStoreRecipe,
  temporalRecipe,
  testServerRecipe,
} from '../../../src/embedded/recipe.ts';
import { fakeGo, fakeModule, makeBench, type Bench } from './fake-programs.ts';

const FERRETDB = 'github.com/FerretDB/FerretDB';
const PATCHES = documentStoreRecipe.pins.filter((pin) => pin.endsWith('.patch'));

let bench: Bench;
let told: string[];
let options: ObtainOptions;

beforeEach(() => {
  bench = makeBench();
  told = [];
  options = {
    cacheDir: bench.cacheDir,
    environment: bench.environment,
    officialArchives: false,
    progress: (line) => told.push(line),
  };
});

afterEach(() => bench.remove());

const builds = (): number =>
  existsSync(bench.runsFile('go')) ? readFileSync(bench.runsFile('go'), 'utf8').trim().split('\n').length : 0;

test('a temporal on PATH comes before everything else', async () => {
  fakeGo(bench);
  const path = bench.program('temporal', 'echo temporal version 1.5.1');
  expect(await obtainTemporal(options)).toEqual({ path, origin: `PATH (${path})` });
  expect(builds()).toBe(0);
});

test('a temporal on PATH that does not run is told of and passed over', async () => {
  fakeGo(bench);
  bench.program('temporal', 'exit 3');
  const { path } = await obtainTemporal(options);
  expect(path).toContain(bench.cacheDir);
  expect(told.join('\n')).toContain('`temporal --version` fails');
});

test('what was built once is taken from the cache the next time', async () => {
  fakeGo(bench);
  const first = await obtainTemporal(options);
  expect(first.origin).toContain('built from tools/temporal, version 1.5.1');
  expect(told[0]).toMatch(/building the Temporal server \(first run only\) … 0 s/);
  const second = await obtainTemporal(options);
  expect(second.path).toBe(first.path);
  expect(second.origin).toContain('cache (');
  expect(execFileSync(second.path, { encoding: 'utf8' })).toBe('built 1.0\n');
  expect(builds()).toBe(1);
});

test('a damaged cache is told of and built again', async () => {
  fakeGo(bench);
  const { path } = await obtainTemporal(options);
  writeFileSync(path, '#!/bin/sh\necho broken');
  await obtainTemporal(options);
  expect(told.join('\n')).toContain('is damaged (temporal does not match its checksum); replacing it');
  expect(execFileSync(path, { encoding: 'utf8' })).toBe('built 1.0\n');
  expect(builds()).toBe(2);
});

test.each([
  [
    'without its checksums',
    (entry: string) => writeFileSync(join(entry, 'temporal'), ''),
    'manifest.json is missing',
  ],
  [
    'with unreadable checksums',
    (entry: string) => writeFileSync(join(entry, 'manifest.json'), '{'),
    'manifest.json is unreadable',
  ],
  [
    'with checksums of the wrong shape',
    (entry: string) => writeFileSync(join(entry, 'manifest.json'), '{}'),
    'manifest.json is unreadable',
  ],
])('a cache entry %s is replaced', async (_what, damage, reason) => {
  fakeGo(bench);
  const entry = join(bench.cacheDir, cacheKey(temporalRecipe));
  mkdirSync(entry, { recursive: true });
  damage(entry);
  const { path } = await obtainTemporal(options);
  expect(told.join('\n')).toContain(reason);
  expect(execFileSync(path, { encoding: 'utf8' })).toBe('built 1.0\n');
});

test('two starts at once build once; the other waits and says for whom', async () => {
  fakeGo(bench, 'sleep 1');
  const [one, other] = await Promise.all([obtainTemporal(options), obtainTemporal(options)]);
  expect(one.path).toBe(other.path);
  expect(builds()).toBe(1);
  expect(told.join('\n')).toContain(`another start (process ${process.pid} on `);
});

test('a build cut short leaves nothing that counts, and the next start takes over at once', async () => {
  fakeGo(bench);
  const entry = join(bench.cacheDir, cacheKey(temporalRecipe));
  const gone = spawn('true');
  await once(gone, 'exit');
  mkdirSync(`${entry}.draft-${gone.pid}-x`, { recursive: true });
  writeFileSync(join(`${entry}.draft-${gone.pid}-x`, 'temporal'), 'half');
  const { hostname } = await import('node:os');
  writeFileSync(`${entry}.lock`, JSON.stringify({ pid: gone.pid, host: hostname(), identity: 'boot/1' }));
  await obtainTemporal(options);
  expect(told.join('\n')).not.toContain('another start');
  expect(readdirSync(bench.cacheDir)).toEqual([cacheKey(temporalRecipe)]);
});

test('a failed build shows the last lines and the alternatives, and leaves nothing behind', async () => {
  bench.program('go', 'echo "dial tcp: no route to host" >&2; exit 1');
  const failure = obtainTemporal(options);
  await expect(failure).rejects.toMatchObject({ code: 'build-failed' });
  await expect(failure).rejects.toThrow(/no route to host[\s\S]*TEMPORAL_ADDRESS/);
  expect(readdirSync(bench.cacheDir)).toEqual([]);
});

test('a build whose result does not run is not kept', async () => {
  bench.program(
    'go',
    'while [ $# -gt 0 ]; do if [ "$1" = -o ]; then out="$2"; fi; shift; done; echo junk > "$out"',
  );
  await expect(obtainTemporal(options)).rejects.toThrow('The Temporal server was built but does not run');
  expect(readdirSync(bench.cacheDir)).toEqual([]);
});

test('without Go the error names it and the ways around it', async () => {
  const failure = obtainTemporal(options);
  await expect(failure).rejects.toMatchObject({ code: 'toolchain-missing' });
  await expect(failure).rejects.toThrow(
    /`go` is not on PATH[\s\S]*install Go 1\.25 or newer[\s\S]*put the `temporal` program on PATH[\s\S]*set TEMPORAL_ADDRESS/,
  );
  await expect(obtainDocumentStore(options)).rejects.toThrow(
    /install Go[\s\S]*put `mongod` on PATH[\s\S]*set MONGODB_URI/,
  );
});

test('without a JDK and Maven the error names both', async () => {
  await expect(obtainTestServer(options)).rejects.toThrow(
    /`java` and `mvn` are not on PATH.*a JDK.*and Maven/,
  );
});

test('the test server is fetched by Maven and started with its jars', async () => {
  bench.program(
    'mvn',
    `for a in "$@"; do case "$a" in -DoutputDirectory=*) echo jar > "\${a#*=}/server.jar";; esac; done`,
  );
  bench.program('java', 'echo "$@"');
  const { path } = await obtainTestServer(options);
  const printed = execFileSync(path, ['7777'], {
    encoding: 'utf8',
    env: { PATH: `${bench.environment['PATH'] ?? ''}:/usr/bin:/bin` },
  });
  expect(printed).toContain(` -cp ${dirname(path)}/jars/* io.temporal.testserver.TestServer 7777\n`);
  expect(path).toContain(cacheKey(testServerRecipe));
});

test('mongod on PATH serves as the store, unless the data was written by the other kind', async () => {
  fakeGo(bench);
  const patches = PATCHES.map((patch) => readFileSync(join(documentStoreRecipe.folder, patch), 'utf8'));
  fakeModule(bench, FERRETDB, patches);
  const mongod = bench.program('mongod', 'echo db version v8.0.0');
  expect(await obtainDocumentStore(options)).toMatchObject({ kind: 'mongod', path: mongod });
  expect(await obtainDocumentStore(options, 'mongod')).toMatchObject({ kind: 'mongod' });
  expect(await obtainDocumentStore(options, 'document-store')).toMatchObject({ kind: 'document-store' });
});

test('data written by a mongod that is gone is an error, not an empty store', async () => {
  fakeGo(bench);
  const failure = obtainDocumentStore(options, 'mongod');
  await expect(failure).rejects.toMatchObject({ code: 'data-directory-mismatch' });
  await expect(failure).rejects.toThrow(/Put mongod back on PATH.*MONGODB_URI.*MUSTER_DATA_DIR/);
});

test('the official archive is taken where it can be reached', async () => {
  const asked: string[] = [];
  const content = join(bench.directory, 'temporal');
  writeFileSync(content, '#!/bin/sh\necho official 1.5.1\n', { mode: 0o755 });
  const archive = execFileSync('tar', ['-cz', '-C', bench.directory, 'temporal']);
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(archive);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { path, origin } = await obtainTemporal({
    ...options,
    officialArchives: `http://127.0.0.1:${port}/cli`,
  });
  server.close();
  expect(asked[0]).toMatch(/^\/cli\/v1\.5\.1\?platform=(linux|darwin|windows)&arch=(amd64|arm64)$/);
  expect(origin).toContain('official download of Temporal CLI 1.5.1');
  expect(execFileSync(path, { encoding: 'utf8' })).toBe('official 1.5.1\n');
  expect(readdirSync(dirname(path)).sort()).toEqual(['manifest.json', 'temporal']);
});

test('an official archive that cannot be had is told of, and it is built', async () => {
  fakeGo(bench);
  const server = createServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await obtainTemporal({ ...options, officialArchives: `http://127.0.0.1:${port}` });
  server.close();
  expect(told[0]).toMatch(
    /the official Temporal download is not available here \(.* answered 404\); building it/,
  );
  expect(builds()).toBe(1);
});
