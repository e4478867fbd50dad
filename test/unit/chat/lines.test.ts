import { describe, expect, it } from 'vitest';
import { tidy } from '../../../src/chat/lines.ts';
import { typed } from '../../../src/chat/discord/decode.ts';

describe('what somebody typed', () => {
  it.each([
    ['  ack   42 \t', 'ack 42'],
    ['ack\u00a042', 'ack 42'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['note: one \n\n   two\n', 'note: one\ntwo'],
    ['\n \n', ''],
  ])('is %j without needless white space', (given, wanted) => {
    expect(tidy(given)).toBe(wanted);
  });

  it('in Discord keeps its lines around the mention of the bot', () => {
    expect(typed('<@1>\nnote: one\n\n> <@!2> said so', '1')).toBe('note: one\n> <@2> said so');
  });
});
