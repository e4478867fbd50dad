/** @returns a text that says in Markdown what it says as plain text: names and titles draw no links and pictures in the Temporal UI. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~]/g, '\\$&');
}

/** What Temporal has room for in a summary, in bytes of its JSON: 400, with its quotes and what marks a cut. */
const SUMMARY_BYTES = 390;

/** @returns a text as the summary of a workflow, activity or timer, which the Temporal UI reads as Markdown: on one line and no longer than Temporal takes. */
export function summarised(text: string): string {
  let summary = '';
  let room = SUMMARY_BYTES;
  for (const char of text.replace(/\s+/g, ' ')) {
    const piece = escaped(char);
    room -= bytesInJson(piece);
    if (room < 0) return `${summary}…`;
    summary += piece;
  }
  return summary;
}

function bytesInJson(piece: string): number {
  const point = piece.codePointAt(0) ?? 0;
  if (point < 0x80) return JSON.stringify(piece).length - 2;
  if (point < 0x800) return 2;
  // Half of a pair is written as \udxxx.
  if (point >= 0xd800 && point <= 0xdfff) return 6;
  return point < 0x10000 ? 3 : 4;
}
