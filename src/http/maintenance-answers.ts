import type { Answer } from '../chat/inbound.ts';
import { maintenanceBegun, maintenanceEnded, maintenanceList } from '../chat/maintenance-messages.ts';
import type { MaintenanceWish } from '../command/maintenance.ts';
import { privately, refuse } from './answers.ts';
import type { Caller } from './caller.ts';
import { maintenanceTime } from '../conversation/maintenance-time.ts';
import type { TenantConfig } from '../config/config.ts';
import type { Maintenances } from './maintenances.ts';

/**
 * Answers what somebody wants of times in which alerts open no incident.
 * @param zoneOf where they live, as an IANA zone, if that can be known soon.
 */
export type AnswerMaintenance = (
  caller: Caller,
  wish: MaintenanceWish,
  zoneOf: () => Promise<string | undefined>,
) => Promise<Answer>;

export function createMaintenanceAnswers(deps: {
  readonly maintenances: Maintenances;
  readonly config: (tenant: string) => Pick<TenantConfig, 'people' | 'defaults'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): AnswerMaintenance {
  const { maintenances } = deps;
  return async (caller, wish, zoneOf) => {
    switch (wish.do) {
      case 'list': {
        const all = await maintenances.list(caller);
        return 'denied' in all ? refuse(caller, all) : privately(maintenanceList(all));
      }
      case 'end': {
        const ended = await maintenances.end(caller, wish.id);
        return 'denied' in ended ? refuse(caller, ended) : privately(maintenanceEnded(ended));
      }
      case 'begin': {
        const { people, defaults } = deps.config(caller.tenant);
        const zone = people.get(caller.person.id)?.timeZone ?? (await zoneOf()) ?? defaults.timeZone;
        const time = maintenanceTime(wish.time, deps.now(), zone);
        if ('problem' in time) return refuse(caller, time.problem);
        const { byClock, ...request } = time;
        const { about } = wish;
        const begun = await maintenances.begin(caller, { ...request, ...(about !== undefined && { about }) });
        return 'denied' in begun
          ? refuse(caller, begun)
          : privately(maintenanceBegun(begun, deps.now(), byClock ? zone : undefined));
      }
    }
  };
}
