/**
 * How much Mattermost takes, in characters, from its REST API reference (https://api.mattermost.com) and the models of
 * its server (server/public/model: post.go, channel.go, integration_action.go). `text`, `preformatted`, `value`, `label`, `button` and
 * `attachments` are Muster's own: longer ones nobody reads.
 */
export const LIMITS = {
  message: 16_383,
  text: 8000,
  preformatted: 6000,
  heading: 300,
  label: 200,
  value: 2000,
  button: 80,
  /** All of a message's attachments together, as JSON: `props` takes 800,000. */
  attachments: 600_000,
  channelName: 64,
  header: 1024,
  bookmark: 64,
  dialogTitle: 24,
  dialogLabel: 24,
  dialogHelp: 150,
  dialogText: 150,
  dialogParagraph: 3000,
} as const;
