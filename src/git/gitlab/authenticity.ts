import type { Verdict } from '../../inbox/delivery.ts';
import type { Arrival } from '../../inbox/source.ts';
import { madeWith } from '../../signature/shared-secret.ts';
import { standardProblem } from '../../signature/standard-webhooks.ts';
import type { GitLabSettings } from './settings.ts';

/**
 * Verifies that a delivery is GitLab's: by its signature where a signing token is set, and then by nothing less; else
 * by the secret token that it comes with.
 * Source: https://docs.gitlab.com/user/project/integrations/webhooks/
 * @param now epoch milliseconds.
 */
export function verifyGitLab(arrival: Arrival, settings: GitLabSettings, now: number): Verdict {
  const { signingToken, previousSigningToken, secretToken, previousSecretToken } = settings;
  if (signingToken !== undefined) {
    const problem = standardProblem(arrival, [signingToken, previousSigningToken], now);
    return problem === undefined
      ? { verified: true, by: 'signature' }
      : { verified: false, reason: `${problem}. Compare signingToken with the one of the webhook on GitLab` };
  }
  const given = arrival.headers['x-gitlab-token'];
  if (secretToken !== undefined && madeWith(given, [secretToken, previousSecretToken], (token) => token))
    return { verified: true, by: 'token' };
  const problem = given ? 'its header X-Gitlab-Token does not match' : 'it has no header X-Gitlab-Token';
  return {
    verified: false,
    reason: `${problem}. Compare secretToken with the one of the webhook on GitLab`,
  };
}
