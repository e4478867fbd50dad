import { FaultyServer, type Answered, type Asked } from '../faulty-server.ts';

export interface Kept {
  readonly sequence: number;
  readonly issues: readonly string[];
  readonly entity: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;
const KINDS = { commits: 'commit', branches: 'branch', pullRequests: 'pull_request' } as const;
const ID = /^[A-Za-z0-9~._-]{1,1024}$/;
/** What must be there, by kind. */
const NEEDED = {
  commits: [
    'id',
    'issueKeys',
    'updateSequenceId',
    'message',
    'author',
    'fileCount',
    'url',
    'authorTimestamp',
    'displayId',
  ],
  branches: ['id', 'issueKeys', 'updateSequenceId', 'name', 'lastCommit', 'url'],
  pullRequests: [
    ...['id', 'issueKeys', 'updateSequenceId', 'status', 'title', 'author', 'commentCount', 'sourceBranch'],
    ...['lastUpdate', 'url', 'displayId'],
  ],
} as const;

/**
 * The API of Atlassian as far as development information goes, with the clock of the test.
 * Source: Atlassian Developer, "Jira Software Cloud REST API: Development Information", "Integrate Jira Software Cloud with
 * on-premises tools".
 */
export class FakeAtlassian {
  readonly cloudId = '11223344-a1b2-4b33-8c44-def123456789';
  readonly clientId = 'client-of-the-test';
  readonly clientSecret = 'client-secret-of-the-test';
  readonly server: FaultyServer;
  /** By `<repository name>/<type>/<id>`. */
  readonly kept = new Map<string, Kept>();
  readonly deletedAt = new Map<string, number>();
  readonly projects = new Set(['PAY']);
  /** Tokens that are good until then. */
  readonly tokens = new Map<string, number>();
  /** How many entities one request may have. */
  most = 1_000;
  may = true;
  /** By id of an entity: why it is not taken. */
  readonly refusing = new Map<string, string>();
  bulks: Json[] = [];

  constructor(now: () => number = Date.now) {
    this.server = new FaultyServer((asked) => this.#answer(asked, now()));
  }

  #answer({ method, url, headers, body }: Asked, now: number): Answered {
    if (url.pathname === '/oauth/token') {
      const { audience, grant_type: grant, client_id: id, client_secret: secret } = body as Json;
      if (audience !== 'api.atlassian.com' || grant !== 'client_credentials')
        return { status: 400, body: { error: 'invalid_request' } };
      if (id !== this.clientId || secret !== this.clientSecret)
        return { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } };
      const token = `token-${this.tokens.size + 1}`;
      this.tokens.set(token, now + 900_000);
      return {
        status: 200,
        body: { access_token: token, expires_in: 900, scope: 'write:dev-info', token_type: 'Bearer' },
      };
    }
    const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
    if ((this.tokens.get(token) ?? 0) <= now) return { status: 401, body: [{ message: 'Unauthorized' }] };
    const [, cloudId, rest = ''] = /^\/jira\/devinfo\/0\.1\/cloud\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
    if (cloudId !== this.cloudId) return { status: 404 };
    if (!this.may) return { status: 403, body: [{ message: 'The credentials lack the permission' }] };
    if (method === 'POST' && rest === 'bulk') return this.#bulk(body as Json);
    const [, repository = '', type = '', id = ''] =
      /^repository\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(rest) ?? [];
    if (method !== 'DELETE' || id === '') return { status: 405 };
    const sequence = Number(url.searchParams.get('_updateSequenceId'));
    const key = `${repository}/${type}/${id}`;
    if ((this.kept.get(key)?.sequence ?? 0) <= sequence) {
      this.kept.delete(key);
      this.deletedAt.set(key, sequence);
    }
    return { status: 202 };
  }

  #bulk(body: Json): Answered {
    const repositories = body.repositories as readonly Json[];
    const entities = repositories.flatMap((one) =>
      (['commits', 'branches', 'pullRequests'] as const).flatMap((kind) => one[kind] as Json[]),
    );
    if (entities.length > this.most) return { status: 413, body: [{ message: 'Too many entities' }] };
    this.bulks.push(body);
    const accepted: Record<string, Record<string, string[]>> = {};
    const failed: Record<string, Record<string, object[]>> = {};
    const unknown = new Set<string>();
    for (const one of repositories) {
      const repository = String(one.id);
      if (!ID.test(repository) || !one.name || !one.url)
        return { status: 400, body: [{ message: 'repository is not as it must be' }] };
      for (const [kind, type] of Object.entries(KINDS) as [keyof typeof KINDS, string][]) {
        for (const { id, issueKeys, updateSequenceId, ...entity } of one[kind] as Json[]) {
          const whole = { id, issueKeys, updateSequenceId, ...entity };
          const lacking = NEEDED[kind].find((name) => whole[name as keyof typeof whole] === undefined);
          const keys = (issueKeys ?? []) as string[];
          const reason = this.refusing.get(String(id));
          if (reason !== undefined || lacking !== undefined || !ID.test(String(id)) || keys.length === 0) {
            const message = reason ?? `${lacking ?? 'id'} is missing or not as it must be`;
            ((failed[repository] ??= {})[kind] ??= []).push({ id, errorMessages: [{ message }] });
            continue;
          }
          for (const key of keys) if (!this.projects.has(key.split('-')[0] ?? '')) unknown.add(key);
          const sequence = Number(updateSequenceId);
          const place = `${repository}/${type}/${String(id)}`;
          const last = Math.max(this.kept.get(place)?.sequence ?? 0, this.deletedAt.get(place) ?? 0);
          // What is older than what is there is no failure.
          if (sequence > last) this.kept.set(place, { sequence, issues: keys, entity });
          ((accepted[repository] ??= {})[kind] ??= []).push(String(id));
        }
      }
    }
    const said = {
      acceptedDevinfoEntities: accepted,
      failedDevinfoEntities: failed,
      unknownIssueKeys: [...unknown],
    };
    return { status: 202, body: said };
  }
}
