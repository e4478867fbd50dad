import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_TENANT, type IncidentId } from '../../../src/incident/id.ts';
import { atOnce } from '../at-once.ts';
import { instant } from '../clock.ts';
import { figure, type Figure } from '../figures/figure.ts';
import { atRest } from '../rest.ts';
import { programs, residentMiB } from '../memory.ts';
import { nextPage } from '../next-page.ts';
import type { Scene } from '../scene.ts';
import type { Scale } from './scale.ts';

/** Incidents of each team whose second page falls due, see muster/config.ts. */
const DUE = 40;
/** How many incidents are declared, and acknowledged after the restart, at once. */
const AT_ONCE = 16;
/** How long to wait for the last page, in milliseconds. */
const PAGES_MS = 180_000;

/**
 * Server and worker are killed and started again while many incidents are open: how long until fresh commands are
 * answered, how late timers fire that were due meanwhile and that fall due afterwards, and what it takes in memory.
 */
export async function restart(scene: Scene, scale: Scale): Promise<Figure[]> {
  const muster = scene.answering;
  const began = instant();
  // A day's incidents, not a burst: each has its channel, card and pages before the next one is declared in its stead.
  const open = await atOnce(scale.open - 2 * DUE, AT_ONCE, async () => {
    const id = await muster.declare();
    await atRest(muster.handle(id));
    return id;
  });
  const declared = (open.length / (instant() - began)) * 1_000;
  const later = await atOnce(DUE, AT_ONCE, () => muster.declare('later'));
  const soon = await atOnce(DUE, AT_ONCE, () => muster.declare('soon'));
  const due = new Map<IncidentId, number>();
  for (const id of [...soon, ...later]) due.set(id, await nextPage(scene.stores, id));
  const before = await residentMiB(muster.process.pid);

  let started = 0;
  await muster.restart(async () => {
    const lastSoon = Math.max(...soon.map((id) => due.get(id) ?? 0));
    await pause(Math.max(0, lastSoon + 2_000 - instant()));
    started = instant();
  });
  const paged = new Map<string, number>();
  const ready = instant();
  const stop = muster.process.onCall(({ user, incident, at }) => {
    // The second step pages Ben, the first one Ana.
    if (user === scene.ben.id && incident !== undefined && !paged.has(incident)) paged.set(incident, at);
  });
  const sample = Array.from(
    { length: scale.fresh },
    (_, n) => open[Math.floor((n * open.length) / scale.fresh)]!,
  );
  const answered: number[] = [];
  let accepted = 0;
  const acks = await atOnce(sample.length, AT_ONCE, async (n) => {
    const asked = instant();
    const id = sample[n]!;
    const outcome = await muster.command(id, 'ack', {});
    if (outcome === 'accepted') {
      accepted++;
      while ((await scene.stores.incidents.find(DEFAULT_TENANT, id))?.incident.status === 'open')
        await pause(50);
    }
    answered.push(instant() - started);
    return instant() - asked;
  });
  const missing = (): boolean => [...due.keys()].some((id) => !paged.has(id));
  for (const limit = instant() + PAGES_MS; missing() && instant() < limit;) await pause(100);
  stop();
  if (missing()) throw new Error('not every page that was due was sent');
  const after = await residentMiB(muster.process.pid);
  const late = (ids: readonly IncidentId[], from: number): number[] =>
    ids.map((id) => (paged.get(id) ?? NaN) - Math.max(from, due.get(id) ?? NaN));
  const of = `with ${scale.open} incidents open`;
  const one = (name: string, unit: Figure['unit'], value: number): Figure => figure(name, unit, [[value]]);
  return [
    one(`incidents declared and told, ${AT_ONCE} at once`, 'per s', declared),
    one(`start of server and worker until ready, ${of}`, 's', (ready - started) / 1_000),
    one('from the start until the first ack is carried out', 's', Math.min(...answered) / 1_000),
    one(`from the start until ${scale.fresh} acks are carried out`, 's', Math.max(...answered) / 1_000),
    figure('a fresh ack after the restart', 'ms', [acks]),
    one('acks answered "accepted, confirming" at first', 'count', accepted),
    figure('page overdue at the restart, after ready', 'ms', [late(soon, ready)]),
    figure('page due after the restart, after its time', 'ms', [late(later, 0)]),
    one(`memory of server and worker, ${of}, before`, 'MiB', before),
    one(`memory of server and worker, ${of}, after`, 'MiB', after),
    ...Object.entries(await programs()).map(([program, mib]) =>
      one(`memory of ${program}, ${of}`, 'MiB', mib),
    ),
  ];
}
