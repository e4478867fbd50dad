import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { startEverywhere, type Accounts, type Everywhere } from '../harness/everywhere.ts';
import { freePorts } from '../harness/free-ports.ts';
import { MusterProcess } from '../harness/muster-process.ts';
import { viewsOf, type Came, type PlatformView } from '../harness/platform-views.ts';
import { measureStrain, STEPS_OF_A_PAGE, type Strain } from '../harness/strain.ts';

/** How many incidents come at once. */
const FLOOD = 8;
/** How long nobody acknowledges until #incidents is paged, in which all of them are told. */
const WAIT_S = 15;
/** How late a page may be behind what the platform's limit allows, in milliseconds. */
const LATE_MS = 5_000;
/**
 * How late a send may come after its turn, in milliseconds, before it can meet those that come after it: lanes leave one
 * use to spare, which is half a second on Teams. On a machine that is slower than that at times platforms refuse some.
 */
const SPARE_MS = 500;
/** How many calls may then be refused, to be made again, for each message in #incidents: there are many others. */
const FEW = 1 / 2;

const INSTANCES = ['slack', 'discord', 'mattermost', 'teams', 'sandbox'] as const;
const NOTES = ['the first note on', 'the second note on', 'the third note on'] as const;
const END = 'the end of';

/** Ana has an account everywhere; Ben is somebody else on each platform, so that a page to him goes there. */
function response(accounts: Accounts): string {
  const quoted = (list: readonly string[]): string => list.map((one) => `'${one}'`).join(', ');
  const channels = quoted(INSTANCES.map((one) => `${one}/#incidents`));
  const ana = INSTANCES.map((one) => `${one}: '${accounts[one].ana}'`).join(', ');
  const bens = INSTANCES.map(
    (one) => `  ben-${one}: { name: Ben, chat: { ${one}: '${accounts[one].ben}' } }`,
  );
  return `
people:
  ana: { name: Ana, roles: [commander], chat: { ${ana} } }
${bens.join('\n')}
escalation:
  standard:
    steps:
      - { notify: [${quoted(INSTANCES.map((one) => `person:ben-${one}`))}], wait: ${WAIT_S}s }
      - { notify: [${quoted(INSTANCES.map((one) => `channel:${one}/#incidents`))}], wait: 1h }
notifications:
  default: [${channels}]
  incidentChannel: { instances: [${INSTANCES.join(', ')}], name: '{id}', invite: ['person:ana'] }
`;
}

let here: Everywhere;
let views: readonly PlatformView[];
let strain: Strain;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  here = await startEverywhere({ response, requestsPerSecond: 10 });
  ends.push(() => here.stop());
  const [port] = (await freePorts(1)) as [number];
  const other = new MusterProcess(['worker'], { ...here.system.env, PORT: String(port) });
  ends.push(() => other.interrupt());
  await other.says(/the worker is ready/);
  const looking = await viewsOf(here);
  ({ views } = looking);
  ends.push(looking.close);
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** Waits until something holds; looking costs time that the system needs. */
function holds<T>(what: string, look: () => T | Promise<T>, within: number) {
  const seldom = async (): Promise<T> => {
    await pause(400);
    return look();
  };
  return eventually(what, seldom, within);
}

/** Asks as clients do: again, with the same key, while Muster says that it cannot take it now. */
async function ask(id: string, command: string, body: Record<string, unknown> = {}): Promise<void> {
  const api = await here.system.api();
  const key = randomUUID();
  const taken = async (): Promise<boolean> => (await api.command(id, command, body, key)).status < 300;
  await holds(`${command} of ${id} is taken`, taken, 120_000);
}

async function declare(title: string): Promise<string> {
  const api = await here.system.api();
  const key = randomUUID();
  return eventually(`${title} is declared`, () => api.declare(title, { severity: 'SEV-1' }, key), 120_000);
}

async function happenedAt(id: string, type: string, time: number): Promise<number> {
  const api = await here.system.api();
  const look = async (): Promise<number | undefined> => {
    const event = (await api.timeline(id)).filter((one) => one.type === type)[time - 1];
    return event && Date.parse(event.at);
  };
  return holds(`${type} is on the timeline of ${id}`, look, 120_000);
}

const about = (id: string) => new RegExp(`\\b${id}\\b`);
const pageOf = (messages: readonly Came[], id: string): Came | undefined =>
  messages.find(({ text }) => text.includes('You are paged') && about(id).test(text));

/**
 * Waits until a page has come to each of these platforms, and holds each to its time: what its limit takes to let one
 * message through, and what the machine takes besides.
 * @param where looks at what came. @param since epoch milliseconds.
 * @returns when it came, by platform.
 */
async function pagedInTime(
  on: readonly PlatformView[],
  id: string,
  where: (view: PlatformView) => Came[] | Promise<Came[]>,
  since: number,
): Promise<ReadonlyMap<PlatformView, number>> {
  const pages = await Promise.all(
    on.map(async (view) => {
      const look = async (): Promise<Came | undefined> => pageOf(await where(view), id);
      const { at } = await holds(`${view.name} is paged for ${id}`, look, 120_000);
      const allowed = LATE_MS + view.everyMs + STEPS_OF_A_PAGE * strain.longest(since, at);
      return { view, at, late: at - since, allowed };
    }),
  );
  console.log(pages.map(({ view, late, allowed }) => `${view.name} ${late} of ${allowed} ms`).join(', '));
  for (const { view, late, allowed } of pages)
    expect(late, `the page for ${id} on ${view.name}`).toBeLessThanOrEqual(allowed);
  return new Map(pages.map(({ view, at }) => [view, at]));
}

/** @returns what a platform does not show of these incidents, or shows more than once. */
async function wrongOn(view: PlatformView, ids: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  const announced = await view.came('incidents');
  for (const id of ids) {
    const own = id.toLowerCase();
    const opened = await (async () => view.came(own))().catch((): Came[] => []);
    for (const [where, all] of [
      ['incidents', announced],
      [own, opened],
    ] as const) {
      const theirs = all.filter(({ text }) => about(id).test(text));
      const cards = theirs.filter(({ buttons, thread }) => buttons.length > 2 && thread === undefined);
      const say = (what: string) => wrong.push(`${view.name} #${where} ${id}: ${what}`);
      if (cards.length !== 1 || !/mitigated/i.test(cards[0]?.text ?? '')) say(`${cards.length} cards`);
      for (const words of [...NOTES, END]) {
        const lines = theirs.filter((one) => !cards.includes(one) && one.text.includes(`${words} ${id}`));
        if (lines.length !== 1) say(`${words}: ${lines.length}`);
      }
    }
  }
  return wrong;
}

let escalating: string;

it('with more to say than they take, five platforms are told everything once, and paged in time', async () => {
  const { system, mattermost } = here;
  // Little beyond the rate, so that it is the rate that is held to.
  mattermost.rates.maxBurst = 20;
  for (const { rates } of views) if (rates) rates.on = true;
  const began = Date.now();

  escalating = await declare('Nobody acknowledges this');
  strain = await measureStrain(system, escalating);
  ends.push(() => strain.stop());
  const flood = await Promise.all(Array.from({ length: FLOOD }, (_, index) => declare(`Flood ${index}`)));
  await Promise.all(flood.map((id) => ask(id, 'ack')));
  for (const words of NOTES)
    await Promise.all(flood.map((id) => ask(id, 'note', { text: `${words} ${id}` })));
  await Promise.all(flood.map((id) => ask(id, 'mitigate', { note: `${END} ${id}` })));

  // The second step pages the channels in which all the others are being told.
  const escalated = await happenedAt(escalating, 'escalated', 2);
  const paged = await pagedInTime(views, escalating, (view) => view.came('incidents'), escalated);

  let wrong: string[] = [];
  const told = async (): Promise<boolean> => {
    wrong = (await Promise.all(views.map((view) => wrongOn(view, flood)))).flat();
    return wrong.length === 0;
  };
  await holds('everything is told', told, 400_000).catch((error: unknown) => {
    throw new Error(`wrong: ${wrong.join('; ')}`, { cause: error });
  });
  const slowest = strain.longest(began, Date.now());
  console.log(`told after ${Date.now() - began} ms, strain ${slowest} ms`);

  for (const view of views.filter(({ rates }) => rates)) {
    const came = await view.came('incidents');
    const pages = came.filter(({ text }) => text.includes('You are paged') && about(escalating).test(text));
    expect(pages, `pages in #incidents of ${view.name}`).toHaveLength(1);
    const overtaken = came.filter(({ at }) => at > (paged.get(view) ?? Infinity));
    expect(overtaken.length, `messages to ${view.name} that the page overtook`).toBeGreaterThan(FLOOD / 2);
    const refused = view.rates?.refused.length ?? 0;
    console.log(`${view.name}: ${came.length} came, ${overtaken.length} after the page, ${refused} refused`);
    expect(refused, `refused by ${view.name}`).toBeLessThanOrEqual(
      slowest <= SPARE_MS ? 0 : came.length * FEW,
    );
  }
}, 700_000);

it.each(INSTANCES.filter((name) => name !== 'sandbox'))(
  'while %s answers nothing, the pages by the others go out in time',
  async (name) => {
    const silent = views.find((view) => view.name === name)!;
    silent.hang();
    const id = await declare(`Nothing comes from ${name}`);
    const declared = await happenedAt(id, 'escalated', 1);
    const others = views.filter((view) => view !== silent);
    await pagedInTime(others, id, (view) => view.toBen(), declared);
    silent.recover();
    await ask(id, 'ack');
  },
  300_000,
);
