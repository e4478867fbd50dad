import type { Authorization } from '../../signature/authorization.ts';
import type { Guide, GuideContext } from '../../inbox/guide.ts';

/** @returns how Alertmanager is set up. Source: https://prometheus.io/docs/alerting/latest/configuration/ */
export function alertmanagerGuide(
  { authorization }: { readonly authorization?: Authorization | undefined },
  { integration, address }: GuideContext,
): Guide {
  const receiver = [
    'receivers:',
    `  - name: muster-${integration}`,
    '    webhook_configs:',
    `      - url: ${address}`,
    '        send_resolved: true',
    '        max_alerts: 0',
    ...(authorization === undefined ? [] : httpConfig(authorization)),
  ];
  return {
    documentation: 'https://prometheus.io/docs/alerting/latest/configuration/#webhook_config',
    steps: [
      {
        text: 'Add a receiver to alertmanager.yml. send_resolved tells Muster when an alert has ended; max_alerts: 0 leaves none out.',
        copy: receiver.join('\n'),
      },
      ...(authorization === undefined
        ? []
        : [
            {
              text: `Write the ${authorization.username === undefined ? 'credentials' : 'password'} that integrations.${integration}.authorization has into the file that is named there, readable by Alertmanager alone.`,
            },
          ]),
      {
        text: 'Send to it, by the route of your choice; with group_by, an incident follows a group.',
        copy: `route:\n  receiver: muster-${integration}\n  group_by: [alertname, service]`,
      },
      {
        text: 'Check the file and have Alertmanager read it.',
        copy: 'amtool check-config alertmanager.yml && kill -HUP $(pidof alertmanager)',
      },
      {
        text: 'What is answered with 500 to 599, or not at all, Alertmanager sends again, after growing pauses until group_interval is over and then anew each group_interval, for as long as it runs: nothing has to be sent by hand, also not of alerts that have ended meanwhile. What is answered with 400 to 499 it sends again at the next group_interval. Its metric alertmanager_notifications_failed_total counts the failures; what still fires is told again each repeat_interval.',
      },
    ],
  };
}

function httpConfig({ username, scheme }: Authorization): readonly string[] {
  const file = '/etc/alertmanager/muster-secret';
  const lines =
    username === undefined
      ? ['  authorization:', `    type: ${scheme}`, `    credentials_file: ${file}`]
      : ['  basic_auth:', `    username: ${JSON.stringify(username)}`, `    password_file: ${file}`];
  return ['http_config:', ...lines].map((line) => `        ${line}`);
}
