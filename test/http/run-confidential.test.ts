import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogueOf } from './catalogue.ts';
import { Office } from './office.ts';
import { SlackHand } from './slack-hand.ts';

const sends = (settings: object) => ({ kind: 'incident', settings });
const text = { type: 'string' } as const;

let office: Office;
beforeEach(async () => {
  office = await Office.open();
  office.config = {
    ...office.config,
    catalogue: catalogueOf({
      'google.search': { formats: ['google {{query}}'], parameters: { query: text } },
      'desk.note': {
        formats: ['jot {{incident}} {{text}}'],
        parameters: { incident: text, text },
        runner: sends({ command: 'note', incident: '{{ incident }}', text: '{{ text }}' }),
      },
      'desk.follow': {
        formats: ['follow {{number}}'],
        parameters: { number: { type: 'integer' } },
        runner: { kind: 'chain', settings: { chain: [{ name: 'note', ref: 'desk.note' }] } },
      },
      'desk.whisper': {
        formats: ['whisper {{title}}'],
        parameters: { title: text },
        runner: sends({ command: 'declare', title: '{{ title }}', private: true }),
      },
      'desk.propose': {
        formats: ['propose {{title}}'],
        parameters: { title: text },
        runner: sends({ command: 'declare', title: '{{ title }}', private: true }),
        approval: { people: [], withinMs: 600_000 },
      },
    }),
  };
  await office.command('declare Salaries leaked --private', { user: BEN });
});
afterEach(() => office.close());

const BEN = 'U0BEN';
const types = (line: string, user = BEN): Promise<string> => new SlackHand(office, user).types(line);
const orders = () => office.memory.runs.orders();
const asked = (path: string, role: 'responder' | 'commander' | 'admin' = 'commander', body?: object) =>
  fetch(`${office.base}/api/v1/runs${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${office.token(role)}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
const page = (path: string) =>
  fetch(`${office.base}${path}`, { headers: { cookie: office.cookie('commander', 'wall') } });

describe('a run that deals with a private incident', () => {
  it.each([
    ['names it as a parameter', 'run jot 1 by hand'],
    ['names it within a text', 'run google "why inc-1"'],
    ['hands its number to a command of a chain', 'run follow 1'],
  ])('because it %s is there for those alone who may know of it', async (_what, line) => {
    expect(await types(line)).toMatch(/RUN-1.*It deals with what is private/s);
    expect(orders()).toMatchObject([{ confidential: ['INC-1'] }]);
    const listed: unknown = await (await asked('')).json();
    expect(listed).toEqual({ runs: [] });
    for (const path of ['/RUN-1', '/RUN-1/output']) expect((await asked(path)).status).toBe(404);
    expect((await page('/runs/RUN-1')).status).toBe(404);
    expect(await (await page('/runs')).text()).not.toContain('RUN-1');
    expect((await asked('/RUN-1/cancel', 'commander', {})).status).toBe(404);
    expect(await types('runs')).toMatch(/RUN-1/);
    expect(await types('runs RUN-1')).toMatch(/RUN-1/);
    expect((await asked('/RUN-1', 'admin')).status).toBe(200);
  });

  it('is in the audit without what it was run with', async () => {
    await types('run jot 1 by hand');
    const noted = office.memory.auditEntries.filter(({ action }) => action === 'run');
    expect(noted).toMatchObject([{ about: 'RUN-1 desk.note', incident: 'INC-1', outcome: 'done' }]);
  });

  it('tells nobody that it exists who only guesses', async () => {
    const answer = await asked('', 'responder', { text: 'jot 1 by hand' });
    expect(await answer.json()).toMatchObject({ id: 'RUN-1', parameters: { incident: '1' } });
    await asked('', 'responder', { text: 'jot 9 by hand' });
    for (const { confidential } of orders()) expect(confidential).toBeUndefined();
    expect((await asked('/RUN-1')).status).toBe(200);
  });

  it('is refused where it would be about more incidents than are looked up', async () => {
    const many = Array.from({ length: 101 }, (_, n) => `INC-${n + 1}`).join(' ');
    const answer = await asked('', 'responder', { action: 'google.search', parameters: { query: many } });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('is asked about 101 incidents');
    expect(orders()).toEqual([]);
  });
});

describe('a run that is to declare a private incident', () => {
  it('is known to who ordered it and to who may see all', async () => {
    await types('run whisper fraud');
    expect(orders()).toMatchObject([{ confidential: [] }]);
    expect((await asked('/RUN-1')).status).toBe(404);
    expect(await (await page('/runs')).text()).not.toContain('RUN-1');
    expect(await types('runs RUN-1')).toMatch(/fraud/);
    expect((await asked('/RUN-1', 'admin')).status).toBe(200);
  });

  it('is known to who has to agree', async () => {
    await types('run propose fraud');
    expect((await asked('/RUN-1', 'responder')).status).toBe(404);
    expect(await (await asked('/RUN-1')).text()).toContain('fraud');
  });
});

it('a run that names an incident which all may know is everybody’s', async () => {
  await office.command('declare Checkout is down', { user: BEN });
  await types('run jot 2 by hand');
  expect(orders()[0]).not.toHaveProperty('confidential');
  expect((await asked('/RUN-1')).status).toBe(200);
});
