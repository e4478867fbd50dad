import type { Redact } from '../access/redact.ts';
import type { ActionItem } from '../action-item/item.ts';
import type { TenantConfig } from '../config/config.ts';
import type { IncidentEvent } from '../incident/event.ts';
import type { IncidentId } from '../incident/id.ts';
import type { IncidentView } from '../incident/view.ts';
import type { ActionStore } from '../mongo/action-store.ts';
import type { PostmortemStore } from '../mongo/postmortem-store.ts';
import {
  changed,
  SECTION_LIMIT,
  type PostmortemChange,
  type PostmortemDocument,
} from '../postmortem/document.ts';
import { postmortemMarkdown } from '../postmortem/markdown.ts';
import { writtenSections, type Template } from '../postmortem/template.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';

/** A post-mortem as it stands, with what it is made of. */
export interface ReadPostmortem {
  readonly view: IncidentView;
  /** Oldest first. */
  readonly events: readonly IncidentEvent[];
  readonly document: PostmortemDocument;
  readonly template: Template;
  readonly actions: readonly ActionItem[];
  /** IANA zone in which it says instants besides UTC. */
  readonly zone: string;
  readonly markdown: string;
}

export interface PostmortemDependencies {
  readonly operations: Pick<Operations, 'status' | 'timeline' | 'about' | 'links'>;
  readonly documents: Pick<PostmortemStore, 'read' | 'version' | 'add'>;
  readonly actions: Pick<ActionStore, 'of'>;
  readonly config: (tenant: string) => Pick<TenantConfig, 'postmortem' | 'defaults'>;
  readonly redact: Redact;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Reading and writing post-mortems, for who may see the incident. */
export function createPostmortems(deps: PostmortemDependencies) {
  const { operations, documents } = deps;

  async function read(
    caller: Caller,
    id: IncidentId,
    { revision, zone }: { readonly revision?: number | undefined; readonly zone?: string | undefined } = {},
  ): Promise<ReadPostmortem | Denied> {
    const view = await operations.status(caller, id);
    if ('denied' in view) return view;
    const { tenant } = caller;
    const [events, document, actions] = await Promise.all([
      operations.timeline(caller, id, Infinity),
      revision === undefined ? documents.read(tenant, id) : documents.version(tenant, id, revision),
      deps.actions.of(tenant, id),
    ]);
    if ('denied' in events) return events;
    if (!document)
      return { denied: 'not_found', message: `The post-mortem of ${id} has no version ${revision ?? ''}.` };
    const { postmortem, defaults } = deps.config(tenant);
    const { template } = postmortem;
    const { page } = operations.links(tenant, id);
    const made = { view, events, document, template, actions, zone: zone ?? defaults.timeZone };
    return { ...made, markdown: postmortemMarkdown({ ...made, page, now: deps.now() }) };
  }

  /** What is wrong with a change before it is tried. */
  function objection(template: Template, { sections = {} }: PostmortemChange): string | undefined {
    const keys = writtenSections(template).map(({ key }) => key);
    for (const [key, text] of Object.entries(sections)) {
      if (!keys.includes(key) && text !== '')
        return `There is no section ${JSON.stringify(key.slice(0, 60))} that people write: it is one of ${keys.join(', ')}.`;
      if (text.length > SECTION_LIMIT)
        return `The section ${key} has ${text.length} characters; at most ${SECTION_LIMIT} are kept.`;
    }
    return undefined;
  }

  return {
    /**
     * @param what.revision an earlier version of what people wrote. @param what.zone IANA zone of who reads it.
     * @returns the post-mortem; what Muster writes in it is as of now.
     */
    read,

    /** Writes the next version. @returns it, or why not: somebody else was first, or it is not allowed. */
    write: (caller: Caller, id: IncidentId, change: PostmortemChange): Promise<PostmortemDocument | Denied> =>
      operations.about(caller, { incident: id, permission: 'postmortem' }, async () => {
        const { tenant, person } = caller;
        const message = objection(deps.config(tenant).postmortem.template, change);
        if (message !== undefined) return { denied: 'invalid', message };
        const before = await documents.read(tenant, id);
        const sections = Object.fromEntries(
          Object.entries(change.sections ?? {}).map(([key, text]) => [key, deps.redact(text, tenant)]),
        );
        const next = changed(before, { ...change, sections }, person, deps.now());
        if (before.revision === change.revision && (await documents.add(tenant, id, next))) return next;
        const newest = await documents.read(tenant, id);
        const by = newest.by ? ` by ${newest.by.name}` : '';
        return {
          denied: 'impossible',
          message: `The post-mortem of ${id} is at version ${newest.revision}${by} meanwhile, and you changed version ${change.revision}. Read it again, then write.`,
        };
      }),
  };
}

export type Postmortems = ReturnType<typeof createPostmortems>;
