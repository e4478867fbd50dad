import type { IncidentExport } from '../archive/incident-export.ts';
import type { IncidentId } from '../incident/id.ts';
import type { IncidentView } from '../incident/view.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';

/** @returns everything that is known of an incident, for who may see it and export it. */
export type ExportOf = (caller: Caller, id: IncidentId) => Promise<IncidentExport | Denied>;

export function createExports(deps: {
  readonly operations: Pick<Operations, 'about'>;
  readonly exporting: {
    readonly gather: (view: IncidentView) => Promise<IncidentExport>;
    readonly kept: (tenant: string, id: IncidentId) => Promise<IncidentExport | undefined>;
  };
}): ExportOf {
  const { operations, exporting } = deps;
  return (caller, id) => {
    let kept: IncidentExport | undefined;
    return operations.about(
      caller,
      { incident: id, permission: 'export' },
      async (view) => kept ?? exporting.gather(view),
      async () => {
        // The read model has forgotten it, by the rules of retention: what was kept is all there is.
        kept = await exporting.kept(caller.tenant, id);
        return kept?.view;
      },
    );
  };
}
