import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActionItem } from '../../../src/action-item/item.ts';
import type { IncidentEvent } from '../../../src/incident/event.ts';
import { evolve, newIncident } from '../../../src/incident/evolve.ts';
import type { IncidentView } from '../../../src/incident/view.ts';
import { UNWRITTEN, type PostmortemDocument } from '../../../src/postmortem/document.ts';
import { factsOf } from '../../../src/postmortem/facts.ts';
import { htmlFile, htmlOf } from '../../../src/postmortem/html.ts';
import { postmortemMarkdown } from '../../../src/postmortem/markdown.ts';
import { escaped, link } from '../../../src/postmortem/markdown-text.ts';
import { DEFAULT_TEMPLATE } from '../../../src/postmortem/template.ts';
import { lengthOf, wallClock } from '../../../src/postmortem/wall-clock.ts';

const ANA = { id: 'ana', name: 'Ana' };
const AT = Date.parse('2026-03-29T00:30:00Z');
const MINUTE = 60_000;

function told(
  title: string,
  ...bodies: { readonly type: string; readonly at: number; readonly [more: string]: unknown }[]
): { view: IncidentView; events: IncidentEvent[] } {
  const declaration = { title, severity: 'SEV-2' as const, private: false, by: ANA };
  let incident = newIncident('default', 'INC-42', declaration, AT);
  const all = [{ type: 'declared', title, severity: 'SEV-2', at: AT }, ...bodies];
  const events = all.map((body, n) => ({ by: ANA, ...body, sequence: n + 1 }) as IncidentEvent);
  for (const event of events) incident = evolve(incident, event);
  return { view: { incident, deadlines: [], problems: [] }, events };
}

function document(
  { view, events }: ReturnType<typeof told>,
  written: PostmortemDocument = UNWRITTEN,
  actions: readonly ActionItem[] = [],
  zone = 'Europe/Madrid',
): string {
  const page = 'https://muster.example/incidents/INC-42';
  return postmortemMarkdown({
    view,
    events,
    document: written,
    actions,
    template: DEFAULT_TEMPLATE,
    page,
    zone,
    now: AT + 60 * MINUTE,
  });
}

const lived = told(
  'Checkout is down',
  { type: 'acknowledged', at: AT + 2 * MINUTE },
  { type: 'severity_changed', from: 'SEV-2', to: 'SEV-1', at: AT + 5 * MINUTE },
  { type: 'update_posted', text: 'a fix is on its way', at: AT + 10 * MINUTE },
  { type: 'mitigated', note: 'rolled back', at: AT + 40 * MINUTE },
  { type: 'resolved', at: AT + 90 * MINUTE },
);

describe('a post-mortem', () => {
  it('tells the times in UTC and where the reader lives, across a change of the clocks', () => {
    const text = document(lived);
    expect(text).toContain(
      '| 2026\\-03\\-29 00\\:30\\:00 | 2026\\-03\\-29 01\\:30\\:00 | **Ana** declared SEV\\-2',
    );
    // The clocks of Madrid went forward at 01:00 UTC.
    expect(text).toContain('| 2026\\-03\\-29 01\\:10\\:00 | 2026\\-03\\-29 03\\:10\\:00 | **Ana** mitigated');
    expect(document(lived, UNWRITTEN, [], 'UTC')).toContain('| UTC | What happened |');
  });

  it('tells how long things took', () => {
    const text = document(lived);
    expect(text).toContain('| To detect | not known |');
    expect(text).toContain('| To acknowledge | 2 min |');
    expect(text).toContain('| To mitigate | 40 min |');
    expect(text).toContain('| To resolve | 1 h 30 min |');
    const known = { ...UNWRITTEN, impact: { from: AT - 12 * MINUTE } };
    expect(document(lived, known)).toContain('| To detect | 12 min |');
    expect(factsOf(lived.view.incident, lived.events, known).impact).toEqual({
      from: AT - 12 * MINUTE,
      until: AT + 40 * MINUTE,
      stated: true,
    });
  });

  it('has what people wrote, and says what they are to write', () => {
    const written = {
      ...UNWRITTEN,
      revision: 1,
      sections: { 'what-happened': '## Big\nA **bold** deploy.\n```\n# code\n```' },
    };
    const text = document(lived, written);
    expect(text).toContain('## What happened\n\n### Big\nA **bold** deploy.\n```\n# code\n```');
    expect(text).toContain('## What we learned\n\n*What surprised us');
  });

  it('lists action items with owner, date and state', () => {
    const item: ActionItem = {
      incident: 'INC-42',
      number: 3,
      text: 'Add an alert | now',
      owner: ANA,
      due: AT,
      created: { by: ANA, at: AT },
      version: 1,
      issue: { tracker: 'github', key: '#7', url: 'https://github.example/7' },
    };
    expect(document(lived, UNWRITTEN, [item])).toContain(
      '| INC\\-42\\-3 | Add an alert \\| now ([\\#7](<https://github.example/7>)) | Ana | 2026\\-03\\-29 00\\:30\\:00 | overdue |',
    );
  });

  it('shows text from outside as it stands, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'<>[]()!*_`|#&\\ \n-+=~:@"\'/ab1.'.split('')), maxLength: 40 }),
        (text) => {
          const html = htmlOf(`| a |\n| --- |\n| ${escaped(text)} |`);
          const cells = [...html.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell]) => cell!);
          const shown = cells
            .join('')
            .replace(/&lt;/g, '<')
            .replace(/&gt;/g, '>')
            .replace(/&quot;/g, '"')
            .replace(/&amp;/g, '&');
          expect(cells).toHaveLength(1);
          expect(shown.replace(/\s+/g, ' ').trim()).toBe(text.replace(/\s+/g, ' ').trim());
        },
      ),
    );
  });

  it('as HTML has no script, no picture and no address but of the web', () => {
    const written = {
      ...UNWRITTEN,
      sections: {
        'what-happened':
          '<script>alert(1)</script> <img src=x onerror=alert(1)> ![x](https://evil.example/a.png) [a](javascript:alert(1)) [b](https://ok.example) [c](data:text/html,x)',
      },
    };
    const html = htmlFile('</title><script>', document(told('<img src=x onerror=alert(1)>'), written));
    const body = html.slice(html.indexOf('<body>'));
    expect(body).not.toMatch(/<(?:script|img|iframe)/i);
    expect([...body.matchAll(/href="([^"]*)"/g)].map(([, to]) => to)).toEqual([
      'https://muster.example/incidents/INC-42',
      'https://evil.example/a.png',
      'https://ok.example',
    ]);
    expect(html).toContain('<title>&lt;/title&gt;&lt;script&gt;</title>');
  });

  it('makes no link of an address that is none', () => {
    expect(link('a', 'javascript:alert(1)')).toBe('a');
    expect(link('a', 'https://x.example/(b)')).toBe('[a](<https://x.example/(b)>)');
  });
});

it('says lengths in two units', () => {
  const lengths = [0, 999, 61_000, 3_600_000, 90_061_000].map(lengthOf);
  expect(lengths).toEqual(['0 s', '1 s', '1 min 1 s', '1 h', '1 d 1 h']);
  expect(wallClock('Asia/Kathmandu')(0)).toBe('1970-01-01 05:30:00');
});
