import {
  CALLBACK_SECRET,
  COMMAND_TOKEN,
  BOT_TOKEN,
  startFakeMattermost,
  type FakeMattermost,
} from '../fakes/mattermost/fake.ts';
import type { FakeUser } from '../fakes/mattermost/state.ts';
import { System } from './system.ts';

/** A team on a fake Mattermost server with the whole of Muster behind it. */
export interface MattermostSystem {
  readonly mattermost: FakeMattermost;
  readonly system: System;
  readonly ana: FakeUser;
  readonly ben: FakeUser;
  stop(): Promise<void>;
}

/** Where Mattermost is told that Muster is. */
const PUBLIC = 'http://muster.example.com';

/** Starts both. SEV-1 goes to #critical, everything else to #incidents; what cannot be delivered to #fallback. */
export async function startMattermostSystem(): Promise<MattermostSystem> {
  const mattermost = await startFakeMattermost();
  mattermost.insistent = true;
  const ana = mattermost.addUser('ana', { nickname: 'Ana' });
  const ben = mattermost.addUser('ben', { nickname: 'Ben' });
  for (const name of ['incidents', 'critical', 'fallback'])
    mattermost.addChannel(name, { members: [mattermost.state.bot.id, ana.id, ben.id] });
  const config = `
server: { host: 127.0.0.1, baseUrl: '${PUBLIC}' }
chat:
  main-mattermost:
    platform: mattermost
    url: ${mattermost.url}
    botToken: \${MATTERMOST_BOT_TOKEN}
    teamName: ops
    commandToken: \${MATTERMOST_COMMAND_TOKEN}
    callbackSecret: \${MATTERMOST_CALLBACK_SECRET}
    timeoutMs: 3000
people:
  ana: { name: Ana, roles: [commander], chat: { main-mattermost: ${ana.id} } }
  ben: { name: Ben, roles: [responder], chat: { main-mattermost: ${ben.id} } }
escalation:
  standard:
    steps:
      - { notify: ['person:ana'], wait: 10m }
      - { notify: ['person:ben'], wait: 10m }
notifications:
  SEV-1: ['main-mattermost/#critical']
  default: ['main-mattermost/#incidents']
  fallback: ['main-mattermost/#fallback']
  incidentChannel: { instances: [main-mattermost], invite: ["person:ana"] }
# Tests ask again and again whether something holds by now.
access: { unmapped: responder, limits: { person: { count: 5000, per: 1m } } }
defaults: { escalation: standard }
`;
  const system = await System.start({
    config,
    env: {
      MATTERMOST_BOT_TOKEN: BOT_TOKEN,
      MATTERMOST_COMMAND_TOKEN: COMMAND_TOKEN,
      MATTERMOST_CALLBACK_SECRET: CALLBACK_SECRET,
    },
  });
  mattermost.resolves(PUBLIC, system.baseUrl);
  mattermost.addCommand(`${PUBLIC}/chat/main-mattermost/commands`);
  return {
    mattermost,
    system,
    ana,
    ben,
    async stop() {
      await system.stop();
      await mattermost.close();
    },
  };
}
