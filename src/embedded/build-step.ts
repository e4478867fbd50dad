import { execa, ExecaError } from 'execa';
import { EmbeddedError } from './errors.ts';

/** Takes one line for the operator. */
export type Progress = (line: string) => void;

const REPORT_EVERY_MS = 5_000;
const SHOWN_LINES = 15;

/**
 * Reports a long wait: one line at the start and one every five seconds with the time elapsed.
 * @param what for example `building the Temporal server (first run only)`
 * @returns what `work` returns
 */
export async function withElapsed<T>(what: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const report = (): void => progress(`${what} … ${Math.round((performance.now() - start) / 1000)} s`);
  report();
  const timer = setInterval(report, REPORT_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** One command of a build, with the directory it runs in and what is added to the environment. */
export interface BuildCommand {
  command: string;
  arguments: string[];
  directory: string;
  environment: NodeJS.ProcessEnv;
}

/**
 * Runs one command of a build to its end.
 * @returns what it wrote to its standard output
 * @throws EmbeddedError `build-failed` with the last lines that the command wrote and `advice`
 */
export async function runBuildCommand(step: BuildCommand, advice: string): Promise<string> {
  try {
    const { stdout } = await execa(step.command, step.arguments, {
      cwd: step.directory,
      env: step.environment,
      extendEnv: false,
      stdin: 'ignore',
      all: true,
    });
    return stdout;
  } catch (error) {
    const output = error instanceof ExecaError && typeof error.all === 'string' ? error.all : String(error);
    const tail = output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
    throw new EmbeddedError(
      'build-failed',
      `${step.command} ${step.arguments.join(' ')} failed in ${step.directory}:\n${tail}\n${advice}`,
      { cause: error },
    );
  }
}
