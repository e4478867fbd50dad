import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

/** A `go` which puts the given program where `-o` says, after running `before`. */
export function fakeGo(bench: Bench, before = ''): void {
  bench.program(
    'go',
    `${before}
while [ $# -gt 0 ]; do if [ "$1" = -o ]; then out="$2"; fi; shift; done
printf '#!/bin/sh\\necho built 1.0\\n' > "$out"
chmod +x "$out"`,
  );
}
