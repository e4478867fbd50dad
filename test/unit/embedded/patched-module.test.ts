import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { patchModule } from '../../../src/embedded/patched-module.ts';
import { fakeGo, fakeModule, makeBench, type Bench } from './fake-programs.ts';

const MODULE = 'example.org/store';
const PATCH = `Why it is changed.

--- a/inner/index.go
+++ b/inner/index.go
@@ -1,3 +1,3 @@
 package inner

-const index = "one"
+const index = "two"
`;

let bench: Bench;
let folder: string;
let directory: string;

beforeEach(() => {
  bench = makeBench();
  fakeGo(bench);
  folder = join(bench.directory, 'main');
  directory = join(bench.directory, 'sources');
  for (const made of [folder, directory]) mkdirSync(made);
  for (const [name, text] of [
    ['go.mod', 'module main'],
    ['go.sum', 'sums'],
    ['index.patch', PATCH],
  ] as const) {
    writeFileSync(join(folder, name), text);
  }
});

afterEach(() => bench.remove());

const patched = (): Promise<string> =>
  patchModule({ module: MODULE, patches: ['index.patch'] }, folder, directory, bench.environment, 'Do this.');

test('a changed copy of the module is built, and the pinned one stays as it is', async () => {
  const original = fakeModule(bench, MODULE, [PATCH]);
  const modfile = await patched();
  expect(readFileSync(join(directory, 'module/inner/index.go'), 'utf8')).toContain('"two"');
  expect(readFileSync(join(original, 'inner/index.go'), 'utf8')).toContain('"one"');
  expect(modfile).toBe(join(directory, 'go.mod'));
  expect(readFileSync(join(directory, 'go.sum'), 'utf8')).toBe('sums');
  expect(readFileSync(bench.runsFile('go'), 'utf8')).toContain(
    `mod edit -replace=${MODULE}=${join(directory, 'module')} ${modfile}`,
  );
});

test('a patch made for another version is an error that names both', async () => {
  fakeModule(bench, MODULE, [PATCH.replace('"one"', '"three"')]);
  const failure = patched();
  await expect(failure).rejects.toMatchObject({ code: 'build-failed' });
  await expect(failure).rejects.toThrow(/index\.patch does not fit .*index\.go/);
});

test('a module that cannot be had is an error with what to do', async () => {
  fakeGo(bench, 'echo no network >&2; exit 1');
  await expect(patched()).rejects.toThrow(/go mod download[\s\S]*no network[\s\S]*Do this\./);
});
