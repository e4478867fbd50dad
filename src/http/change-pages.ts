import { changesPage } from '../dashboard/changes-page.tsx';
import { FINDABLE } from '../git/term.ts';
import type { FindCode } from './find.ts';
import type { Operations } from './operations.ts';
import { REFUSALS } from './refusal-table.ts';
import type { Visits } from './visits.ts';

export interface ChangePageDependencies {
  readonly operations: Pick<Operations, 'permitted'>;
  readonly find: FindCode;
}

const SHOWN = 50;

/** The page on which commits, branches and pull requests are searched; the search stands in its address. */
export function addChangePages(visits: Visits, { operations, find }: ChangePageDependencies): void {
  visits.get('/changes', async (visit) => {
    const { reader, frame, request, response } = visit;
    const denied = await operations.permitted(reader, 'find');
    if (denied) {
      visits.refuse(visit, denied);
      return;
    }
    const by = FINDABLE.find((one) => one === request.query.by) ?? 'commit';
    const given = request.query.text;
    const text = typeof given === 'string' ? given.trim().slice(0, 300) : '';
    const { before } = request.query;
    const from = typeof before === 'string' && before !== '' ? before : undefined;
    const outcome = text === '' ? undefined : await find(reader, by, text, SHOWN, from);
    const problem = outcome && 'denied' in outcome ? outcome : undefined;
    if (problem) response.status(REFUSALS[problem.denied].status);
    response.send(
      changesPage({
        frame,
        by,
        text,
        isGoingOn: from !== undefined,
        ...(outcome && !('denied' in outcome) ? outcome : { more: false }),
        problem: problem?.message,
      }),
    );
  });
  visits.only('/changes', 'GET');
}
