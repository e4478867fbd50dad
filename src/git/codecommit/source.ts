import { z } from 'zod';
import type { Source } from '../../inbox/source.ts';
import { fromAws, signingKeys, type FetchCertificate } from '../../inbox/sns/certificates.ts';
import { snsSteps } from '../../inbox/sns/guide.ts';
import { snsIntake } from '../../inbox/sns/intake.ts';
import { SNS_HEADERS } from '../../inbox/sns/read.ts';
import { sampleSns } from '../../inbox/sns/sample.ts';
import { snsSettings } from '../../inbox/sns/settings.ts';
import { readCodeCommit } from './read.ts';

const settings = z.strictObject(snsSettings);

/**
 * AWS CodeCommit by EventBridge and SNS. EventBridge is told of changes as well as CodeCommit can (best effort).
 * Source: https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
 * @param fetch certificates with which SNS signs; in tests another.
 */
export function codecommitWith(fetch: FetchCertificate): Source<z.infer<typeof settings>> {
  const signingKey = signingKeys(fetch);
  return {
    name: 'codecommit',
    title: 'AWS CodeCommit',
    domain: 'console.aws.amazon.com',
    brings: ['changes'],
    settings,
    headers: SNS_HEADERS,
    create: (set) =>
      snsIntake(set, signingKey, (content, _topic, receivedAt) => readCodeCommit(content, receivedAt)),
    guide: (set, { integration, address }) => {
      const topic = set.topics[0] ?? '';
      return {
        documentation: 'https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html',
        steps: [
          ...snsSteps(set, address),
          {
            text: 'Make an EventBridge rule for the events of CodeCommit, in the region of the repositories, with the topic as its target. Leave the input of the target as it is (Matched events).',
            copy: `aws events put-rule --name muster-${integration} --event-pattern '{"source":["aws.codecommit"]}'\naws events put-targets --rule muster-${integration} --targets Id=muster,Arn=${topic}`,
          },
          {
            text: 'Where the rule is made on the command line: allow EventBridge to publish to the topic, by this statement in its access policy (in the SNS console: the topic, Edit, Access policy). The EventBridge console adds it by itself.',
            copy: JSON.stringify(
              {
                Sid: 'EventBridge',
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sns:Publish',
                Resource: topic,
              },
              null,
              2,
            ),
          },
          {
            text: 'Try it: a new branch comes in within seconds. CodeCommit tells which commit a branch points to, and neither the commits between nor the text of comments: pushes are marked as incomplete.',
            copy: 'aws codecommit create-branch --repository-name <name> --branch-name muster-test --commit-id <commit>',
          },
        ],
      };
    },
    sample: (now) =>
      sampleSns(
        {
          version: '0',
          id: `muster-test-${now}`,
          'detail-type': 'CodeCommit Repository State Change',
          source: 'aws.codecommit',
          account: '123456789012',
          time: new Date(now).toISOString(),
          region: 'eu-west-1',
          resources: ['arn:aws:codecommit:eu-west-1:123456789012:muster-test'],
          detail: {
            event: 'referenceUpdated',
            repositoryName: 'muster-test',
            repositoryId: '12345678-1234-5678-abcd-12345678abcd',
            referenceType: 'branch',
            referenceName: 'main',
            referenceFullName: 'refs/heads/main',
            commitId: 'b'.repeat(40),
            oldCommitId: 'a'.repeat(40),
            callerUserArn: 'arn:aws:iam::123456789012:user/muster',
          },
        },
        now,
      ),
  };
}

export const codecommit = codecommitWith(fromAws);
