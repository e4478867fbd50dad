/** A pattern of one's own: what it matches becomes `[redacted: <name>]`. The expression has the flag `g`. */
export interface RedactionPattern {
  readonly name: string;
  readonly expression: RegExp;
}
