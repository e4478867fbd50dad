import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plainMessage } from '../../src/chat/plain-message.ts';
import { readMail } from '../fakes/email/reader.ts';
import { FakeSmtpServer } from '../fakes/email/smtp-server.ts';
import { FakeGithub } from '../fakes/github/fake.ts';
import { FakeReceiver } from '../fakes/webhook/receiver.ts';
import { RunsUnderTest } from '../harness/runs-under-test.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

// The alias with which StackStorm introduced its ChatOps, and who hears of its end by `notify` as it introduced that:
// https://stackstorm.com/2015/04/07/chatops-with-stackstorm
const ALIAS = `
name: google_query
pack: google
action_ref: google.get_search_results
formats:
  - "google {{query}} and return {{count}} results"
`;
const SIGNING_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const temporal = timeSkipping();
let search: { answer: { readonly status: number; readonly body: object }; readonly asked: string[] };
let searching: Server;
let mail: FakeSmtpServer;
let hook: FakeReceiver;
let github: FakeGithub;
let runs: RunsUnderTest;

beforeEach(async () => {
  [mail, hook, github] = [new FakeSmtpServer(), new FakeReceiver(SIGNING_SECRET), new FakeGithub()];
  github.repository('acme/search');
  search = { answer: { status: 200, body: { total: 7, first: 'https://stackstorm.com/' } }, asked: [] };
  searching = createServer((request, response) => {
    search.asked.push(request.url ?? '');
    response.writeHead(search.answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(search.answer.body));
  });
  await new Promise<void>((resolve) => searching.listen(0, '127.0.0.1', resolve));
  const [port, url] = await Promise.all([mail.start(), hook.start(), github.server.start()]);
  const muster = `
chat:
  main: { platform: sandbox }
  mail: { platform: email, host: 127.0.0.1, port: ${port}, encryption: none, from: muster@muster.example }
  hook: { platform: webhook, url: '${url}', signingSecret: '\${SIGNING_SECRET}', privateAddresses: true }
trackers:
  hub: { tracker: github, url: '${github.server.base}', token: '\${HUB_TOKEN}' }
routes:
  slack: { channel: 'main/#ops' }
  email: { channel: 'email:night@muster.example' }
  bugtracker: { tracker: hub/acme/search }
  webhook: { channel: 'webhook:hook' }
aliases: [google_query.yaml]
actions:
  google.get_search_results:
    runner: http
    url: 'http://127.0.0.1:${(searching.address() as AddressInfo).port}/search'
    privately: true
    query: { q: '{{ query }}', num: '{{ count }}' }
    retry: { attempts: 1 }
    parameters:
      query: { type: string, required: true }
      count: { type: integer, default: 10 }
    notify:
      on_complete:
        message: "Search for {{ action_parameters.query }} is over"
        data: {}
        channels: [email, webhook]
      on_failure:
        message: "Oh no, @channel: {{ action_parameters.query }} could not be looked for"
        data: { status: '{{ action_results.status_code }}', answer: '{{ action_results.body.error }}' }
        channels: [slack, email, bugtracker]
      on_success:
        message: "{{ action_context.user }} has found {{ action_results.body.total }} pages"
        data: { first: '{{ action_results.body.first }}', asked: '{{ action_parameters.count }}' }
        channels: [slack, email]
`;
  runs = await RunsUnderTest.start(temporal, {
    files: { 'google_query.yaml': ALIAS, 'muster.yaml': muster },
    env: { SIGNING_SECRET, HUB_TOKEN: github.token },
  });
});
afterEach(async () => {
  await runs.stop();
  await Promise.all([mail.stop(), hook.stop(), github.server.stop()]);
  searching.closeAllConnections();
  await new Promise((resolve) => searching.close(resolve));
});

const LINE = 'google StackStorm and return 5 results';
const answers = 'https://muster.example.com/chat/mail/answer';
const mails = () => Promise.all(mail.mails.map(({ raw }) => readMail(raw, answers)));
const subjects = async (): Promise<string[]> => (await mails()).map(({ fallback }) => fallback).sort();
const inOps = () => runs.sentTo('#ops');
const issues = () => github.repositories.get('acme/search')!.issues;
const heard = (): unknown[] => [...hook.messages.values()];

test('a sentence runs a search, and who is to hear of its success does, in the words that are for them', async () => {
  const run = await runs.say(LINE);
  expect(run).toMatchObject({ status: 'succeeded', parameters: { query: 'StackStorm', count: 5 } });
  expect(search.asked).toEqual(['/search?q=StackStorm&num=5']);
  expect(inOps()).toHaveLength(1);
  const text = plainMessage(inOps()[0]!.message);
  for (const words of ['Ana has found 7 pages', 'first: https://stackstorm.com/', 'asked: 5', run.id])
    expect(text).toContain(words);
  expect(await subjects()).toEqual(['Ana has found 7 pages', 'Search for StackStorm is over']);
  expect(mail.mails.map(({ to }) => to)).toEqual([['night@muster.example'], ['night@muster.example']]);
  expect(heard()).toMatchObject([
    {
      data: {
        summary: 'Search for StackStorm is over',
        facts: {
          run: run.id,
          action: 'google.get_search_results',
          status: 'succeeded',
          orderedBy: 'Ana',
          data: {},
        },
      },
    },
  ]);
  expect(issues()).toEqual([]);
});

test('who is to hear of a failure does: chat, mail and bug tracker, without secrets and without calling anybody', async () => {
  search.answer = { status: 503, body: { error: 'password=hunter2-hunter2' } };
  const run = await runs.say('google <!channel> @everyone and return 5 results');
  expect(run.status).toBe('failed');
  expect(inOps()).toHaveLength(1);
  const told = inOps()[0]!.message;
  expect(plainMessage(told)).toContain('Oh no, @channel: <!channel> @everyone could not be looked for');
  expect(
    told.sections
      .flatMap(({ text = [] }) => text)
      .filter((span) => typeof span === 'object' && 'user' in span),
  ).toEqual([]);
  expect((await subjects()).map((subject) => subject.slice(0, 10))).toEqual(['Oh no, @ch', 'Search for']);
  expect(issues()).toHaveLength(1);
  const [issue] = issues();
  expect(issue!.title).toMatch(/^Oh no, @\u200bchannel: /);
  expect(issue!.body).toContain('503');
  expect(issue!.body).toContain(run.id);
  const everything = JSON.stringify([runs.chat.sent, await mails(), issues(), heard()]);
  expect(everything).toContain('[redacted');
  expect(everything).not.toContain('hunter2');
});

test('who hears of a run that deals with what is private hears how it ended, and nothing else of it', async () => {
  search.answer = { status: 503, body: { error: 'Salaries leaked' } };
  const run = await runs.say(LINE, { confidential: ['INC-1'] });
  expect(run).toMatchObject({ status: 'failed', parameters: { query: 'StackStorm' } });
  const everything = [runs.chat.sent, runs.chat.edits, await mails(), issues(), heard()].map((all) =>
    JSON.stringify(all),
  );
  for (const told of everything) expect(told).not.toMatch(/StackStorm|Salaries|503|INC-1/);
  expect(plainMessage(inOps()[0]!.message)).toMatch(
    /google\.get_search_results: failed.*It deals with what is private/s,
  );
  expect(issues()).toMatchObject([{ title: expect.stringContaining(`${run.id} google`) as string }]);
  expect(heard()).toMatchObject([{ data: { facts: { run: run.id, status: 'failed', orderedBy: 'Ana' } } }]);
});

test('each is told once, also when nobody heard that it was: by the id by which receivers know it, or looked for before', async () => {
  search.answer = { status: 500, body: {} };
  mail.failNext('breaks after the message');
  hook.answerNext('reset');
  // The first is the card.
  runs.chat.trouble('send', undefined, 'reset after');
  github.server.fails('reset after');
  await runs.say(LINE);
  expect(issues()).toHaveLength(1);
  expect(inOps()).toHaveLength(1);
  expect([hook.deliveries, hook.messages.size]).toEqual([2, 1]);
  const ids = (await mails()).map(({ id }) => id);
  // Both break: one has come to the server, the other may have.
  expect(ids.length).toBeGreaterThan(2);
  expect(new Set(ids).size).toBe(2);
  const entries = [...runs.ledger.entries.values()].filter(({ key }) => key.includes(':told:'));
  expect(entries.map(({ key, status }) => `${status} ${key.replace(/^.*:told:/, '')}`).sort()).toEqual([
    'sent on_complete:email',
    'sent on_complete:webhook',
    'sent on_failure:bugtracker',
    'sent on_failure:email',
    'sent on_failure:slack',
  ]);
});
