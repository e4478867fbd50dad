import { SIGNING_SECRET, startFakeSlack, BOT_TOKEN, type FakeSlack } from '../fakes/slack/fake.ts';
import type { FakeUser } from '../fakes/slack/workspace.ts';
import { System } from './system.ts';

/** A team on a fake Slack workspace with the whole of Muster behind it. */
export interface SlackSystem {
  readonly slack: FakeSlack;
  readonly system: System;
  readonly ana: FakeUser;
  readonly ben: FakeUser;
  stop(): Promise<void>;
}

export interface SlackSystemOptions {
  /** How long the first escalation step waits; the second is Ben's. */
  readonly wait?: string;
  readonly sla?: string;
  readonly incidentChannel?: boolean;
  readonly repeat?: number;
  /** Who is notified second; Ben unless it is given. */
  readonly second?: string;
  /** Further provider instances and policies, each with its key, in YAML by two spaces. */
  readonly chat?: string;
  readonly policies?: string;
  /** Further sections, in YAML. */
  readonly more?: string;
  /** What `${NAME}` in these stands for. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts both. SEV-1 goes to #critical, everything else to #incidents; what cannot be delivered to #fallback. */
export async function startSlackSystem(options: SlackSystemOptions = {}): Promise<SlackSystem> {
  const slack = await startFakeSlack();
  slack.insistent = true;
  const ana = slack.addUser('ana');
  const ben = slack.addUser('ben');
  for (const name of ['incidents', 'critical', 'fallback'])
    slack.addChannel(name, { members: [slack.workspace.bot.id, ana.id, ben.id] });
  const config = `
server: { host: 127.0.0.1 }
chat:
  main-slack:
    platform: slack
    apiUrl: ${slack.url}
    botToken: \${SLACK_BOT_TOKEN}
    signingSecret: \${SLACK_SIGNING_SECRET}
    timeoutMs: 3000
${options.chat ?? ''}
people:
  ana: { name: Ana, roles: [commander], chat: { main-slack: ${ana.id} } }
  ben: { name: Ben, roles: [responder], chat: { main-slack: ${ben.id} } }
escalation:
  standard:
    steps:
      - { notify: ['person:ana'], wait: ${options.wait ?? '10m'} }
      - { notify: ['${options.second ?? 'person:ben'}'], wait: ${options.wait ?? '10m'} }
    repeat: ${options.repeat ?? 0}
${options.policies ?? ''}
${options.more ?? ''}
${options.sla ?? ''}
notifications:
  SEV-1: ['main-slack/#critical']
  default: ['main-slack/#incidents']
  fallback: ['main-slack/#fallback']
${options.incidentChannel ? '  incidentChannel: { instances: [main-slack], invite: ["person:ana"] }' : ''}
# Tests ask again and again whether something holds by now.
access: { unmapped: responder, limits: { person: { count: 5000, per: 1m } } }
defaults: { escalation: standard }
`;
  const system = await System.start({
    config,
    env: { ...options.env, SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET },
  });
  slack.installApp({ url: `${system.baseUrl}/chat/main-slack`, signingSecret: SIGNING_SECRET });
  return {
    slack,
    system,
    ana,
    ben,
    async stop() {
      await system.stop();
      await slack.close();
    },
  };
}

/** @returns the incident's id in an answer such as "Ana declared INC-7 …". */
export function idIn(text: string): string {
  const id = /INC-\d+/.exec(text)?.[0];
  if (id === undefined) throw new Error(`no incident id in ${text}`);
  return id;
}
