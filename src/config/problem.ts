/** Something wrong with the configuration. */
export interface Problem {
  /** Where: `escalation.standard.steps[0].notify[1]`, or the name of an environment variable. */
  readonly path: string;
  /** The file it stands in, where the configuration is made of several. */
  readonly file?: string;
  /** Position in the file, from 1; absent when the problem is not in the file. */
  readonly line?: number;
  readonly column?: number;
  /** Of a warning: what stands there does not count, and the rest of the configuration does. */
  readonly leftOut?: true;
  /** What is wrong and what to do. Never contains a value that may be secret. */
  readonly message: string;
}

/** The configuration cannot be used; every reason is in `problems`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** File name, or `the environment`. */
  readonly source: string;
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    super([`${source} has ${count}:`, ...problems.map((p) => `  ${formatProblem(p, source)}`)].join('\n'));
    this.source = source;
    this.problems = problems;
  }
}

/** @returns `muster.yaml:12:5 chat.main-slack.botToken: …`, which editors and terminals make a link of. */
export function formatProblem(problem: Problem, source: string): string {
  const place =
    problem.line === undefined ? '' : `${problem.file ?? source}:${problem.line}:${problem.column ?? 1} `;
  return `${place}${problem.path ? `${problem.path}: ` : ''}${problem.message}`;
}

export type Path = readonly (string | number)[];

/** @returns a path as people read it: `people.ana.chat["main slack"]`, `steps[0]`. */
export function formatPath(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[\w-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index ? `.${part}` : part;
    })
    .join('');
}
