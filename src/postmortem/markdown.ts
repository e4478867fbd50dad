import { actionId, stateOf, type ActionItem } from '../action-item/item.ts';
import type { IncidentEvent } from '../incident/event.ts';
import { narrate, stepLabel } from '../incident/narrate.ts';
import { roleTitle } from '../incident/person.ts';
import type { IncidentView } from '../incident/view.ts';
import { targetLabel } from '../escalation/policy.ts';
import type { PostmortemDocument } from './document.ts';
import { factsOf, type Facts } from './facts.ts';
import { asMarkdown, escaped, link, table } from './markdown-text.ts';
import type { Part, Template, TemplateSection } from './template.ts';
import { lengthOf, wallClock } from './wall-clock.ts';

/** Everything that a post-mortem is written from. */
export interface PostmortemSource {
  readonly view: IncidentView;
  /** Oldest first. */
  readonly events: readonly IncidentEvent[];
  readonly document: PostmortemDocument;
  readonly actions: readonly ActionItem[];
  readonly template: Template;
  /** Address of the incident's page. */
  readonly page: string;
  /** IANA zone of who reads it. */
  readonly zone: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** @returns the post-mortem as Markdown; what people have written stands in it as they wrote it. */
export function postmortemMarkdown(source: PostmortemSource): string {
  const { view, document, template } = source;
  const { id, title } = view.incident;
  const write = writer(source);
  const status = document.status === 'published' ? 'Published' : 'Draft';
  const version =
    document.by && document.at !== undefined
      ? `, version ${document.revision} by ${escaped(document.by.name)}`
      : '';
  return [
    `# Post\\-mortem of ${escaped(id)}: ${escaped(title)}`,
    `${status}${version}. ${link(`${id} in Muster`, source.page)}`,
    ...template.sections.map((section) =>
      [`## ${escaped(section.title)}`, ...bodyOf(section, document, write)].join('\n\n'),
    ),
    '',
  ].join('\n\n');
}

function bodyOf(
  section: TemplateSection,
  { sections }: PostmortemDocument,
  write: (part: Part) => string,
): string[] {
  const generated = section.parts.map(write);
  if (generated.length > 0) return generated;
  const written = sections[section.key];
  if (written !== undefined) return [demoted(written.trim())];
  return [`*${escaped(section.guidance || 'To be written.')}*`];
}

/** A heading that somebody writes within a section does not end it. */
function demoted(markdown: string): string {
  let fenced = false;
  return markdown
    .split('\n')
    .map((line) => {
      if (/^\s{0,3}(?:```|~~~)/.test(line)) fenced = !fenced;
      return fenced ? line : line.replace(/^(\s{0,3})#{1,2}(?=\s)/, '$1###');
    })
    .join('\n');
}

/** @returns a function that writes one part. */
function writer({ view, events, document, actions, zone, now }: PostmortemSource): (part: Part) => string {
  const { incident } = view;
  const facts = factsOf(incident, events, document);
  const local = wallClock(zone);
  const utc = wallClock('UTC');
  const both = (at: number): string => (zone === 'UTC' ? `${utc(at)} UTC` : `${local(at)} (${utc(at)} UTC)`);
  const zoneHead = zone === 'UTC' ? [] : [escaped(zone)];
  const instants = (at: number): string[] => [
    escaped(utc(at)),
    ...(zone === 'UTC' ? [] : [escaped(local(at))]),
  ];
  const cell = (text: Parameters<typeof asMarkdown>[0]): string => asMarkdown(text, both);
  const heads = ['UTC', ...zoneHead];

  const parts: Record<Part, () => string> = {
    summary: () => {
      const about = [
        incident.service !== undefined && `service ${incident.service}`,
        incident.team !== undefined && `team ${incident.team}`,
      ].filter((one) => one !== false);
      const where = about.length > 0 ? ` (${about.join(', ')})` : '';
      const end = incident.closed ?? incident.resolved ?? incident.mitigated;
      const last = end
        ? ` It is ${incident.status} since ${both(end.at)}${end.note ? `: ${end.note}` : ''}.`
        : ` It is ${incident.status}.`;
      return escaped(
        `${incident.severity}${where}. ${incident.declared.by.name} declared it at ${both(incident.declared.at)}.${last}`,
      );
    },
    impact: () => impactOf(facts, both),
    durations: () => {
      const rows: [string, number | undefined, string][] = [
        ['To detect', facts.detectMs, 'from the beginning of the impact to the declaration'],
        ['To acknowledge', facts.acknowledgeMs, 'from the declaration to the first acknowledgement'],
        ['To mitigate', facts.mitigateMs, 'from the declaration to the end of the impact'],
        ['To resolve', facts.resolveMs, 'from the declaration to the resolution'],
      ];
      const breached = incident.slaBreached.join(', ');
      const sla = breached ? `\n\nSLA targets missed: ${escaped(breached)}.` : '';
      return (
        table(
          ['', 'Time', ''],
          rows.map(([name, ms, what]) => [
            name,
            ms === undefined ? 'not known' : escaped(lengthOf(ms)),
            what,
          ]),
        ) + sla
      );
    },
    severity: () =>
      table(
        [...heads, 'Severity', 'By'],
        facts.severities.map(({ severity, at, by }) => [...instants(at), escaped(severity), escaped(by)]),
      ),
    responders: () =>
      incident.responders.length === 0
        ? 'Nobody was a responder.'
        : table(
            ['Who', 'Role', 'Since (UTC)'],
            incident.responders.map(({ person, role, since }) => [
              escaped(person.name),
              role ? escaped(roleTitle(role)) : 'responder',
              escaped(utc(since)),
            ]),
          ),
    pages: () =>
      facts.pages.length === 0
        ? 'Nobody was paged.'
        : table(
            [...heads, 'Step', 'Whom', 'Why'],
            facts.pages.map((page) => [
              ...instants(page.at),
              escaped(stepLabel(page)),
              page.unreachable || page.targets.length === 0
                ? '**nobody could be paged**'
                : escaped(page.targets.map(targetLabel).join(', ')),
              escaped(page.cause),
            ]),
          ),
    updates: () =>
      facts.updates.length === 0
        ? 'No status update was posted.'
        : table(
            [...heads, 'By', 'Update'],
            facts.updates.map(({ at, by, text }) => [...instants(at), escaped(by.name), escaped(text)]),
          ),
    timeline: () =>
      table(
        [...heads, 'What happened'],
        events.map((event) => [...instants(event.at), cell(narrate(event))]),
      ),
    actions: () =>
      actions.length === 0
        ? 'No action items yet.'
        : table(
            ['Id', 'What', 'Owner', 'Due (UTC)', 'State'],
            actions.map((item) => [
              escaped(actionId(item)),
              item.issue
                ? `${escaped(item.text)} (${link(item.issue.key, item.issue.url)})`
                : escaped(item.text),
              item.owner ? escaped(item.owner.name) : '**nobody**',
              item.due === undefined ? 'no date' : escaped(utc(item.due)),
              stateOf(item, now),
            ]),
          ),
  };
  return (part) => parts[part]();
}

function impactOf({ impact }: Facts, say: (at: number) => string): string {
  const { from, until, stated } = impact;
  const end = until === undefined ? 'and lasts' : `until ${say(until)}, ${lengthOf(until - from)}`;
  const source = stated
    ? ''
    : ' As far as the timeline knows: from the declaration to the mitigation or resolution.';
  return escaped(`From ${say(from)} ${end}.${source}`);
}
