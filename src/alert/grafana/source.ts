import { byAuthorization } from '../../signature/by-authorization.ts';
import type { Source } from '../../inbox/source.ts';
import { verifyGrafana } from './authenticity.ts';
import { grafanaGuide } from './guide.ts';
import { readGrafana } from './read.ts';
import { sampleNotification } from './sample.ts';
import { settings, type GrafanaSettings } from './settings.ts';

/**
 * The webhook contact point of Grafana Alerting, version 1. Grafana before 12 signs nothing: the signature is for those
 * that do. It has no delivery id.
 */
export const grafana: Source<GrafanaSettings> = {
  name: 'grafana',
  title: 'Grafana',
  brings: ['alerts'],
  settings,
  headers: ['content-type', 'user-agent'],
  create: ({ signingSecret, authorization, ...signing }) => ({
    verify: (arrival, now) => {
      const authorized = byAuthorization(arrival, authorization);
      if (!authorized.verified || signingSecret === undefined) return authorized;
      return verifyGrafana(arrival, { ...signing, signingSecret }, now);
    },
    key: () => undefined,
    read: readGrafana,
  }),
  guide: grafanaGuide,
  sample: sampleNotification,
};
