import { teamsHarness } from '../fakes/teams/harness.ts';
import { describeProvider } from './provider-contract.ts';

describeProvider('teams, with Microsoft Graph', () => teamsHarness(true));
describeProvider('teams, without Microsoft Graph', () => teamsHarness(false));
