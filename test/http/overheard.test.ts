import { afterEach, beforeEach, expect, it } from 'vitest';
import { webhookSignature } from '../../src/chat/teams/authenticity.ts';
import { teams } from '../../src/chat/teams/platform.ts';
import { lentTo } from '../fakes/lent.ts';
import { catalogueOf } from './catalogue.ts';
import { Office } from './office.ts';

const ANA = 'f0e1d2c3-b4a5-4697-8899-aabbccddee01';
const secret = Buffer.from('a security token of thirty-two b').toString('base64');

let office: Office;
let said = 0;
beforeEach(async () => {
  office = await Office.open();
  const settings = teams.settings.parse({ mode: 'webhooks', outgoingSecret: secret });
  const hooks = { tenant: 'default', instance: 'hooks' };
  office.adapt('hooks', teams.createInbound(settings, hooks, lentTo()));
  const ana = office.config.people.get('ana')!;
  const people = new Map([['ana', { ...ana, chat: { ...ana.chat, hooks: ANA } }]]);
  office.config = { ...office.config, people };
});
afterEach(() => office.close());

/** Ana mentions the outgoing webhook. @returns what everybody in the channel reads below it. */
async function asks(text: string): Promise<string> {
  const body = new TextEncoder().encode(
    JSON.stringify({
      type: 'message',
      id: `said-${++said}`,
      channelId: 'msteams',
      serviceUrl: 'https://smba.example/',
      from: { id: '29:1abc', name: 'Ana', aadObjectId: ANA },
      conversation: { id: '19:x@thread.tacv2;messageid=17' },
      text: `<at>Muster</at> ${text}`,
    }),
  );
  const response = await fetch(`${office.base}/chat/hooks/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: webhookSignature(secret, body) },
    body,
  });
  expect(response.status).toBe(200);
  return response.text();
}

it('what everybody reads tells nothing of private incidents, to whomever of their insiders', async () => {
  await office.command('declare Salaries leaked --private');
  await office.command('declare Checkout is down');
  for (const question of ['list', 'list --all', "what's going on?", 'list --mine']) {
    const answer = await asks(question);
    expect(answer).not.toContain('Salaries');
    expect(answer).not.toContain('INC-1');
  }
  expect(await asks('list')).toContain('Checkout is down');
  for (const text of ['status 1', "who's on 1?", 'summarise INC-1', 'ack 1', 'note 1 who knows of it?'])
    expect(await asks(text)).toContain('no incident INC-1');
  const [secret] = [...office.temporal.running.values()];
  expect(secret?.incident.status).toBe('open');
  expect(await asks('ack 2')).toContain('acknowledged');
});

it('the store being away changes nothing of that', async () => {
  await office.command('declare Salaries leaked --private');
  office.memory.down.add('everything');
  expect(await asks('ack 1')).toMatch(/No incident INC-1/i);
});

it('no code is told to everybody, and none is taken where nothing can be pressed', async () => {
  for (const text of ['link', 'link mlink-aaaa-bbbb-cccc']) {
    const answer = await asks(text);
    expect(answer).toContain('everybody');
    expect(answer).not.toMatch(/mlink/);
  }
  expect(office.temporal.links.requests.size).toBe(0);
});

it('what is missing is named with the line to type, as nothing can be pressed there', async () => {
  const parameters = { host: { type: 'string', required: true } } as const;
  const catalogue = catalogueOf({ 'ops.restart': { formats: ['restart'], parameters } });
  office.config = { ...office.config, catalogue };
  const answer = await asks('run restart');
  expect(answer).toContain('/im run restart host=…');
  expect(answer).not.toContain('Open the form');
  expect(office.memory.questions.size).toBe(0);
});
