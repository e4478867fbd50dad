import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incidentsIn, issueKeysIn, textOf } from '../../../src/git/mention.ts';
import { pullRequest } from './changes.ts';

describe('incidents in a text', () => {
  it.each([
    ['Fix the retry (INC-42)', ['INC-42']],
    ['feature/inc-42-fix', ['INC-42']],
    ['hotfix_inc_7', ['INC-7']],
    ['INC-042 and inc-42, then INC-43.', ['INC-42', 'INC-43']],
    ['INC-42: x', ['INC-42']],
    ['refs INC-42.\nMore', ['INC-42']],
    ['SINC-42 and INC-42x and INC42', []],
    ['version inc-1.2 of it', []],
    ['INC-0', []],
    ['zinc-12', []],
    ['inc 5 retries', []],
    ['INC-1234567890', []],
    ['https://muster.example/incidents/INC-42?x', ['INC-42']],
    ['élINC-42, инINC-7 and INC-42é', []],
    ['backup/weekly-inc-2026-11-22 and inc-2026-11-22T03', []],
    ['https://acme.atlassian.net/browse/INC-42 is an issue', []],
    ['inc-2026-11 of november', ['INC-2026']],
  ])('%s', (text, expected) => expect(incidentsIn(text)).toEqual(expected));

  it('is found wherever it stands between what is neither letter nor digit', () => {
    const around = fc.stringMatching(/^[ /_().,:;#[\]-]{0,3}$/);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), around, around, (n, before, after) => {
        expect(incidentsIn(`a ${before}inc-${n}${after} b`)).toEqual([`INC-${n}`]);
      }),
    );
  });

  it('is bounded', () => {
    const many = Array.from({ length: 100 }, (_, n) => `INC-${n + 1}`).join(' ');
    expect(incidentsIn(many)).toHaveLength(20);
  });
});

describe('what people say of a pull request', () => {
  const told = (description: string, comment = '') =>
    incidentsIn(textOf({ ...pullRequest('commented', { description }), comment: { text: comment } }));
  it.each([
    ['Fixes INC-42', ['INC-42']],
    ['<!-- Name the incident, such as INC-42 -->\nFixes INC-7', ['INC-7']],
    ['<!--\nName the incident:\nINC-42\n-->\nFixes INC-7', ['INC-7']],
    ['<!-- never closed\nINC-42', []],
    ['> It was INC-42\n\nNo, INC-7', ['INC-7']],
    ['```\nlog of INC-42\n```\nINC-7\n~~~~ sh\nINC-8\n~~~~\n`INC-9`', ['INC-7', 'INC-9']],
    ['```\nINC-42', []],
    ['a > b: INC-42', ['INC-42']],
  ])('is neither a comment of a template, nor quoted, nor code: %j', (text, expected) => {
    expect(told(text)).toEqual(expected);
    expect(told('', text)).toEqual(expected);
  });

  it('is read in time, whatever it is made of', () => {
    for (const part of ['<!--', '```\n', '> \n', '~~~', '<!-- -->', '`'.repeat(50)])
      expect(told(part.repeat(20_000 / part.length))).toEqual([]);
  });
});

describe('keys of issues in a text', () => {
  it.each([
    ['PAY-17 fix', ['PAY-17']],
    ['feature/PAY-17-retry', ['PAY-17']],
    ['fix-PAY-17', ['PAY-17']],
    ['[OPS2-3] and PAY-17, PAY-17', ['OPS2-3', 'PAY-17']],
    ['UTF-8 with SHA-256, ISO-8859-1, CVE-2024-3094, RFC-2119, TLS-1.3, AES-256', []],
    ['INC-42 is an incident', []],
    ['pay-17 in small letters may be anything', []],
    ['X-1 has too short a project', []],
    ['PAY-0', []],
    ['ÉPAY-17 and PAY-17é', []],
    ['GPL-3, LGPL-2, AGPL-3, BSD-3-Clause, COVID-19, ISBN-13 and EAN-13', []],
    ['dump/DB-2026-11-22', []],
    ['PAY-17b', []],
  ])('%s', (text, expected) => expect(issueKeysIn(text)).toEqual(expected));

  it('are only those of the projects where these are known, in small letters too', () => {
    const projects = new Set(['PAY', 'SHA']);
    expect(issueKeysIn('feature/pay-17 OPS-3 SHA-256', projects)).toEqual(['PAY-17', 'SHA-256']);
  });

  it('are also of projects whose keys are long, where these are known', () => {
    const projects = new Set(['PAYMENTS_AND_REFUNDS']);
    expect(issueKeysIn('payments_and_refunds-17', projects)).toEqual(['PAYMENTS_AND_REFUNDS-17']);
  });
});
