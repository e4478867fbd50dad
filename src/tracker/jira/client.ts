import { fetch } from 'undici';
import type { Severity } from '../../incident/severity.ts';
import type { Status } from '../../incident/status.ts';
import { unanswered } from '../answer.ts';
import { TrackerError } from '../error.ts';
import { titleOf } from '../title.ts';
import type {
  CallOptions,
  NewComment,
  NewTicket,
  Standing,
  Ticket,
  TicketState,
  Tracker,
  TrackerContext,
} from '../tracker.ts';
import { documentOf } from './adf.ts';
import { JiraDevelopment } from './development/client.ts';
import { refusal } from './errors.ts';
import type { JiraSettings } from './settings.ts';
import { wikiOf } from './wiki.ts';

/** Longest summary that Jira takes, in characters. */
const SUMMARY_LIMIT = 255;

/**
 * Jira Cloud (REST API version 3) and Jira Data Center (version 2). A ticket is found again by a label: only properties
 * that an app declares are searched.
 * Source: Atlassian Developer, "The Jira Cloud platform REST API", "Jira Data Center REST API".
 */
export class JiraTracker implements Tracker {
  readonly kind = 'jira';
  readonly id: string;
  readonly development?: JiraDevelopment;
  readonly #settings: JiraSettings;
  readonly #now: () => number;

  constructor(settings: JiraSettings, context: TrackerContext) {
    const { id, now } = context;
    this.id = id;
    this.#settings = settings;
    this.#now = now;
    const { development, timeoutMs } = settings;
    if (development) this.development = new JiraDevelopment(development, timeoutMs, context);
  }

  async create(ticket: NewTicket, options?: CallOptions): Promise<Ticket> {
    const { place, title, paragraphs, due, marker, incident } = ticket;
    const { incidents, dueDates } = this.#settings;
    const issueType = (incident && incidents.issueType) ?? this.#settings.issueType;
    const labels = [...this.#settings.labels, ...(incident ? incidents.labels : [])];
    const fields = {
      project: { key: place },
      issuetype: { name: issueType },
      summary: titleOf(title, SUMMARY_LIMIT),
      description: this.#bodyOf(paragraphs),
      labels: [...new Set([...labels, marker])],
      ...(due !== undefined && dueDates && { duedate: due }),
    };
    const made = await this.#post(place, '/issue', { fields }, 201, options);
    return this.#ticketOf(place, made);
  }

  /** What is made shows in the search of Jira Cloud after seconds, at times after minutes. */
  async find(
    { place, marker }: { place: string; marker: string; since: number },
    options?: CallOptions,
  ): Promise<Ticket | undefined> {
    const search = this.#isCloud ? '/search/jql' : '/search';
    const jql = `project = "${place}" AND labels = "${marker}" ORDER BY created ASC`;
    const found = await this.#post(place, search, { jql, fields: ['summary'], maxResults: 2 }, 200, options);
    const { issues } = (found ?? {}) as { issues?: unknown };
    if (!Array.isArray(issues)) return this.#misunderstood();
    const [first] = issues as unknown[];
    return first === undefined ? undefined : this.#ticketOf(place, first);
  }

  async state(key: string, options?: CallOptions): Promise<TicketState> {
    const found = await this.#call(
      'GET',
      key,
      `/issue/${key}?fields=status,statuscategorychangedate`,
      undefined,
      200,
      options,
    );
    const { fields } = (found ?? {}) as { fields?: { status?: unknown; statuscategorychangedate?: unknown } };
    const category = categoryOf(fields?.status);
    if (category === undefined) return this.#misunderstood();
    const changed = fields?.statuscategorychangedate;
    // An offset without a colon is Jira's way.
    const at =
      typeof changed === 'string' ? Date.parse(changed.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) : Number.NaN;
    return { done: category === DONE, ...(!Number.isNaN(at) && { at }) };
  }

  async setDone(key: string, done: boolean, options?: CallOptions): Promise<void> {
    if ((await this.state(key, options)).done === done) return;
    await this.#transit(key, options, {
      leads: (to) => categoryOf(to) !== undefined && (categoryOf(to) === DONE) === done,
      to: done ? 'done' : 'open',
    });
  }

  async stand(key: string, { status, severity }: Partial<Standing>, options?: CallOptions): Promise<void> {
    const path = `/issue/${key}?fields=status,priority`;
    const found = await this.#call('GET', key, path, undefined, 200, options);
    const { fields } = (found ?? {}) as { fields?: { status?: unknown; priority?: unknown } };
    if (status !== undefined) await this.#standAt(key, status, fields?.status, options);
    if (severity !== undefined) await this.#prioritise(key, severity, fields?.priority, options);
  }

  /** @param now the status of the issue, as Jira tells of it. */
  async #standAt(key: string, status: Status, now: unknown, options?: CallOptions): Promise<void> {
    const [category, wanted, into] = [
      categoryOf(now),
      this.#settings.incidents.statuses[status],
      CATEGORIES[status],
    ];
    if (category === undefined) return this.#misunderstood();
    const isAt = (one: unknown): boolean =>
      wanted === undefined ? categoryOf(one) === into : sameName(nameOf(one), wanted);
    if (isAt(now)) return;
    const isReopened = wanted === undefined && category === DONE;
    await this.#transit(key, options, {
      leads: isReopened ? (one) => categoryOf(one) !== undefined && categoryOf(one) !== DONE : isAt,
      // A workflow without anything between the beginning and the end is no mistake.
      may: wanted === undefined && into !== DONE && category !== DONE,
      to: wanted ?? into,
    });
  }

  /** Without `priorities` it is tried with those that Jira has of its own; a project need not have them. */
  async #prioritise(key: string, severity: Severity, now: unknown, options?: CallOptions): Promise<void> {
    const { priorities } = this.#settings.incidents;
    const priority = (priorities ?? PRIORITIES)[severity];
    if (priority === undefined || sameName(nameOf(now), priority)) return;
    const body = { fields: { priority: { name: priority } } };
    try {
      await this.#call('PUT', key, `/issue/${key}`, body, 204, options);
    } catch (error) {
      if (priorities || !(error instanceof TrackerError) || error.code !== 'ticket_rejected') throw error;
    }
  }

  async comment(key: string, { paragraphs }: NewComment, options?: CallOptions): Promise<string> {
    const body = { body: this.#bodyOf(paragraphs) };
    const made = await this.#call('POST', key, `/issue/${key}/comment`, body, 201, options);
    const { id } = (made ?? {}) as { id?: unknown };
    return typeof id === 'string' ? id : this.#misunderstood();
  }

  /** The newest first: a comment shows at once. */
  async findComment(
    { key, marker }: { key: string; marker: string; since: number },
    options?: CallOptions,
  ): Promise<string | undefined> {
    const path = `/issue/${key}/comment?orderBy=-created&maxResults=100`;
    const found = await this.#call('GET', key, path, undefined, 200, options);
    const { comments } = (found ?? {}) as { comments?: unknown };
    if (!Array.isArray(comments)) return this.#misunderstood();
    const mine = (comments as { id?: unknown; body?: unknown }[]).find(({ body }) =>
      JSON.stringify(body ?? '').includes(marker),
    );
    return mine === undefined ? undefined : typeof mine.id === 'string' ? mine.id : this.#misunderstood();
  }

  ticketAt(url: string): Ticket | undefined {
    const [, site, place = '', number = ''] =
      /^(https?:\/\/.+?)\/browse\/([A-Z][A-Z0-9_]+)-(\d+)\/?(?:[?#].*)?$/.exec(url) ?? [];
    if (site !== (this.#settings.site ?? this.#settings.url)) return undefined;
    const key = `${place}-${number}`;
    return { place, key, url: `${site}/browse/${key}` };
  }

  async account(options?: CallOptions): Promise<string> {
    const found = await this.#call('GET', 'myself', '/myself', undefined, 200, options);
    const { accountId, key, name } = (found ?? {}) as Record<string, unknown>;
    const known = accountId ?? key ?? name;
    return typeof known === 'string' ? known : this.#misunderstood();
  }

  /**
   * By the first transition that leads there and wants nothing filled in.
   * @param leads whether a status is what is wanted. @param may whether it may stay as it is where no transition leads there.
   */
  async #transit(
    key: string,
    options: CallOptions | undefined,
    { leads, may = false, to }: { leads: (status: unknown) => boolean; may?: boolean; to: string },
  ): Promise<void> {
    const path = `/issue/${key}/transitions?expand=transitions.fields`;
    const found = await this.#call('GET', key, path, undefined, 200, options);
    const { transitions } = (found ?? {}) as { transitions?: unknown };
    if (!Array.isArray(transitions)) return this.#misunderstood();
    const leading = (transitions as Transition[]).filter((one) => leads(one.to));
    const open = leading.filter(({ fields }) =>
      Object.values(fields ?? {}).every(({ required, hasDefaultValue }) => !required || hasDefaultValue),
    );
    // Back to the beginning rather than into the midst of the work.
    const chosen = open.find((one) => categoryOf(one.to) !== 'indeterminate') ?? open[0];
    if (!chosen && may) return;
    if (!chosen) {
      const why = leading.length > 0 ? 'wants fields filled in for that' : 'has no transition to that';
      throw new TrackerError(
        'ticket_rejected',
        `Jira (trackers.${this.id}), ${key}: it is to be ${to}, and its workflow ${why}, for the account of the token: change it in Jira, by hand or in its workflow.`,
      );
    }
    const body = { transition: { id: chosen.id } };
    await this.#call('POST', key, `/issue/${key}/transitions`, body, 204, options);
  }

  #bodyOf(paragraphs: NewTicket['paragraphs']) {
    return this.#isCloud ? documentOf(paragraphs) : wikiOf(paragraphs);
  }

  get #isCloud(): boolean {
    return this.#settings.deployment === 'cloud';
  }

  #ticketOf(place: string, issue: unknown): Ticket {
    const { key } = (issue ?? {}) as { key?: unknown };
    if (typeof key !== 'string' || !/^[A-Z][A-Z0-9_]+-\d+$/.test(key)) return this.#misunderstood();
    const { site, url } = this.#settings;
    return { place, key, url: `${site ?? url}/browse/${key}` };
  }

  #post(
    place: string,
    path: string,
    body: object,
    expected: number,
    options?: CallOptions,
  ): Promise<unknown> {
    return this.#call('POST', place, path, body, expected, options);
  }

  async #call(
    method: 'GET' | 'POST' | 'PUT',
    place: string,
    path: string,
    body: object | undefined,
    expected: number,
    { signal }: CallOptions = {},
  ): Promise<unknown> {
    const { url, email, token, timeoutMs } = this.#settings;
    const limits = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
    const basic = email === undefined ? undefined : Buffer.from(`${email}:${token}`).toString('base64');
    let response;
    let text;
    try {
      response = await fetch(`${url}/rest/api/${this.#isCloud ? 3 : 2}${path}`, {
        method,
        ...(body && { body: JSON.stringify(body) }),
        headers: {
          authorization: basic === undefined ? `Bearer ${token}` : `Basic ${basic}`,
          accept: 'application/json',
          ...(body && { 'content-type': 'application/json' }),
          'user-agent': 'Muster',
        },
        // A POST that is sent elsewhere may arrive there as a GET, or without its token.
        redirect: 'manual',
        signal: AbortSignal.any(limits),
      });
      text = await response.text();
    } catch (error) {
      throw unanswered(error, `trackers.${this.id}`);
    }
    const answer = decoded(text);
    if (response.status === expected) return answer;
    throw refusal(response, answer, { tracker: this.id, place, now: this.#now() });
  }

  #misunderstood(): never {
    throw new TrackerError(
      'outcome_unknown',
      `trackers.${this.id} answered what Jira does not: check url and deployment, and what stands between.`,
    );
  }
}

/** The category of statuses at which nothing is left to do; the others are `new` and `indeterminate`. */
const DONE = 'done';

/** The category that a status of an incident comes to. */
const CATEGORIES: Readonly<Record<Status, string>> = {
  open: 'new',
  acknowledged: 'indeterminate',
  mitigated: 'indeterminate',
  resolved: DONE,
  closed: DONE,
};

/** The priorities that Jira has of its own. */
const PRIORITIES: Readonly<Partial<Record<Severity, string>>> = {
  'SEV-1': 'Highest',
  'SEV-2': 'High',
  'SEV-3': 'Medium',
  'SEV-4': 'Low',
};

interface Transition {
  readonly id: string;
  readonly to?: unknown;
  readonly fields?: Readonly<
    Record<string, { readonly required?: boolean; readonly hasDefaultValue?: boolean }>
  >;
}

/** @returns the category of a status, which every workflow of Jira has whatever its statuses are called. */
function categoryOf(status: unknown): string | undefined {
  const { statusCategory } = (status ?? {}) as { statusCategory?: { key?: unknown } };
  return typeof statusCategory?.key === 'string' ? statusCategory.key : undefined;
}

function nameOf(named: unknown): string | undefined {
  const { name } = (named ?? {}) as { name?: unknown };
  return typeof name === 'string' ? name : undefined;
}

/** Jira knows names whatever their case. */
function sameName(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
