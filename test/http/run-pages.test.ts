import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
      'ops.restart': {
        description: 'Restarts a machine',
        formats: ['restart {{host}}'],
        parameters: { host: { type: 'string', required: true } },
        approval: { people: [], withinMs: 600_000 },
      },
      'ops.wipe': { formats: ['wipe {{disk}}'], access: { roles: ['admin'] }, parameters: { disk: {} } },
    }),
  };
});
afterEach(() => office.close());

const types = (text: string) => new SlackHand(office).types(text);
const page = (path: string, cookie = office.cookie('commander', 'wall')) =>
  fetch(`${office.base}${path}`, { headers: { cookie } });
const read = async (path: string, cookie?: string): Promise<string> => (await page(path, cookie)).text();

/** Presses a button of a run's page. @returns where that leads, or what it says. */
async function presses(decision: string, cookie: string, path = '/runs/RUN-1') {
  const html = await read(path, cookie);
  const [, inside] = new RegExp(`action="/runs/RUN-\\d+/${decision}"(.*?)</form>`, 's').exec(html) ?? [];
  if (inside === undefined) return `no button ${decision}`;
  const hidden = [...inside.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
  return sends(decision, fields, cookie, path);
}
async function sends(decision: string, fields: Record<string, string>, cookie: string, path = '/runs/RUN-1') {
  const response = await fetch(`${office.base}${path}/${decision}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(fields),
  });
  return response.headers.get('location') ?? `${response.status}`;
}

describe('the page of runs', () => {
  it('lists those that the reader may know of, and no others', async () => {
    expect(await read('/runs')).toMatch(/Nothing was run yet/);
    await types('run google StackStorm');
    await types('run wipe disk1');
    const html = await read('/runs');
    expect(html).toMatch(/href="\/runs\/RUN-1".*google\.search.*running.*Ana/s);
    expect(html).not.toMatch(/RUN-2|wipe/);
    expect(await read('/runs', office.cookie('admin', 'wall'))).toMatch(/RUN-2.*ops\.wipe/s);
    expect(html).toMatch(/<a href="\/runs" aria-current="page"/);
  });

  it('is not there for who may not run anything', async () => {
    const viewer = office.cookie('viewer', 'wall');
    await types('run google StackStorm');
    expect((await page('/runs', viewer)).status).toBe(403);
    expect((await page('/runs/RUN-1', viewer)).status).toBe(403);
    expect(await read('/incidents', viewer)).not.toMatch(/href="\/runs"/);
  });
});

describe('the page of a run', () => {
  it('says how it stands, with its parameters, attempts, and what it printed as it stands at last', async () => {
    await types('run google StackStorm');
    const pieces = [
      { stream: 'stdout', text: '10%\r100%\n\u001b[31m<b>red</b>\u001b[0m\n' } as const,
      { stream: 'stderr', text: 'careful\n' } as const,
    ];
    office.memory.runs.printed.set('RUN-1/1', { pieces, dropped: 12 });
    const html = await read('/runs/RUN-1');
    expect(html).toMatch(/google\.search/);
    expect(html).toMatch(/<dt>query<\/dt><dd>StackStorm/);
    expect(html).toMatch(/<dt>Attempts<\/dt><dd>1/);
    expect(html).toMatch(/>100%\n&lt;b>red&lt;\/b>\ncareful\n</);
    expect(html).toMatch(/12 characters in between are not kept/);
    const file = await page('/runs/RUN-1/output.txt?attempt=1');
    expect(file.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename=RUN-1-1.txt');
    expect(await file.text()).toBe('100%\n<b>red</b>\ncareful\n');
  });

  it('lists the steps of a chain, each with what it printed', async () => {
    await types('run google StackStorm');
    const step = {
      place: '1.2',
      task: 'look',
      action: 'core.local',
      status: 'timed_out',
      attempts: 2,
    } as const;
    office.memory.runs.step('RUN-1', step);
    const pieces = [{ stream: 'stdout', text: 'half' } as const];
    office.memory.runs.printed.set('RUN-1/1.2/1', { pieces, dropped: 0 });
    const html = await read('/runs/RUN-1');
    expect(html).toMatch(
      /1\.2.*href="\/runs\/RUN-1\?attempt=2&amp;step=1\.2">look.*core\.local.*took too long/s,
    );
    const shown = await read('/runs/RUN-1?attempt=1&step=1.2');
    expect(shown).toMatch(/Output of step 1\.2 look, attempt 1.*>half</s);
    const file = await page('/runs/RUN-1/output.txt?attempt=1&step=1.2');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename=RUN-1-1.2-1.txt');
    expect((await page('/runs/RUN-1?step=7')).status).toBe(404);
    expect((await page('/runs/RUN-1?attempt=7')).status).toBe(404);
  });

  it('shows the steps of a chain before what came of it, which is folded where it is long', async () => {
    await types('run google StackStorm');
    const step = {
      place: '1',
      task: 'look',
      action: 'core.local',
      status: 'succeeded',
      attempts: 1,
    } as const;
    office.memory.runs.step('RUN-1', step);
    const stdout = 'a line of many\n'.repeat(500);
    office.memory.runs.end('RUN-1', 'succeeded', 'default', { tasks: [{ stdout }], published: {} });
    expect(await read('/runs/RUN-1')).toMatch(
      />Steps<.*>Result<\/h2><details><summary>\d+ characters<\/summary><pre.*a line of many.*<\/details>.*>Facts</s,
    );
    await types('run google it');
    office.memory.runs.end('RUN-2', 'succeeded', 'default', { status_code: 200 });
    expect(await read('/runs/RUN-2')).toMatch(/>Result<\/h2><pre[^>]*>.{1,40}status_code/s);
  });

  it('shows the end of what is too long for a page, and has all of it as a file', async () => {
    await types('run google StackStorm');
    const text = `first${'x'.repeat(300_000)}last`;
    office.memory.runs.printed.set('RUN-1/1', { pieces: [{ stream: 'stdout', text }], dropped: 0 });
    const html = await read('/runs/RUN-1');
    expect(html).toMatch(/xlast.*Only the end is shown/s);
    expect(html).not.toMatch(/firstx/);
    expect(await read('/runs/RUN-1/output.txt?attempt=1')).toBe(text);
  });

  it('is approved there by somebody else who may, once, and says so', async () => {
    await types('run restart web1');
    const [responder, commander] = [office.cookie('responder', 'desk'), office.cookie('commander', 'wall')];
    expect(await presses('approve', responder)).toBe('no button approve');
    expect(await presses('cancel', responder)).toBe('no button cancel');
    const html = await read('/runs/RUN-1', commander);
    expect(html).toMatch(/waits for approval.*Restarts a machine/s);
    expect(await presses('approve', commander)).toBe('/runs/RUN-1?did=approve');
    expect(await read('/runs/RUN-1?did=approve', commander)).toMatch(/It is approved\./);
    expect(office.memory.runs.query('default:run:RUN-1')).toMatchObject({
      status: 'running',
      approved: { by: { id: 'token:wall' } },
    });
    expect(await presses('approve', commander)).toBe('no button approve');
    expect(await presses('cancel', commander)).toBe('/runs/RUN-1?did=cancel');
    expect(await presses('cancel', commander)).toBe('no button cancel');
  });

  it('is declined there, and says why where that is too late', async () => {
    await types('run restart web1');
    const commander = office.cookie('commander', 'wall');
    const html = await read('/runs/RUN-1', commander);
    const [, form = ''] = /name="form" value="([^"]*)"/.exec(html) ?? [];
    expect(await presses('decline', commander)).toBe('/runs/RUN-1?did=decline');
    expect(await sends('approve', { form }, commander)).toBe('409');
    expect(await sends('approve', { form: 'of another session' }, commander)).toBe('403');
  });

  it('is not there for who may not know of it', async () => {
    await types('run wipe disk1');
    for (const path of [
      '/runs/RUN-1',
      '/runs/RUN-1/output.txt',
      '/runs/RUN-9',
      '/runs/INC-1',
      '/live/runs/RUN-1',
    ])
      expect((await page(path)).status, path).toBe(404);
    const [, form = ''] = /name="form" value="([^"]*)"/.exec(await read('/runs')) ?? [];
    expect(await sends('cancel', { form }, office.cookie('commander', 'wall'))).not.toMatch(/runs/);
    expect(office.memory.runs.query('default:run:RUN-1').status).toBe('running');
  });
});
