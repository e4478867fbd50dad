import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Call } from '../fakes/slack/web-api.ts';
import { eventually } from '../harness/eventually.ts';
import { freePorts } from '../harness/free-ports.ts';
import { MusterProcess } from '../harness/muster-process.ts';
import { startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';
import { measureStrain, STEPS_OF_A_PAGE } from '../harness/strain.ts';

/** How many incidents come at once: what they have to say takes Slack's limits most of a minute. */
const FLOOD = 24;
/** How late an escalation may be, beyond what the limit allows and the machine takes, in milliseconds. */
const LATE_MS = 5_000;
/** Slack takes one message a second and channel, and some at once after a pause. */
const EVERY_MS = 1_000;
/** Lanes let five through at once and Slack takes eight: what comes later than that after its turn may be refused. */
const SPARE_MS = 3_000;

let team: SlackSystem;
let other: MusterProcess | undefined;

beforeAll(async () => {
  team = await startSlackSystem({ wait: '20s', second: 'channel:main-slack/#critical' });
  const [port] = (await freePorts(1)) as [number];
  other = new MusterProcess(['worker'], { ...team.system.env, PORT: String(port) });
  await other.says(/the worker is ready/);
});
afterAll(async () => {
  await other?.interrupt();
  await team.stop();
});

/** @returns the idempotency key that a message carries. */
function keyOf({ args }: Call): string {
  const { event_payload: payload } = (args['metadata'] ?? {}) as { event_payload?: { key?: string } };
  return payload?.key ?? '';
}

const posts = (part: string): readonly Call[] =>
  team.slack.calls.filter((call) => call.method === 'chat.postMessage' && keyOf(call).includes(part));

it('with more to say than Slack takes, two workers are refused nothing, lose nothing and escalate in time', async () => {
  const { slack, system } = team;
  const api = await system.api();
  slack.rates.on = true;
  const happenedAt = (id: string, type: string, time: number): Promise<number> =>
    eventually(`${type} is on the timeline of ${id}`, async () => {
      const events = (await api.timeline(id)).filter((event) => event.type === type);
      const event = events[time - 1];
      return event && Date.parse(event.at);
    });

  const began = Date.now();
  const escalating = await api.declare('Nobody acknowledges this', { severity: 'SEV-1' });
  const strain = await measureStrain(system, escalating);
  const allowed = (since: number, page: Call): number =>
    LATE_MS + STEPS_OF_A_PAGE * strain.longest(since, page.at);
  const flood = await Promise.all(
    Array.from({ length: FLOOD }, (_, index) => api.declare(`Flood ${index}`, { severity: 'SEV-1' })),
  );
  await Promise.all(flood.map((id) => api.command(id, 'ack')));
  for (const note of ['first', 'second', 'third'])
    await Promise.all(flood.map((id) => api.command(id, 'note', { text: `${note} note on ${id}` })));

  // The second step pages the channel that all the others are being told in.
  const page = await eventually(
    '#critical is paged',
    () => posts(`${escalating}:`).find(isChannelPage),
    60_000,
  );
  const escalated = await happenedAt(escalating, 'escalated', 2);
  expect(page.at - escalated).toBeLessThanOrEqual(allowed(escalated, page));

  // What was called off holds nobody up: the next page goes out as soon as the limit allows.
  await Promise.all([api.command(escalating, 'ack')]);
  const late = await api.declare('One more', { severity: 'SEV-3' });
  const declared = await happenedAt(late, 'declared', 1);
  const next = await eventually('Ana is paged', () => posts(`${late}:`).find(isPage), 60_000);
  expect(next.at - declared).toBeLessThanOrEqual(EVERY_MS + allowed(declared, next));
  await api.command(late, 'ack');

  // Nothing is lost: each thread has every line, once, and each card shows the newest state.
  const missing = (): string[] =>
    flood.flatMap((id) => {
      const told =
        (what: string) =>
        ({ text }: { text: string }) =>
          new RegExp(`${what}\\b`).test(text);
      const [card, ...lines] = slack.seen('critical').filter(told(id));
      const notes = ['first', 'second', 'third'].filter(
        (note) => lines.filter(told(`${note} note on ${id}`)).length !== 1,
      );
      return [...notes, ...(card?.text.includes('acknowledged') ? [] : ['card'])].map(
        (what) => `${id}: ${what}`,
      );
    });
  await eventually('everything is told', () => missing().length === 0, 240_000).catch((error: unknown) => {
    throw new Error(`still missing: ${missing().join(', ')}`, { cause: error });
  });
  const paged = slack.calls.indexOf(page);
  expect(slack.calls.slice(paged).filter(toChannel).length, 'messages after the page').toBeGreaterThan(
    FLOOD / 2,
  );
  const slowest = strain.longest(began, Date.now());
  await strain.stop();
  if (slowest <= SPARE_MS) expect(slack.rates.refused).toEqual([]);
  else expect(slack.rates.refused.length).toBeLessThanOrEqual(posts('').length / 4);
}, 400_000);

const isPage = (call: Call): boolean => keyOf(call).includes(':page:');
const isChannelPage = (call: Call): boolean => keyOf(call).includes(':page:main-slack/#critical');
const toChannel = (call: Call): boolean =>
  call.method === 'chat.postMessage' &&
  call.args['channel'] === team.slack.workspace.channelNamed('critical').id;
