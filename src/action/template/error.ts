/** Why a template could not be rendered: stable, for programs. */
export type TemplateProblem =
  /** It asks for something of a value that is not there. */
  | 'undefined'
  /** It does with a value what that kind of value cannot have done. */
  | 'wrong_kind'
  /** It uses what templates here do not have. */
  | 'unsupported'
  /** A text is longer than templates may make it. */
  | 'too_long'
  /** It takes more steps than templates may. */
  | 'too_many_steps';

/** A template cannot be rendered. The message is one line for people and holds no value, as values may be secret. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly code: TemplateProblem;
  /** In the template, from 1; absent where no line is to blame. */
  readonly line?: number;

  constructor(code: TemplateProblem, message: string, line?: number) {
    super(line === undefined ? message : `line ${line}: ${message}`);
    this.code = code;
    if (line !== undefined) this.line = line;
  }

  /** @returns the same with the line on which it came up, unless it has one. */
  on(line: number): TemplateError {
    return this.line === undefined ? new TemplateError(this.code, this.message, line) : this;
  }
}
