import type { Command } from 'commander';
import { machineAddress } from '../cli/entry.ts';
import type { TenantConfig } from '../config/config.ts';
import { listenAt } from '../config/settings.ts';
import type { FeedOf } from '../mongo/feed-store.ts';
import { ofTenant, type Out } from './options.ts';
import { assertTenant, withAssembly } from './with-assembly.ts';

/** Adds the commands for the addresses of on-call calendars. */
export function addFeeds(program: Command, out: Out): void {
  const feed = program.command('feed').description('manage addresses of on-call calendars');
  feed
    .command('create')
    .description('make the address of a calendar, in place of the one made here before; it is shown once')
    .option('--schedule <schedule>', 'key of a schedule')
    .option('--person <person>', 'key of a person, for all of their shifts')
    .addOption(ofTenant())
    .action(async ({ schedule, person, tenant }: { schedule?: string; person?: string; tenant: string }) => {
      await withAssembly(async ({ stores, config, settings: read }) => {
        await assertTenant(config(), tenant);
        const [{ tenantOf }, { hashToken, newToken }, { feedAddress }] = await Promise.all([
          import('../config/config.ts'),
          import('../http/api/token.ts'),
          import('../http/feeds.ts'),
        ]);
        const of = feedOf(tenantOf(config(), tenant), schedule, person);
        const secret = newToken();
        await stores.feeds.replace(hashToken(secret), { tenant, of, owner: OPERATOR, madeAt: Date.now() });
        const { server } = config();
        // The port of the Muster that runs may have been set for it alone.
        const running = server.baseUrl ?? (await machineAddress(read.dataDir));
        out(`${running ?? listenAt(read, server).baseUrl}${feedAddress(of, secret)}`);
      });
    });
  feed
    .command('list')
    .description('list the addresses without their tokens: of what, whose, since when')
    .addOption(ofTenant())
    .action(async ({ tenant }: { tenant: string }) => {
      await withAssembly(async ({ stores }) => {
        for (const { of, owner, madeAt } of await stores.feeds.list(tenant)) {
          const what = 'schedule' in of ? `schedule ${of.schedule}` : `person ${of.person}`;
          out(`${what}\t${owner}\t${new Date(madeAt).toISOString()}`);
        }
      });
    });
  feed
    .command('revoke')
    .description('end the addresses of a calendar, whosever they are')
    .option('--schedule <schedule>', 'key of a schedule')
    .option('--person <person>', 'key of a person')
    .addOption(ofTenant())
    .action(async ({ schedule, person, tenant }: { schedule?: string; person?: string; tenant: string }) => {
      await withAssembly(async ({ stores }) => {
        const of = schedule === undefined ? { person: person ?? '' } : { schedule };
        const ended = await stores.feeds.end(tenant, of);
        out(`Ended ${ended} address${ended === 1 ? '' : 'es'}.`);
        process.exitCode = ended === 0 ? 1 : 0;
      });
    });
}

/** Whose the addresses are that an operator makes by the command line. */
const OPERATOR = 'operator';

/** @throws Error when not one of the two is named, or the configuration does not have it. */
function feedOf(
  { schedules, people }: TenantConfig,
  schedule: string | undefined,
  person: string | undefined,
): FeedOf {
  if ((schedule === undefined) === (person === undefined))
    throw new Error('Name one of --schedule and --person.');
  if (schedule !== undefined && !schedules.has(schedule))
    throw new Error(`There is no schedule ${schedule}; ${knownAre(schedules)}`);
  if (person !== undefined && !people.has(person))
    throw new Error(`There is no person ${person}; ${knownAre(people)}`);
  return schedule === undefined ? { person: person ?? '' } : { schedule };
}

const knownAre = (all: ReadonlyMap<string, unknown>): string =>
  all.size > 0
    ? `configured: ${[...all.keys()].join(', ')}.`
    : 'none is configured. MUSTER_CONFIG must name the configuration that Muster runs with.';
