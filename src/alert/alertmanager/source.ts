import { z } from 'zod';
import { authorization } from '../../signature/authorization.ts';
import { byAuthorization } from '../../signature/by-authorization.ts';
import type { Source } from '../../inbox/source.ts';
import { alertmanagerGuide } from './guide.ts';
import { readAlertmanager } from './read.ts';
import { sampleNotification } from './sample.ts';

const settings = z.strictObject({
  authorization: authorization
    .optional()
    .describe('What its http_config sends in the header Authorization, besides the secret of the address.'),
});

/**
 * Prometheus Alertmanager's webhook, version 4. It signs nothing and has no delivery id.
 * Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export const alertmanager: Source<z.infer<typeof settings>> = {
  name: 'alertmanager',
  title: 'Prometheus Alertmanager',
  brings: ['alerts'],
  settings,
  headers: ['content-type', 'user-agent'],
  create: (configured) => ({
    verify: (arrival) => byAuthorization(arrival, configured.authorization),
    key: () => undefined,
    read: readAlertmanager,
  }),
  guide: alertmanagerGuide,
  sample: sampleNotification,
};
