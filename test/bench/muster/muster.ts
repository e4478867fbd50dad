import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Config } from '../../../src/config/config.ts';
import { planFor } from '../../../src/config/plan.ts';
import { createIncidents, type Incidents, type IdSource } from '../../../src/http/incidents.ts';
import type { CommandName } from '../../../src/incident/command.ts';
import { DEFAULT_TENANT, incidentWorkflowId, type IncidentId } from '../../../src/incident/id.ts';
import type { Person } from '../../../src/incident/person.ts';
import type { CommandRequest } from '../../../workflows/incident/messages.ts';
import { Child } from '../child.ts';

const ANA: Person = { id: 'ana', name: 'Ana' };

/**
 * Which provider the process has: one that costs nothing, or the real one of Slack before a fake workspace; `unpaced` is
 * the latter, but no limits are asked for.
 */
export type ProviderKind = 'answering' | 'slack' | 'unpaced';

/** One process of Muster, with a client that asks what its HTTP layer asks. */
export class Muster {
  process: Child;
  readonly #restart: () => Promise<Child>;
  readonly #incidents: Incidents;
  readonly #client: Client;
  readonly #config: Config;

  private constructor(
    process: Child,
    restart: () => Promise<Child>,
    incidents: Incidents,
    client: Client,
    config: Config,
  ) {
    this.process = process;
    this.#restart = restart;
    this.#incidents = incidents;
    this.#client = client;
    this.#config = config;
  }

  static async start(
    kind: ProviderKind,
    about: { client: Client; config: Config; ids: IdSource; env: NodeJS.ProcessEnv },
  ): Promise<Muster> {
    const { client, config, ids, env } = about;
    const taskQueue = `bench-${kind}`;
    const run = (): Promise<Child> =>
      Child.start('muster/process.js', [kind], { ...env, MUSTER_TASK_QUEUE: taskQueue });
    return new Muster(await run(), run, createIncidents({ client, taskQueue, ids }), client, config);
  }

  /** Declares an incident as a chat command does. */
  declare(team?: string): Promise<IncidentId> {
    const { severity, plan, routing } = planFor(this.#config, { team });
    const deliveryId = randomUUID();
    return this.#incidents.declare(DEFAULT_TENANT, deliveryId, (id) => ({
      tenant: DEFAULT_TENANT,
      id,
      deliveryId,
      declaration: {
        title: 'Checkout answers with errors in Europe',
        severity,
        private: false,
        by: ANA,
        ...(team !== undefined && { team }),
      },
      plan,
      routing,
      planVersion: this.#config.version,
      links: { page: `${this.process.url}/incidents/${id}` },
    }));
  }

  /**
   * @returns whether the workflow itself replied, or Temporal keeps the command until it does.
   * @throws Error when it was refused.
   */
  async command<N extends CommandName>(
    id: IncidentId,
    name: N,
    argument: Omit<CommandRequest<N>, 'by' | 'deliveryId' | 'confirmTo'>,
  ): Promise<'done' | 'accepted'> {
    const request = { ...argument, by: ANA, deliveryId: randomUUID() } as unknown as CommandRequest<N> & {
      deliveryId: string;
    };
    const { kind } = await this.#incidents.command(DEFAULT_TENANT, id, name, request);
    if (kind === 'done' || kind === 'accepted') return kind;
    throw new Error(`${id}: ${name} was ${kind}`);
  }

  handle(id: IncidentId) {
    return this.#client.workflow.getHandle(incidentWorkflowId(DEFAULT_TENANT, id));
  }

  /** Kills the process without a warning and starts it again. */
  async restart(between: () => Promise<void>): Promise<void> {
    await this.process.kill();
    await between();
    this.process = await this.#restart();
  }
}
