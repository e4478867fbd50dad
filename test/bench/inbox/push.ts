import { createHash } from 'node:crypto';

const REPOSITORIES = 20;
const COMMITS = 3;

/** @returns the body of a push of three commits, each of its own, to one of twenty repositories. @param n counts up. */
export function pushBody(n: number): string {
  const name = `acme/service-${n % REPOSITORIES}`;
  const url = `https://github.com/${name}`;
  const at = new Date().toISOString();
  const author = { name: `Ana ${n % 7}`, email: `ana${n % 7}@example.com`, username: `ana${n % 7}` };
  const commits = Array.from({ length: COMMITS }, (_, c) => {
    const id = createHash('sha1').update(`${n}.${c}`).digest('hex');
    return {
      id,
      tree_id: id,
      distinct: true,
      message: `Limit the retries of worker ${n % 50}, part ${c}\n\nIt went on for ever when the peer was gone.`,
      timestamp: at,
      url: `${url}/commit/${id}`,
      author,
      committer: author,
      added: [`src/worker/retry-${n % 90}.ts`],
      removed: [],
      modified: [`src/worker/queue-${c}.ts`, 'docs/retries.md'],
    };
  });
  const head = commits.at(-1);
  return JSON.stringify({
    ref: 'refs/heads/main',
    before: createHash('sha1').update(`${n}.before`).digest('hex'),
    after: head?.id,
    repository: {
      id: n % REPOSITORIES,
      name: name.split('/')[1],
      full_name: name,
      html_url: url,
      url,
      default_branch: 'main',
      owner: { name: 'acme', login: 'acme' },
    },
    pusher: { name: author.username, email: author.email },
    sender: { login: author.username, id: 1 },
    created: false,
    deleted: false,
    forced: false,
    compare: `${url}/compare/a...b`,
    commits,
    head_commit: head,
  });
}
