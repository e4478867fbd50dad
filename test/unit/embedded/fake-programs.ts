import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { applyPatch, parsePatch, reversePatch } from 'diff';

/** A directory of its own for one test, with a PATH on which only fake programs and the basic tools are. */
export interface Bench {
  readonly directory: string;
  readonly cacheDir: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Puts a shell script on the PATH; each run of it adds a line to `runs(name)`'s file. */
  program(name: string, script: string): string;
  runsFile(name: string): string;
  remove(): void;
}

/** Makes the bench; `remove` it after the test. */
export function makeBench(): Bench {
  const directory = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  const runsFile = (name: string): string => join(directory, `${name}.runs`);
  return {
    directory,
    cacheDir: join(directory, 'cache'),
    // The scripts need the system's cat and sleep; a real go, java, temporal or mongod must stay out of sight.
    environment: { PATH: bin },
    program(name, script) {
      const path = join(bin, name);
      writeFileSync(path, `#!/bin/sh\nPATH=/usr/bin:/bin\necho "$@" >> "${runsFile(name)}"\n${script}\n`);
      chmodSync(path, 0o755);
      return path;
    },
    runsFile,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A `go` which puts the given program where `-o` says, after running `before`, and finds modules in `modules`. */
export function fakeGo(bench: Bench, before = ''): void {
  bench.program(
    'go',
    `${before}
[ "$1" = list ] && for last in "$@"; do :; done && echo "${modulesOf(bench)}/$last" && exit
[ "$1" = mod ] && exit
while [ $# -gt 0 ]; do if [ "$1" = -o ]; then out="$2"; fi; shift; done
printf '#!/bin/sh\\necho built 1.0\\n' > "$out"
chmod +x "$out"`,
  );
}

/** Puts into the fake go's module cache what patches, applied in this order, expect to find; read-only as Go keeps it. */
export function fakeModule(bench: Bench, module: string, patches: readonly string[]): string {
  const folder = join(modulesOf(bench), module);
  const texts = new Map<string, string>();
  // From the last one back: what a patch leaves is what the one after it finds.
  for (const file of [...patches].reverse().flatMap((patch) => parsePatch(patch))) {
    const name = (file.oldFileName ?? '').replace(/^a\//, '');
    const left = (texts.get(name) ?? '').split('\n');
    for (const { newStart, lines } of file.hunks) {
      const placed = lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
      while (left.length < newStart + placed.length) left.push('');
      left.splice(newStart - 1, placed.length, ...placed);
    }
    const found = applyPatch(left.join('\n'), reversePatch(file));
    if (found === false) throw new Error(`The patches of ${name} do not follow one another.`);
    texts.set(name, found);
  }
  for (const [name, text] of texts) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: 0o444 });
  }
  return folder;
}

const modulesOf = (bench: Bench): string => join(bench.directory, 'modules');
