import { describe, expect, it } from 'vitest';
import { markedAddress, markOf } from '../../../src/incident/ticket-mark.ts';

const MARKER = `muster-${'0123456789abcdef'.repeat(2)}`;
const PAGE = 'https://muster.example/incidents/INC-7';

describe('the address in what Muster writes into a ticket', () => {
  it('leads to the event that is told, and to the page where there is none', () => {
    expect(markedAddress(PAGE, MARKER, 12)).toBe(`${PAGE}?ticket=${MARKER}#event-12`);
    expect(markedAddress(PAGE, MARKER)).toBe(`${PAGE}?ticket=${MARKER}`);
    expect(markedAddress(`${PAGE}?tenant=acme`, MARKER, 3)).toBe(
      `${PAGE}?tenant=acme&ticket=${MARKER}#event-3`,
    );
  });

  it.each([
    ['Markdown', `**Ana** noted: it is DNS\n\n[INC-7](${markedAddress(PAGE, MARKER, 12)})`],
    ['wiki text', `*Ana* noted: it is DNS\n\n[INC-7|${markedAddress(PAGE, MARKER, 12)}]\n`],
    ['an address alone', markedAddress(PAGE, MARKER)],
    ['the address of a tenant', markedAddress(`${PAGE}?tenant=acme`, MARKER, 3)],
  ])('is known again in %s', (_markup, text) => expect(markOf(text)).toBe('whole'));

  it('is no proof where somebody quotes it and says something to it', () => {
    const own = `> **Ana** noted: it is DNS\n> [INC-7](${markedAddress(PAGE, MARKER, 12)})`;
    expect(markOf(`${own}\n\nI do not think so.`)).toBe('within');
    expect(markOf(`${own}\n\nどうして`)).toBe('within');
    expect(markOf(`I do not think so.\n\n${own}`)).toBe('within');
  });

  it.each([
    ['nothing', ''],
    ['words of others', 'it is DNS, see ?ticket=PAY-17'],
    ['a marker that is none', `${PAGE}?ticket=muster-0123`],
    ['a marker elsewhere', `<!-- ${MARKER} -->`],
  ])('is not seen in %s', (_what, text) => expect(markOf(text)).toBeUndefined());
});
