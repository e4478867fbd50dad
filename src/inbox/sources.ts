import { alertmanager } from '../alert/alertmanager/source.ts';
import { cloudwatch } from '../alert/cloudwatch/source.ts';
import { datadog } from '../alert/datadog/source.ts';
import { email } from '../alert/email/source.ts';
import { grafana } from '../alert/grafana/source.ts';
import { json } from '../alert/json/source.ts';
import { pagerduty } from '../alert/pagerduty/source.ts';
import { azureDevOps } from '../git/azure-devops/source.ts';
import { bitbucketDc } from '../git/bitbucket-dc/source.ts';
import { bitbucket } from '../git/bitbucket/source.ts';
import { codecommit } from '../git/codecommit/source.ts';
import { gitea } from '../git/gitea/source.ts';
import { github } from '../git/github/source.ts';
import { gitlab } from '../git/gitlab/source.ts';
import { jira } from '../ticket/jira/source.ts';
import type { ReadingSoon } from './reading.ts';
import type { Source } from './source.ts';

/** Every kind of sender that can be configured. */
export const SOURCES: readonly Source<unknown, ReadingSoon>[] = [
  alertmanager,
  cloudwatch,
  datadog,
  email,
  grafana,
  json,
  pagerduty,
  azureDevOps,
  bitbucketDc,
  bitbucket,
  codecommit,
  gitea,
  github,
  gitlab,
  jira,
] as readonly Source<unknown, ReadingSoon>[];
