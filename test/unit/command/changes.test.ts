import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/command/parse.ts';
import { readStretch } from '../../../src/command/changes.ts';

const HOUR = 3_600_000;
const anywhere = (text: string) => parseCommandLine(text, {});
const here = (text: string) => parseCommandLine(text, { incident: 'INC-7' });

describe('changes', () => {
  it.each([
    ['changes 42', { kind: 'changes', incident: 'INC-42' }],
    ['changes inc-42 --since 3d', { kind: 'changes', incident: 'INC-42', sinceMs: 72 * HOUR }],
    ['changes 42 since 2 weeks', { kind: 'changes', incident: 'INC-42', sinceMs: 336 * HOUR }],
    ['deploys 42 --since=90m', { kind: 'changes', incident: 'INC-42', sinceMs: 1.5 * HOUR }],
  ])('are asked for by %j', (text, expected) => expect(anywhere(text)).toEqual(expected));

  it('are those of the incident whose channel it is', () => {
    expect(here('changes')).toEqual({ kind: 'changes', incident: 'INC-7' });
    expect(here('changes --since 2d')).toEqual({ kind: 'changes', incident: 'INC-7', sinceMs: 48 * HOUR });
  });

  it.each([
    ['changes', /Which incident/],
    ['changes 42 --since yesterday', /write 12h, 3d or 2w/],
    ['changes 42 --since 91d', /at most 90d/],
    ['changes 42 --since 0d', /write 12h/],
    ['changes 42 --sinc 3d', /Did you mean --since/],
  ])('%j is answered with what to type', (text, message) => {
    expect(anywhere(text)).toMatchObject({
      kind: 'problem',
      message: expect.stringMatching(message) as string,
    });
  });

  it('look back in minutes, hours, days or weeks', () => {
    expect(['30m', '1h', '1 hour', '2days', '12w', '13w', '1y', '', 'h'].map(readStretch)).toEqual([
      HOUR / 2,
      HOUR,
      HOUR,
      48 * HOUR,
      2016 * HOUR,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('find', () => {
  it.each([
    ['find commit retry loop', 'commit', 'retry loop'],
    ['find retry loop', 'commit', 'retry loop'],
    ['find a1b2c3d', 'commit', 'a1b2c3d'],
    ['find author ana@acme.example', 'author', 'ana@acme.example'],
    ['search by Ana', 'author', 'Ana'],
    ['find file "src/a b.ts"', 'file', 'src/a b.ts'],
    ['find branches retry', 'branch', 'retry'],
    ['find pr #42', 'pr', '#42'],
    ['find merge request 42', 'pr', '42'],
    ['find pull-requests retry', 'pr', 'retry'],
    ['find constructor', 'commit', 'constructor'],
  ])('understands %j', (line, by, text) => expect(anywhere(line)).toEqual({ kind: 'find', by, text }));

  it.each([
    ['find retry loop --before 17.2', 'retry loop'],
    ['find commit retry loop --before=17.2 ', 'retry loop'],
  ])('goes on where %j says', (line, text) =>
    expect(anywhere(line)).toEqual({ kind: 'find', by: 'commit', text, before: '17.2' }),
  );

  it.each(['find', 'find file', 'find commit the', 'find file --before 17.2'])(
    '%j is answered with what to type',
    (line) => {
      expect(anywhere(line)).toMatchObject({
        kind: 'problem',
        message: expect.stringContaining('/im find') as string,
      });
    },
  );
});

describe('link', () => {
  const URL = 'https://grafana.example/d/checkout?a=1';
  const linked = (incident: string, title?: string) => ({
    kind: 'command',
    incident,
    command: { name: 'link', url: URL, ...(title !== undefined && { title }) },
  });

  it.each([
    [`link 42 ${URL}`, linked('INC-42')],
    [`link INC-42 ${URL} The dashboard`, linked('INC-42', 'The dashboard')],
    [`link 42 <${URL}|grafana.example> "The dashboard"`, linked('INC-42', 'The dashboard')],
    [`link 42 <${URL}>`, linked('INC-42')],
  ])('with an address is one of an incident: %j', (text, expected) =>
    expect(anywhere(text)).toEqual(expected),
  );

  it('is of the incident whose channel it is', () => {
    expect(here(`link ${URL} The dashboard`)).toEqual(linked('INC-7', 'The dashboard'));
    expect(here(`link 42 ${URL}`)).toEqual(linked('INC-42'));
  });

  it('without an address is of accounts, as before', () => {
    expect(anywhere('link')).toEqual({ kind: 'account', wish: { do: 'link' } });
    expect(here('link')).toEqual({ kind: 'account', wish: { do: 'link' } });
    expect(anywhere('link mlink-7kqm-2r9x-dn4t')).toMatchObject({ kind: 'account' });
  });

  it.each([
    [`link ${URL}`, /Which incident/],
    ['link 42', /Which address/],
    ['link 42 javascript:alert(1)', /Which address/],
    [`link 42 https://x.example/${'a'.repeat(1000)}`, /too long/],
  ])('%j is answered with what to type', (text, message) => {
    expect(anywhere(text)).toMatchObject({
      kind: 'problem',
      message: expect.stringMatching(message) as string,
    });
  });
});
