import { SIGNING_SECRET, BOT_TOKEN } from '../../fakes/slack/fake.ts';

/** Seconds after declaring at which an incident of the team `soon` or `later` pages its second step. */
export const SOON_S = 20;
export const LATER_S = 75;

export const SECRETS = { BENCH_BOT_TOKEN: BOT_TOKEN, BENCH_SIGNING_SECRET: SIGNING_SECRET };

interface Workspace {
  /** Address of the Web API. */
  readonly url: string;
  /** Whose ids people have there. */
  readonly ana: string;
  readonly ben: string;
}

const policy = (wait: string): object => ({
  steps: [
    { notify: ['person:ana'], wait },
    { notify: ['person:ben'], wait: '1h' },
  ],
});

/** One workspace, two people in it, and limits so high that they are never met. */
const company = ({ url, ana, ben }: Workspace): object => ({
  chat: {
    'main-slack': {
      platform: 'slack',
      botToken: '${BENCH_BOT_TOKEN}',
      signingSecret: '${BENCH_SIGNING_SECRET}',
      apiUrl: url,
    },
  },
  people: {
    ana: { name: 'Ana', roles: ['admin'], chat: { 'main-slack': ana } },
    ben: { name: 'Ben', roles: ['commander'], chat: { 'main-slack': ben } },
  },
  access: {
    limits: { person: { count: 1_000_000, per: '1m' }, instance: { count: 1_000_000, per: '1m' } },
  },
  defaults: { severity: 'SEV-3', escalation: 'standard' },
});

/**
 * @returns a configuration as a small company has one: announcements, a channel for each incident with its people
 * invited, two steps of escalation.
 */
export function configuration(slack: Workspace): string {
  // JSON is YAML too.
  return JSON.stringify({
    ...company(slack),
    teams: {
      soon: { members: ['ana'], escalation: 'soon' },
      later: { members: ['ana'], escalation: 'later' },
    },
    escalation: { standard: policy('1h'), soon: policy(`${SOON_S}s`), later: policy(`${LATER_S}s`) },
    notifications: {
      default: ['main-slack/#incidents'],
      fallback: ['main-slack/#incidents'],
      incidentChannel: {
        instances: ['main-slack'],
        archiveAtClose: true,
        invite: ['person:ana', 'person:ben'],
      },
    },
  });
}

/**
 * @param waitS seconds from the first page to the second.
 * @returns a configuration of which only pages and their timers are left.
 */
export function pagesOnly(slack: Workspace, waitS: number): string {
  return JSON.stringify({ ...company(slack), escalation: { standard: policy(`${waitS}s`) } });
}
