import { createActionAnswers } from '../../http/action-answers.ts';
import type { DeskDependencies } from '../../http/desk.ts';
import { createLimits } from '../../http/limits.ts';
import { createMaintenanceAnswers } from '../../http/maintenance-answers.ts';
import { createOnCallAnswers } from '../../http/on-call.ts';
import { createRunAnswers } from '../../http/run-answers.ts';
import { createSightings } from '../../http/sightings.ts';
import { createTicketAnswers } from '../../http/ticket-answers.ts';
import { runAddress, searchAddress, simulationAddress } from '../../dashboard/address.ts';
import type { Ground } from './ground.ts';
import type { Services } from './services.ts';

/** @returns what answers commands: those of chat, and the lines that are sent to the API. */
export function createAnswering(ground: Ground, services: Services): DeskDependencies {
  const { assembly, baseUrl, configOf: config } = ground;
  const { stores, recognition, redact, log } = assembly;
  const { actions, pushing, rosters, feeds, swapping, maintenances, ticketing, runs, runbooks } = services;
  const { known, identify, zoneOf, zoneSoon } = recognition;
  const now = Date.now;
  const providerOf = (instance: string) => assembly.instances().get(instance).provider;
  return {
    ...services,
    findPage: (by, text) => `${baseUrl()}${searchAddress(by, text)}`,
    simulationPage: ({ zone }, wish) => `${baseUrl()}${simulationAddress(wish, zone)}`,
    actions: createActionAnswers({ actions, pushing, config, known, now }),
    maintenances: createMaintenanceAnswers({ maintenances, config, now }),
    tickets: createTicketAnswers(ticketing),
    runAnswers: createRunAnswers({
      runs,
      runbooks,
      confirmations: stores.confirmations,
      config,
      pageOf: (tenant, run) => `${baseUrl()}${runAddress(tenant, run)}`,
      platformOf: (instance) =>
        assembly.instances().has(instance) ? providerOf(instance).platform : undefined,
      redact,
      now,
    }),
    actionsOf: (tenant, id) => stores.actions.of(tenant, id),
    onCall: createOnCallAnswers({ rosters, feeds, swapping, config, known, now }),
    config,
    identify,
    zoneOf,
    zoneSoon,
    known,
    accounts: ground.accounts.answer,
    sighted: createSightings(stores.people, log, now),
    limitPerson: createLimits((tenant) => config(tenant).access.limits.person),
    limitInstance: createLimits((tenant) => config(tenant).access.limits.instance),
    source: {
      read: (instance, ref) => providerOf(instance).read(ref),
      nameOf: async (instance, user) => (await providerOf(instance).findUser(user)).name,
    },
    channel: (instance, named) => providerOf(instance).findChannel(named),
    quotedBy: (delivery, user) => stores.deliveries.quotedBy(delivery, user),
    redact,
    confirmations: stores.confirmations,
    calling: ground.calling,
    now,
  };
}
