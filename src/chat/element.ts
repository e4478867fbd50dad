/** What is suggested while somebody types. */
export const SUGGESTED_FIELDS = ['incident', 'service', 'team'] as const;
export type SuggestedField = (typeof SUGGESTED_FIELDS)[number];

/** What a pressed button or chosen option asks for: a command's name, then what it is about. */
export interface ElementAction {
  /** `ack`, `resolve`, `escalate`, … or `open:<modal>` to open a modal. */
  readonly command: string;
  readonly incident?: string;
}

export interface Button {
  readonly kind: 'button';
  readonly label: string;
  readonly style?: 'primary' | 'danger';
  readonly action: ElementAction;
}

export interface Option {
  readonly label: string;
  readonly value: string;
}

export interface Select {
  readonly kind: 'select';
  readonly placeholder: string;
  readonly options: readonly Option[];
  /** Where the platform can, options are suggested while somebody types; elsewhere it has `options`. */
  readonly suggest?: SuggestedField;
  readonly action: ElementAction;
}

export type Element = Button | Select;

/** One field of a modal. */
export interface Input {
  readonly id: string;
  readonly label: string;
  /** Of a `channel` comes back the platform's id; where the platform has no menu of them, what was typed. */
  readonly type: 'text' | 'paragraph' | 'select' | 'user' | 'channel' | 'checkbox';
  readonly optional?: boolean;
  readonly placeholder?: string;
  readonly initial?: string;
  readonly options?: readonly Option[];
  /** Of a select: where the platform can, options are suggested while somebody types; elsewhere it has `options`. */
  readonly suggest?: SuggestedField;
  /** Most characters that a text may have. */
  readonly limit?: number;
  /** May be left out where the platform's forms have no room for all inputs. */
  readonly expendable?: true;
}

export interface Modal {
  /** Which form this is: `declare`, `resolve`. */
  readonly id: string;
  readonly title: string;
  readonly submit: string;
  readonly inputs: readonly Input[];
  /** Comes back unchanged with the submission. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Parts the label of a checkbox that stands alone, for platforms that show a title above it and words beside it:
 * `Private: seen by admins only` is `Private` and `Seen by admins only`.
 */
export function checkboxWords(label: string): { readonly title: string; readonly beside: string } {
  const [, title, rest] = /^([^:]+): (.+)$/s.exec(label) ?? [];
  if (title === undefined || rest === undefined) return { title: label, beside: label };
  return { title, beside: rest.charAt(0).toUpperCase() + rest.slice(1) };
}

/** @returns an action in one short string, as platforms carry it in a button's value. */
export function encodeAction(action: ElementAction): string {
  return action.incident ? `${action.command} ${action.incident}` : action.command;
}

/** The inverse of {@link encodeAction}. */
export function decodeAction(value: string): ElementAction {
  const [command = '', incident] = value.split(' ');
  return { command, ...(incident && { incident }) };
}
