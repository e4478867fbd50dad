import { startFakeTeams, type FakeTeams } from '../fakes/teams/fake.ts';
import { APP_PASSWORD } from '../fakes/teams/interfaces.ts';
import { APP_ID, TENANT, type FakeTeam, type FakeUser } from '../fakes/teams/organisation.ts';
import { System } from './system.ts';

/** A team in a fake organisation on Microsoft Teams with the whole of Muster behind it. */
export interface TeamsSystem {
  readonly teams: FakeTeams;
  readonly system: System;
  readonly team: FakeTeam;
  readonly ana: FakeUser;
  readonly ben: FakeUser;
  stop(): Promise<void>;
}

/** Starts both, and puts the app into the team. SEV-1 goes to #critical, everything else to #incidents. */
export async function startTeamsSystem(): Promise<TeamsSystem> {
  const teams = await startFakeTeams();
  teams.insistent = true;
  const ana = teams.addUser('Ana');
  const ben = teams.addUser('Ben');
  const team = teams.addTeam('Operations', [ana, ben]);
  for (const name of ['incidents', 'critical', 'fallback']) teams.addChannel(name, team);
  const config = `
server: { host: 127.0.0.1 }
chat:
  main-teams:
    platform: teams
    appId: ${APP_ID}
    appPassword: \${TEAMS_APP_PASSWORD}
    tenantId: ${TENANT}
    graph: true
    channelOwner: ${ana.id}
    serviceUrl: ${teams.serviceUrl}
    loginUrl: ${teams.origin}
    openIdMetadataUrl: ${teams.origin}/openid/.well-known/openidconfiguration
    graphUrl: ${teams.origin}/graph/v1.0
    timeoutMs: 3000
people:
  ana: { name: Ana, roles: [commander], chat: { main-teams: ${ana.id} } }
  ben: { name: Ben, roles: [responder], chat: { main-teams: ${ben.id} } }
escalation:
  standard:
    steps:
      - { notify: ['person:ana'], wait: 10m }
      - { notify: ['person:ben'], wait: 10m }
notifications:
  SEV-1: ['main-teams/#critical']
  default: ['main-teams/#incidents']
  fallback: ['main-teams/#fallback']
  incidentChannel: { instances: [main-teams], invite: ["person:ana"] }
# Tests ask again and again whether something holds by now.
access: { unmapped: responder, limits: { person: { count: 5000, per: 1m } } }
defaults: { escalation: standard }
`;
  const system = await System.start({ config, env: { TEAMS_APP_PASSWORD: APP_PASSWORD } });
  teams.installApp(`${system.baseUrl}/chat/main-teams`);
  const installed = await teams.installs(ana, team);
  if (installed.status !== 200)
    throw new Error(`the app was not installed: ${installed.status} ${installed.body}`);
  return {
    teams,
    system,
    team,
    ana,
    ben,
    async stop() {
      await system.stop();
      await teams.close();
    },
  };
}
