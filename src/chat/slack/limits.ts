/**
 * How much Slack takes, in characters or pieces, from the Block Kit reference
 * (https://docs.slack.dev/reference/block-kit). What is longer is refused as a whole, so it is shortened before.
 */
export const LIMITS = {
  blocks: 50,
  text: 3000,
  preformatted: 3000,
  field: 2000,
  fields: 10,
  header: 150,
  elements: 25,
  label: 75,
  optionValue: 150,
  optionsPerGroup: 100,
  groups: 100,
  placeholder: 150,
  modalTitle: 24,
  modalBlocks: 100,
  inputLabel: 2000,
  inputText: 3000,
  context: 3000,
  channelName: 80,
  topic: 250,
  homeBlocks: 100,
  plainText: 6000,
  bookmarkTitle: 150,
  suggestions: 100,
} as const;
