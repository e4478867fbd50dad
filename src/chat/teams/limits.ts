/**
 * How much Teams takes, in characters or pieces
 * (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages).
 * What is longer is refused as a whole, so it is shortened before.
 */
export const LIMITS = {
  /** A message in bytes of UTF-16, in which Teams counts. */
  bytes: 28 * 1024,
  /** Kept free of them for what stands around the card. */
  envelope: 1024,
  heading: 300,
  text: 4000,
  /** Lines as a program printed them, as JSON in the same bytes: they leave room for what stands around them. */
  preformatted: 10 * 1024,
  field: 1000,
  summary: 500,
  label: 75,
  /** Actions in one row: more of them Teams does not show. */
  actionsPerRow: 6,
  options: 100,
  inputText: 4000,
  dialogTitle: 60,
  /** Text of the message by which a press is answered. */
  answer: 1000,
  channelName: 50,
  topic: 1024,
} as const;

/** @returns what a value takes of {@link LIMITS.bytes} as JSON. */
export function sizeOf(value: unknown): number {
  return 2 * JSON.stringify(value).length;
}
