import { getExternalWorkflowHandle, log } from '@temporalio/workflow';
import { alertsAnswer } from '../../src/incident/alerts.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { incidentStandsSignal } from '../alert-group/messages.ts';

/** Tells what follows the alerts of an incident what people have done with it. */
export class Origin {
  #running = 0;

  /** @param incident as it stands by now. */
  tell({ type }: IncidentEvent, incident: Incident): void {
    const { alerts, id } = incident;
    if (!alerts) return;
    if (type !== 'resolved' && type !== 'closed' && type !== 'reopened' && type !== 'taken_off_hold') return;
    this.#running++;
    void getExternalWorkflowHandle(alerts.group)
      .signal(incidentStandsSignal, { incident: id, ...alertsAnswer(incident) })
      // Alerts that are forgotten need not hear of it.
      .catch((error: unknown) => {
        log.info('the alerts of the incident are followed no longer', { error });
      })
      .finally(() => this.#running--);
  }

  /** Is there nothing left to tell for now? */
  get idle(): boolean {
    return this.#running === 0;
  }
}
