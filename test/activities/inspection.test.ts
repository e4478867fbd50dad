import { defaultActivityInfo, MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import {
  createInspectionActivities,
  type Asked,
  type AuditorSettings,
  type RunningIncident,
} from '../../activities/inspection.ts';
import { deadlines } from '../../src/incident/deadline.ts';
import { incidentId, incidentKey, type IncidentId } from '../../src/incident/id.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import type { PlanNow } from '../../src/inspection/plan-now.ts';
import { NOTHING_FOUND, together, type Found, type Report } from '../../src/inspection/report.ts';
import { BEN, MINUTE, NO_SLA, NOON, POLICY, Story } from '../unit/incident/fixture.ts';

/** Incidents in the records and in Temporal, which can be made to differ. */
class World {
  readonly recorded = new Map<string, IncidentView>();
  readonly running = new Map<string, RunningIncident>();
  /** What they answer; their plan as it is recorded when not given. */
  readonly answers = new Map<string, Asked>();
  readonly brokenOff: { tenant: string; id: IncidentId; at: number }[] = [];
  readonly asked: string[] = [];
  readonly beats: string[] = [];
  readonly logged: string[] = [];
  readonly notices: string[] = [];
  report: Report | undefined;
  now = NOON + MINUTE;
  atOnce = 0;
  mostAtOnce = 0;
  beat: (address: string) => Promise<void> = () => Promise.resolve();
  /** Waited for before each batch of the records. */
  reading: () => Promise<void> = () => Promise.resolve();
  settings: AuditorSettings = {
    everyMs: MINUTE,
    grace: { stepMs: MINUTE, pageMs: 5 * MINUTE },
    heartbeat: ['https://listener.example/secret'],
    channels: [{ kind: 'channel', instance: 'main', channel: '#ops' }],
    tenant: 'default',
  };

  /** Declares an incident that does what it should. */
  declare(number: number, story = new Story({ escalation: POLICY, sla: NO_SLA })): IncidentId {
    const id = incidentId(number);
    const incident = { ...story.incident, id };
    const view = {
      incident,
      deadlines: deadlines(incident, story.plan),
      problems: [],
      steps: POLICY.steps.length,
    };
    this.recorded.set(incidentKey('default', id), view);
    this.running.set(incidentKey('default', id), { tenant: 'default', id, startedAt: NOON });
    return id;
  }

  answer(id: IncidentId, plan: Partial<PlanNow>): void {
    this.answers.set(incidentKey('default', id), { plan: { ...this.#planOf(id), ...plan } });
  }

  #planOf(id: IncidentId): PlanNow {
    const view = this.recorded.get(incidentKey('default', id));
    if (!view) throw new Error(`${id} is not recorded`);
    return { ...view, paging: [], recorded: view.incident.sequence };
  }

  readonly activities = createInspectionActivities({
    records: {
      find: (tenant, id) => Promise.resolve(this.recorded.get(incidentKey(tenant, id))),
      open: (size) => this.#open(size),
    },
    incidents: {
      running: (wanted) => {
        const keys = wanted.map(({ tenant, id }) => incidentKey(tenant, id));
        return Promise.resolve(new Set(keys.filter((key) => this.running.has(key))));
      },
      list: (after = '0', limit) => {
        const [from, all] = [Number(after), [...this.running.values()]];
        const next = from + limit < all.length && { next: String(from + limit) };
        return Promise.resolve({ incidents: all.slice(from, from + limit), ...next });
      },
      count: () => Promise.resolve(this.running.size),
      brokenOff: (since) => Promise.resolve(this.brokenOff.filter(({ at }) => at > since)),
      ask: async (tenant, id) => {
        this.asked.push(id);
        this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
        await Promise.resolve();
        this.atOnce--;
        const key = incidentKey(tenant, id);
        if (!this.running.has(key)) return this.answers.get(key) ?? { ended: undefined };
        return this.answers.get(key) ?? { plan: this.#planOf(id) };
      },
    },
    reports: {
      save: (report) => {
        this.report = report;
        return Promise.resolve();
      },
      newest: () => Promise.resolve(this.report),
    },
    settings: () => this.settings,
    beat: async (address) => {
      await this.beat(address);
      this.beats.push(address);
    },
    now: () => this.now,
    log: {
      warn: (_, message) => void this.logged.push(`warn ${message}`),
      info: (_, message) => void this.logged.push(`info ${message}`),
      error: (_, message) => void this.logged.push(`error ${message}`),
    },
  });

  async *#open(size: number): AsyncGenerator<IncidentView['incident'][]> {
    const open = [...this.recorded.values()]
      .map(({ incident }) => incident)
      .filter(({ status }) => status !== 'closed');
    for (let from = 0; from < open.length; from += size) {
      await this.reading();
      yield open.slice(from, from + size);
    }
  }

  /** Looks at everything once, as the workflow does. @returns each finding as kind and incident. */
  async inspects(startedAt = this.now): Promise<string[]> {
    const run = <R>(work: () => Promise<R>): Promise<R> =>
      new MockActivityEnvironment(defaultActivityInfo).run<[], R, () => Promise<R>>(work);
    let found: Found = NOTHING_FOUND;
    let after: string | undefined;
    do {
      const page = await run(() =>
        this.activities.inspectRunning({ startedAt, ...(after !== undefined && { after }) }),
      );
      found = together(found, page.found);
      after = page.next;
    } while (after !== undefined);
    found = together(found, await run(() => this.activities.inspectRecords()));
    const told = await run(() => this.activities.concludeInspection({ startedAt, found }));
    this.notices.push(
      ...told.map(({ instance, to, message }) => `${instance} ${JSON.stringify(to)} ${message.summary}`),
    );
    return (this.report?.findings ?? []).map(({ kind, incident, about }) =>
      [kind, incident, about].filter(Boolean).join(' '),
    );
  }
}

/** @returns an incident of the records as it is when it was resolved and closed. */
function closedOf(world: World, id: IncidentId): IncidentView {
  const story = new Story({ escalation: POLICY, sla: NO_SLA });
  story.does(BEN, { name: 'resolve' });
  story.does(BEN, { name: 'close' });
  const view = world.recorded.get(incidentKey('default', id));
  if (!view) throw new Error(`${id} is not recorded`);
  return { ...view, incident: { ...story.incident, id } };
}

describe('an inspection', () => {
  it('of incidents that do what they should finds nothing, and tells those who listen outside', async () => {
    const world = new World();
    world.declare(1);
    const acked = new Story({ escalation: POLICY, sla: NO_SLA });
    acked.does(BEN, { name: 'ack' });
    world.declare(2, acked);
    expect(await world.inspects()).toEqual([]);
    expect(world.beats).toEqual(world.settings.heartbeat);
    expect(world.report).toMatchObject({ recorded: 2, running: 2, asked: 2, heartbeat: { state: 'sent' } });
  });

  it('finds a step that is late, and sends no heartbeat until it is not any more', async () => {
    const world = new World();
    world.declare(1);
    world.now = NOON + 7 * MINUTE;
    expect(await world.inspects()).toEqual(['overdue INC-1 escalation']);
    expect(world.beats).toEqual([]);
    expect(world.report?.heartbeat).toEqual({ state: 'withheld' });
    const story = new Story({ escalation: POLICY, sla: NO_SLA });
    story.passes(7 * MINUTE);
    world.declare(1, story);
    expect(await world.inspects()).toEqual([]);
    expect(world.beats).toHaveLength(1);
  });

  it('believes the incident itself where the records lag behind', async () => {
    const world = new World();
    const id = world.declare(1);
    world.now = NOON + 7 * MINUTE;
    const story = new Story({ escalation: POLICY, sla: NO_SLA });
    story.passes(7 * MINUTE);
    world.answer(id, { deadlines: deadlines(story.incident, story.plan) });
    expect(await world.inspects()).toEqual([]);
    world.answer(id, {
      deadlines: deadlines(story.incident, story.plan),
      recorded: 1,
      unrecordedSince: NOON,
    });
    expect(await world.inspects()).toEqual(['unrecorded INC-1']);
  });

  it('finds what is in the records and does not run, until it is so no more', async () => {
    const world = new World();
    const gone = world.declare(1);
    world.running.delete(incidentKey('default', gone));
    world.answers.set(incidentKey('default', gone), { ended: 'TERMINATED' });
    expect(await world.inspects()).toEqual(['not_running INC-1']);
    expect(world.report?.findings[0]?.problem).toContain('has ended (terminated)');
    // So it stays until the records are looked through again, and longer.
    for (let minutes = 1; minutes <= 11; minutes++) {
      world.now += MINUTE;
      expect(await world.inspects()).toEqual(['not_running INC-1']);
    }
    expect(world.beats).toEqual([]);
    world.recorded.set(incidentKey('default', gone), closedOf(world, gone));
    expect(await world.inspects()).toEqual([]);
    expect(world.beats).toHaveLength(1);
  });

  it('finds at once what somebody terminated since the records were looked through, until it is so no more', async () => {
    const world = new World();
    const [gone, reset, over] = [world.declare(1), world.declare(2), world.declare(3)];
    expect(await world.inspects()).toEqual([]);
    world.now += 10_000;
    for (const id of [gone, reset, over]) world.brokenOff.push({ tenant: 'default', id, at: world.now });
    for (const id of [gone, over]) {
      world.running.delete(incidentKey('default', id));
      world.answers.set(incidentKey('default', id), { ended: 'TERMINATED' });
    }
    world.recorded.set(incidentKey('default', over), closedOf(world, over));
    for (let minutes = 0; minutes < 8; minutes++) {
      world.now += MINUTE - 10_000;
      expect(await world.inspects(), `after ${minutes} minutes`).toContain('not_running INC-1');
      expect(world.report?.counts.not_running).toBe(1);
    }
    expect(world.beats).toHaveLength(1);
  });

  it('says nothing of what was closed while it looked', async () => {
    const world = new World();
    const id = world.declare(1);
    const key = incidentKey('default', id);
    world.running.delete(key);
    world.reading = () => {
      // The batch was read before.
      void Promise.resolve().then(() => world.recorded.set(key, closedOf(world, id)));
      return Promise.resolve();
    };
    expect(await world.inspects()).toEqual([]);
  });

  it('looks through the records in every fifth inspection, for some stores read everything for it', async () => {
    const world = new World();
    world.declare(1);
    let read = 0;
    world.reading = () => {
      read++;
      return Promise.resolve();
    };
    for (let minutes = 0; minutes < 11; minutes++) {
      await world.inspects();
      world.now += MINUTE - 1_000 + (minutes % 3) * 1_000;
    }
    expect(read).toBe(3);
  });

  it('asks Temporal itself before it says that something does not run: its index lags behind', async () => {
    const world = new World();
    const id = world.declare(1);
    const key = incidentKey('default', id);
    const { tenant, ...rest } = world.running.get(key)!;
    const lagging = { ...rest, tenant };
    world.running.delete(key);
    world.answers.set(key, {
      plan: { ...world.recorded.get(key)!, paging: [], recorded: 2 },
    });
    expect(await world.inspects()).toEqual([]);
    world.running.set(key, lagging);
  });

  it('finds what runs and is not in the records, once it had the time to come there', async () => {
    const world = new World();
    const id = world.declare(1);
    const key = incidentKey('default', id);
    world.answers.set(key, { plan: { ...world.recorded.get(key)!, paging: [], recorded: 2 } });
    world.recorded.delete(key);
    expect(await world.inspects()).toEqual([]);
    world.now = NOON + 3 * MINUTE;
    expect(await world.inspects()).toEqual(['not_recorded INC-1']);
    expect(world.report?.findings[0]?.problem).toContain('muster rebuild');
  });

  it('finds what cannot go on and what does not answer, but nothing where an older worker does not know the question', async () => {
    const world = new World();
    for (const n of [1, 2, 3]) world.declare(n);
    world.answers.set('default:INC-1', { failing: '[TMPRL1100] Nondeterminism error' });
    world.answers.set('default:INC-2', { silent: true });
    world.answers.set('default:INC-3', { unasked: true });
    expect(await world.inspects()).toEqual(['task_failing INC-1', 'no_answer INC-2']);
  });

  it('finds pages that reach nobody', async () => {
    const world = new World();
    const id = world.declare(1);
    world.now = NOON + 4 * MINUTE;
    world.answer(id, { paging: [{ target: 'person/ana', since: NOON - 2 * MINUTE }] });
    expect(await world.inspects()).toEqual(['page_stuck INC-1 person/ana']);
  });

  it('of three thousand asks a share in turn, all of them in the end, few at the same time; what looks wrong at once', async () => {
    const world = new World();
    for (let n = 1; n <= 3_000; n++) world.declare(n);
    const seen = new Set<string>();
    let most = 0;
    // An inspection takes longer than until the next would begin, so that only every second one does.
    for (let turn = 0; turn < 11; turn++) {
      world.asked.length = 0;
      expect(await world.inspects(world.now + 2 * turn * MINUTE)).toEqual([]);
      most = Math.max(most, world.asked.length);
      for (const id of world.asked) seen.add(id);
    }
    expect(seen.size).toBe(3_000);
    expect(most).toBeLessThanOrEqual(300);
    expect(world.mostAtOnce).toBeLessThanOrEqual(16);
    world.now = NOON + 7 * MINUTE;
    await world.inspects();
    expect(world.report?.counts).toEqual({ overdue: 3_000 });
    expect(world.report?.findings).toHaveLength(200);
  });

  it('judges by the records where many do not answer: each would take seconds', async () => {
    const world = new World();
    for (let n = 1; n <= 300; n++) {
      world.declare(n);
      world.answers.set(`default:INC-${n}`, { silent: true });
    }
    world.now = NOON + 7 * MINUTE;
    await world.inspects();
    expect(world.report?.counts).toEqual({ no_answer: 32, overdue: 268 });
    expect(world.asked).toHaveLength(32);
  });
});

describe('what is found', () => {
  it('is logged and told in chat once, and the end of it is logged; nothing is said of private incidents', async () => {
    const world = new World();
    world.declare(1);
    world.declare(2, new Story({ escalation: POLICY, sla: NO_SLA }, { private: true }));
    world.now = NOON + 7 * MINUTE;
    await world.inspects();
    expect(world.notices).toHaveLength(1);
    expect(world.notices[0]).toMatch(
      /^main {"channel":"#ops"} The auditor has found: INC-1: escalation is .* \(and 1 more\)$/,
    );
    const [first, second] = world.report!.findings;
    expect([first?.foundAt, second?.private]).toEqual([world.now, true]);
    world.now += MINUTE;
    await world.inspects();
    expect(world.notices).toHaveLength(1);
    expect(world.report?.findings[0]?.foundAt).toBe(first?.foundAt);
    for (const n of [1, 2]) world.recorded.delete(`default:INC-${n}`);
    world.running.clear();
    await world.inspects();
    expect(world.logged.filter((line) => line.startsWith('error'))).toHaveLength(2);
    expect(world.logged.filter((line) => line.includes('no longer so'))).toHaveLength(2);
  });

  it('is told by the same words when the conclusion is repeated', async () => {
    const world = new World();
    world.declare(1);
    world.now = NOON + 7 * MINUTE;
    const startedAt = world.now;
    await world.inspects(startedAt);
    world.now += 1_000;
    await world.inspects(startedAt);
    expect(new Set(world.notices).size).toBe(1);
    expect(world.notices).toHaveLength(2);
  });
});

describe('the heartbeat', () => {
  it('is not sent where nobody listens, which is said once', async () => {
    const world = new World();
    world.settings = { ...world.settings, heartbeat: [] };
    await world.inspects();
    await world.inspects();
    expect(world.report?.heartbeat).toEqual({ state: 'nobody listens' });
    expect(world.logged).toEqual([expect.stringContaining('auditor.heartbeat')]);
  });

  it('that fails is told by its setting, never by its address, and does not keep the others from being sent', async () => {
    const world = new World();
    world.settings = {
      ...world.settings,
      heartbeat: ['https://a.example/secret', 'https://b.example/secret'],
    };
    world.beat = (address) =>
      address.includes('a.example')
        ? Promise.reject(new Error('it was answered with 500'))
        : Promise.resolve();
    await world.inspects();
    expect(world.beats).toEqual(['https://b.example/secret']);
    expect(world.report?.heartbeat).toEqual({
      state: 'failed',
      lastSentAt: world.now,
      problem: 'auditor.heartbeat[0]: it was answered with 500',
    });
    expect(JSON.stringify([world.report, world.logged])).not.toContain('secret');
  });
});
