import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runBuildCommand } from './build-step.ts';
import { EmbeddedError } from './errors.ts';
import { patchModule, type ModulePatch } from './patched-module.ts';
import { findOnPath } from './path-lookup.ts';

/** How one part is built from its pinned sources in `tools/`. */
export interface Recipe {
  /** First word of the cache entry's name. */
  part: string;
  /** What the operator knows it as. */
  title: string;
  version: string;
  /** Folder with the pinned sources. */
  folder: string;
  /** Files of that folder which decide what comes out. */
  pins: string[];
  /** Programs that the build needs, with the words that ask for them. */
  toolchain: { command: string; ask: string }[];
  /** What else the operator can do instead of building. */
  alternatives: string[];
  /** The file to run, inside the directory that `build` fills. */
  executable: string;
  /** Arguments with which the executable tells its version, when it can. */
  versionArguments: string[] | undefined;
  build(directory: string, environment: NodeJS.ProcessEnv): Promise<void>;
}

const GO = { command: 'go', ask: 'Go 1.25 or newer (https://go.dev/dl/)' };
const REACHABLE = 'Check that the package registry can be reached (GOPROXY, HTTPS_PROXY), then start again.';

/** The Temporal development server with its Web UI, from the sources of the Temporal CLI. */
export const temporalRecipe: Recipe = goRecipe({
  part: 'temporal',
  title: 'Temporal server',
  version: '1.5.1',
  package: 'github.com/temporalio/cli/cmd/temporal',
  pins: ['go.mod', 'go.sum'],
  versionArguments: ['--version'],
  alternatives: [
    'put the `temporal` program on PATH (https://docs.temporal.io/cli#install)',
    'set TEMPORAL_ADDRESS to a running Temporal server',
  ],
});

const STORE_PATCHES = [
  'patches/id-index.patch',
  'patches/ids-at-once.patch',
  'patches/updates-in-turn.patch',
];

/** The MongoDB wire protocol on SQLite files. */
export const documentStoreRecipe: Recipe = goRecipe({
  part: 'document-store',
  title: 'document store',
  version: '1.24.0',
  package: '.',
  pins: ['go.mod', 'go.sum', 'main.go', 'logging.go', ...STORE_PATCHES],
  patch: { module: 'github.com/FerretDB/FerretDB', patches: STORE_PATCHES },
  versionArguments: ['-version'],
  alternatives: [
    'put `mongod` on PATH (https://www.mongodb.com/docs/manual/installation/)',
    'set MONGODB_URI to a running MongoDB',
  ],
});

const TEST_SERVER_SCRIPT = 'test-server.sh';

/** Temporal's time-skipping test server, which only the tests use. */
export const testServerRecipe: Recipe = {
  part: 'test-server',
  title: 'time-skipping test server',
  version: '1.31.0',
  folder: toolFolder('test-server'),
  pins: ['pom.xml', TEST_SERVER_SCRIPT],
  toolchain: [
    { command: 'java', ask: 'a JDK, version 17 or newer (https://adoptium.net/)' },
    { command: 'mvn', ask: 'Maven 3.8 or newer (https://maven.apache.org/download.cgi)' },
  ],
  alternatives: [],
  executable: 'test-server',
  versionArguments: undefined,
  async build(directory, environment) {
    const jars = join(directory, 'jars');
    await mkdir(jars);
    await runBuildCommand(
      {
        command: 'mvn',
        arguments: [
          '--batch-mode',
          '--no-transfer-progress',
          'dependency:copy-dependencies',
          '-DincludeScope=runtime',
          `-DoutputDirectory=${jars}`,
        ],
        directory: this.folder,
        environment,
      },
      'Check that Maven Central or its mirror can be reached (settings.xml, proxy), then start again.',
    );
    const script = join(directory, this.executable);
    await copyFile(join(this.folder, TEST_SERVER_SCRIPT), script);
    await chmod(script, 0o755);
  },
};

/** A recipe's cache entry: part, version with a digest of the pins, platform. */
export function cacheKey(recipe: Recipe): string {
  const digest = createHash('sha256');
  for (const pin of recipe.pins) digest.update(readFileSync(join(recipe.folder, pin)));
  const pinned = `${recipe.version}-${digest.digest('hex').slice(0, 8)}`;
  return `${recipe.part}-${pinned}-${process.platform}-${process.arch}`;
}

/**
 * Makes sure that the programs of a recipe are there.
 * @throws EmbeddedError `toolchain-missing` with what is missing and the alternatives
 */
export function requireToolchain(recipe: Recipe, environment: NodeJS.ProcessEnv): void {
  const missing = recipe.toolchain.filter(({ command }) => findOnPath(command, environment) === undefined);
  if (missing.length === 0) return;
  const names = missing.map(({ command }) => `\`${command}\``).join(' and ');
  const choices = [`install ${missing.map(({ ask }) => ask).join(' and ')}`, ...recipe.alternatives];
  throw new EmbeddedError(
    'toolchain-missing',
    `The ${recipe.title} has to be built once, but ${names} ${missing.length > 1 ? 'are' : 'is'} not on PATH. ` +
      (choices.length === 1
        ? `Please ${choices[0] ?? ''}.`
        : `Do one of these:\n${choices.map((c) => `  - ${c}`).join('\n')}`),
  );
}

interface GoRecipe extends Pick<
  Recipe,
  'part' | 'title' | 'version' | 'pins' | 'versionArguments' | 'alternatives'
> {
  package: string;
  /** A change to one of the modules that it is built from. */
  patch?: ModulePatch;
}

function goRecipe(go: GoRecipe): Recipe {
  const executable = process.platform === 'win32' ? `${go.part}.exe` : go.part;
  const folder = toolFolder(go.part);
  return {
    ...go,
    folder,
    executable,
    toolchain: [GO],
    async build(directory, environment) {
      // A go.work above the checkout would replace the pinned versions.
      const own = { ...environment, GOWORK: 'off' };
      const advice = [REACHABLE, 'Or:', ...go.alternatives.map((choice) => `  - ${choice}`)].join('\n');
      const sources = await mkdtemp(join(tmpdir(), `muster-${go.part}-`));
      try {
        const modfile = go.patch && (await patchModule(go.patch, folder, sources, own, advice));
        const output = ['-o', join(directory, executable), go.package];
        const pinned = modfile === undefined ? [] : [`-modfile=${modfile}`];
        await runBuildCommand(
          {
            command: 'go',
            arguments: ['build', ...pinned, '-ldflags', '-s -w', ...output],
            directory: folder,
            environment: own,
          },
          advice,
        );
      } finally {
        await rm(sources, { recursive: true, force: true });
      }
    },
  };
}

/** `tools/<part>`, found upwards from this file, which runs both from `src` and from `dist/src`. */
function toolFolder(part: string): string {
  for (let at = import.meta.dirname; at !== dirname(at); at = dirname(at)) {
    const folder = join(at, 'tools', part);
    if (existsSync(folder)) return folder;
  }
  throw new EmbeddedError(
    'build-failed',
    `The folder tools/${part} is missing from this installation of Muster.`,
  );
}
