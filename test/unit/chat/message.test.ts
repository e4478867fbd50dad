import { describe, expect, it } from 'vitest';
import { said } from '../../../src/chat/message.ts';

describe('what is said in one line', () => {
  it('shows what stands between backticks as code, and has none in its summary', () => {
    expect(said('There is no `stauts`. Did you mean `/im status`?')).toEqual({
      summary: 'There is no stauts. Did you mean /im status?',
      sections: [
        { text: ['There is no ', { code: 'stauts' }, '. Did you mean ', { code: '/im status' }, '?'] },
      ],
    });
  });

  it.each(['plain', 'one ` alone', '``', 'a\n`b\nc`'])('leaves %j as it stands', (text) => {
    expect(said(text)).toEqual({ summary: text, sections: [{ text: [text] }] });
  });
});
