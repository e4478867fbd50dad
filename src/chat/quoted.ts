import type { MessageRef } from './message.ts';

/** A message of people, as they wrote it. */
export interface Quoted {
  readonly ref: MessageRef;
  /** The message that began the thread it belongs to. */
  readonly thread?: MessageRef;
  /** Without the platform's markup. */
  readonly text: string;
  /** Platform user id, and the name where the platform gives it. */
  readonly author?: { readonly id: string; readonly name?: string };
  /** Address of the message for people. */
  readonly link?: string;
  /** Files that hang on it, by reference: nothing is copied. */
  readonly files?: readonly { readonly name: string; readonly link: string }[];
}
