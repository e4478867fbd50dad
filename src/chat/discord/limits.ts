import { bounded } from '../../text/bounded.ts';

/**
 * How much Discord takes, in characters or pieces, from its references of messages, components and application commands
 * (https://docs.discord.com/developers/resources/message#embed-object-embed-limits). What is longer is refused as a
 * whole, so it is shortened before.
 */
export const LIMITS = {
  content: 2000,
  description: 4096,
  /** Muster's own: what is longer nobody reads, and other parts have room beside it. */
  preformatted: 3000,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  embeds: 10,
  /** Of all embeds of a message together. */
  embedText: 6000,
  rows: 5,
  buttonsPerRow: 5,
  buttonLabel: 80,
  customId: 100,
  options: 25,
  option: 100,
  placeholder: 150,
  textPlaceholder: 100,
  modalTitle: 45,
  modalInputs: 5,
  label: 45,
  inputText: 4000,
  choices: 25,
  commandDescription: 100,
  nonce: 25,
  channelName: 100,
  threadName: 100,
  topic: 1024,
} as const;

/** @returns a label cut to `max` characters. Discord takes white space off and refuses what is then empty. */
export function labelOf(text: string, max: number): string {
  return bounded(text.trim(), max) || '…';
}
