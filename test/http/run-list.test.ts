import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runId } from '../../src/action/run-id.ts';
import { orderOf } from '../unit/chat/action-fixture.ts';
import { catalogueOf } from './catalogue.ts';
import { Office } from './office.ts';
import { SlackHand } from './slack-hand.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
  office.config = {
    ...office.config,
    catalogue: catalogueOf({
      'google.search': { formats: ['google {{query}}'], parameters: { query: { type: 'string' } } },
      'ops.wipe': { formats: ['wipe {{disk}}'], access: { roles: ['admin'] }, parameters: { disk: {} } },
    }),
  };
});
afterEach(() => office.close());

function ran(number: number, action: string): void {
  const id = runId(number);
  office.memory.runs.start(`default:run:${id}`, orderOf({ id, action, parameters: {} }), {});
}
async function listed(query = ''): Promise<{ runs: { id: string }[]; next?: number }> {
  const headers = { authorization: `Bearer ${office.token('responder')}` };
  return (await (await fetch(`${office.base}/api/v1/runs${query}`, { headers })).json()) as never;
}
const page = async (path: string): Promise<string> =>
  (await fetch(`${office.base}${path}`, { headers: { cookie: office.cookie('responder', 'wall') } })).text();

describe('runs of which somebody may see few', () => {
  beforeEach(() => {
    ran(1, 'google.search');
    for (let n = 2; n <= 1_200; n++) ran(n, 'ops.wipe');
  });

  it('are all come to, page after page', async () => {
    const ids: string[] = [];
    let pages = 0;
    for (let query = ''; pages < 10; pages++) {
      const { runs, next } = await listed(query);
      ids.push(...runs.map(({ id }) => id));
      if (next === undefined) break;
      query = `?before=${next}`;
    }
    expect([ids, pages]).toEqual([['RUN-1'], 2]);
  });

  it('have a page that leads to the earlier ones, and does not say that nothing was run', async () => {
    const html = await page('/runs');
    expect(html).not.toContain('Nothing was run yet');
    expect(html).toMatch(/<a href="\/runs\?before=701">Earlier/);
    expect(await page('/runs?before=201')).toMatch(/RUN-1\b/);
    expect(await new SlackHand(office, 'U0BEN').types('runs')).toContain('None of the last runs');
  });
});

describe('the search of runs', () => {
  beforeEach(() => {
    for (let n = 1; n <= 120; n++) ran(n, 'google.search');
    office.memory.runs.end('RUN-3', 'timed_out');
  });

  it('finds words in any order and case, in the API and on the page', async () => {
    expect(await listed('?text=LONG%20search')).toMatchObject({ runs: [{ id: 'RUN-3' }] });
    expect((await listed('?text=wipe')).runs).toEqual([]);
    const html = await page('/runs?text=timed_out+ana');
    expect(html).toMatch(/name="text" value="timed_out ana"/);
    expect(html).toContain('RUN-3');
    expect(html).not.toContain('RUN-30');
    expect(await page('/runs?text=nowhere')).toContain('Nothing was found');
  });

  it('goes on with the earlier ones of what was found', async () => {
    const html = await page('/runs?text=google+running');
    expect(html).toContain('RUN-120');
    const [, next = ''] = /<a href="([^"]*)">Earlier/.exec(html) ?? [];
    expect(next.replaceAll('&amp;', '&')).toBe('/runs?text=google+running&before=71');
    const further = await page(next.replaceAll('&amp;', '&'));
    expect(further).toContain('RUN-70');
    expect(further).not.toMatch(/RUN-(?:3|71)\b/);
  });
});

it('the page of a run leads to its workflow in the Temporal UI', async () => {
  ran(7, 'google.search');
  expect(await page('/runs/RUN-7')).toContain(
    '<a href="https://temporal.example/namespaces/default/workflows/default%3Arun%3ARUN-7">Workflow in Temporal</a>',
  );
});
