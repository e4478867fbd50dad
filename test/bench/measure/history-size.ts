import { atOnce } from '../at-once.ts';
import { figure, type Figure } from '../figures/figure.ts';
import { activitiesIn, countHistory } from '../history.ts';
import type { Scene } from '../scene.ts';
import { lifecycle } from './lifecycle.ts';
import type { Scale } from './scale.ts';

/** Events and billed actions of one lifecycle: once as people decide, once as fast as replies come. */
export async function historySize(scene: Scene, scale: Scale): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [pace, paced] of [
    ['paced', true],
    ['hurried', false],
  ] as const) {
    const handles = await atOnce(scale.atOnce, 2, () => lifecycle(scene.answering, paced));
    const counts = await Promise.all(handles.map((handle) => countHistory(handle)));
    const of = (name: string, pick: (count: (typeof counts)[number]) => number): Figure =>
      figure(
        `${name} per ${pace} lifecycle`,
        'count',
        counts.map((count) => [pick(count)]),
      );
    figures.push(
      of('history events', ({ events }) => events),
      of('workflow tasks', ({ workflowTasks }) => workflowTasks),
      of('activities', activitiesIn),
      ...[...new Set(counts.flatMap(({ kinds }) => [...kinds.keys()]))].map((kind) =>
        of(`· ${kind}`, ({ kinds }) => kinds.get(kind) ?? 0),
      ),
      of('timers', ({ timers }) => timers),
      of('search attribute changes', ({ searchAttributes }) => searchAttributes),
      of('Temporal actions', ({ actions }) => actions),
      of('history bytes', ({ bytes }) => bytes),
    );
  }
  return figures;
}
