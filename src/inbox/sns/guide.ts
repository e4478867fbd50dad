import type { GuideStep } from '../guide.ts';
import type { SnsSettings } from './settings.ts';

/** @returns how topics sign and are subscribed, in the words of the console of AWS. */
export function snsSteps({ topics, leastSignatureVersion }: SnsSettings, address: string): GuideStep[] {
  return [
    {
      text: 'Sign in with the AWS CLI, or open CloudShell in the AWS console, in the region of the topic. Topics that may send stand under topics in the configuration; one that is not there yet is created so.',
      copy: topics.map((arn) => `aws sns create-topic --name ${arn.split(':').at(-1) ?? ''}`).join('\n'),
    },
    ...(leastSignatureVersion === 2
      ? [
          {
            text: 'Have it sign with SHA-256: SignatureVersion 2.',
            copy: topics
              .map(
                (arn) =>
                  `aws sns set-topic-attributes --topic-arn ${arn} --attribute-name SignatureVersion --attribute-value 2`,
              )
              .join('\n'),
          },
        ]
      : []),
    {
      text: 'Subscribe Muster to it. In the SNS console: Create subscription, Protocol HTTPS, the address as Endpoint, Enable raw message delivery not ticked.',
      copy: topics
        .map(
          (arn) =>
            `aws sns subscribe --topic-arn ${arn} --protocol https --notification-endpoint '${address}'`,
        )
        .join('\n'),
    },
    {
      text: 'Muster confirms the subscription by itself: within a minute its Status in the SNS console is Confirmed. When it stays Pending confirmation, look at the deliveries here, and choose Request confirmation.',
    },
  ];
}
