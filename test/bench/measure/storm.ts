import { atOnce } from '../at-once.ts';
import { instant } from '../clock.ts';
import { figure, type Figure } from '../figures/figure.ts';
import { alertsBody } from '../inbox/alerts.ts';
import { Sender } from '../inbox/sender.ts';
import { InboxSystem, SECRET } from '../inbox/system.ts';
import type { Scale } from './scale.ts';

const GROUPS = 20;
/** Alerts in one delivery, as Alertmanager sends a group that grows. */
const IN_ONE = 20;
const IN_FLIGHT = 16;

/** A storm of alerts of twenty groups: how soon all are answered and worked off, and that twenty incidents come of it. */
export async function storm(scale: Scale): Promise<Figure[]> {
  const system = await InboxSystem.start();
  try {
    const server = await system.run('server');
    await system.run('worker');
    let sent = 0;
    const next = () => {
      const [group, from] = [sent % GROUPS, Math.floor(sent / GROUPS) * IN_ONE];
      sent++;
      const alerts = Array.from({ length: IN_ONE }, (_, n) => from + n);
      return { headers: { 'content-type': 'application/json' }, body: alertsBody(group, alerts) };
    };
    const sender = new Sender(server.url, `/in/prometheus/${SECRET}`, IN_FLIGHT, next);
    system.endWith(() => sender.close());
    const deliveries = scale.alerts / IN_ONE;
    const began = instant();
    await atOnce(deliveries, IN_FLIGHT, async () => {
      const status = await sender.send();
      if (status >= 300 || status === 0) throw new Error(`a delivery was answered ${status}`);
    });
    const answered = instant() - began;
    await system.workedOff('prometheus', deliveries);
    const workedOff = instant() - began;
    const incidents = await system.stores.incidents.list('default', {}, 2 * GROUPS);
    return [
      figure(`${scale.alerts} alerts of ${GROUPS} groups answered`, 'ms', [[answered]]),
      figure('· worked off', 'ms', [[workedOff]]),
      figure('· alerts worked off', 'per s', [[(scale.alerts / workedOff) * 1_000]]),
      {
        ...figure('· incidents more or less than groups', 'count', [[Math.abs(incidents.length - GROUPS)]]),
        goal: { atMost: 0 },
      },
    ];
  } finally {
    await system.stop();
  }
}
