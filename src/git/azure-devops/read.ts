import type { z } from 'zod';
import { bounded, instant, MOST } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import { jsonBody } from '../../inbox/json-body.ts';
import type { Reading } from '../../inbox/reading.ts';
import { entry, ignored, unparsed } from '../event.ts';
import { readDeployment, readStage } from './deployment.ts';
import { envelope, payloads } from './payload.ts';
import { readComment, readPullRequest } from './pull-request.ts';
import { readPush } from './push.ts';
import type { Told } from './told.ts';

type Reader = (body: Uint8Array, told: Told, deploying: readonly string[]) => Reading;

const NOBODY = /^0{8}-(?:0{4}-){3}0{12}$/;

/** Ids that the page's button Test sends, with what did not happen. Source: the sample payloads of the events' page. */
const SAMPLES: ReadonlySet<string> = new Set([
  '03c164c2-8912-4d5e-8009-3707d5f83734',
  '2ab4e3d3-b7a6-425e-92b1-5a9982c1269e',
  '6872ee8c-b333-4eff-bfb9-0d5274943566',
  'af07be1b-f3ad-44c8-a7f1-c4835f2df06b',
  'c3e52c57-187a-45c4-abe2-184a48291bad',
  '1f04688d-98bb-4206-850f-43389f4c8cb4',
  'ac1dd6da-af30-43cb-8434-e1005864b0a3',
]);

const readers: Readonly<Record<string, Reader>> = {
  'git.push': by(payloads.push, readPush, /^[12]\./),
  'git.pullrequest.created': by(payloads.pullRequest, readPullRequest, /^[12]\./),
  'git.pullrequest.updated': by(payloads.pullRequest, readPullRequest, /^[12]\./),
  'git.pullrequest.merged': by(payloads.pullRequest, readPullRequest, /^[12]\./),
  'ms.vss-code.git-pullrequest-comment-event': by(payloads.comment, readComment, /^[12]\./),
  'ms.vss-release.deployment-started-event': by(payloads.deployment, readDeployment, /^3\./),
  'ms.vss-release.deployment-completed-event': by(payloads.deployment, readDeployment, /^3\./),
  'ms.vss-pipelines.stage-state-changed-event': by(
    payloads.stage,
    (body, told, deploying) => readStage(body, deploying, told),
    /^5\./,
  ),
};

/**
 * Reads a notification of a service hook.
 * Source: https://learn.microsoft.com/azure/devops/service-hooks/events
 * @param deploying stages of pipelines that deploy.
 */
export function readAzureDevOps({ body, receivedAt }: Delivery, deploying: readonly string[]): Reading {
  const read = jsonBody(body, envelope);
  if ('problem' in read) return unparsed(`no notification of a service hook: ${read.problem}`);
  const { id, eventType, subscriptionId, createdDate } = read.value;
  if (SAMPLES.has(id) || NOBODY.test(subscriptionId ?? ''))
    return ignored('a test of Azure DevOps: what it tells of did not happen');
  const reader = entry(readers, eventType);
  if (!reader) return ignored(`nothing follows from the event ${bounded(eventType, 100)}`);
  return reader(body, { id, at: instant(createdDate) ?? receivedAt }, deploying);
}

/** @returns what Azure DevOps knows a notification by: it sends it again under the same. */
export function keyOf({ body }: Delivery): string | undefined {
  const read = jsonBody(body, envelope);
  if ('problem' in read) return undefined;
  const { id, subscriptionId, notificationId } = read.value;
  return bounded([subscriptionId, notificationId, id].filter((part) => part != null).join('/'), MOST.key);
}

function by<T extends { readonly resourceVersion?: string | null | undefined }>(
  schema: z.ZodType<T>,
  read: (body: T, told: Told, deploying: readonly string[]) => Reading,
  versions: RegExp,
): Reader {
  return (body, told, deploying) => {
    const payload = jsonBody(body, schema);
    if ('problem' in payload)
      return unparsed(`no event that is known: ${payload.problem}. Resource details to send must be All`);
    const { resourceVersion: version } = payload.value;
    if (version != null && !versions.test(version))
      return unparsed(`resourceVersion ${bounded(version, 50)} is not one that is known`);
    return read(payload.value, told, deploying);
  };
}
