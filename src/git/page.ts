/** What the page of a git server shows. */
export interface CodePage {
  /** Of its repository: as {@link repositoryAddress} makes it. */
  readonly repository: string;
  readonly of:
    | { readonly kind: 'commit'; readonly id: string }
    | { readonly kind: 'pull_request'; readonly number: number }
    /** Of a comparison the newer side. May be a tag: not every server tells them apart in its addresses. */
    | { readonly kind: 'branch'; readonly name: string }
    /** A tag, or the release of it. */
    | { readonly kind: 'tag'; readonly name: string }
    /** What was deployed there last. */
    | { readonly kind: 'environment'; readonly name: string };
}

/** Longest address that is looked at, in characters. */
const LONGEST = 2_000;
/** The console of AWS has the region before its host, in a parameter, or both. */
const AWS =
  /^(?:(?<region>[a-z]{2}(?:-[a-z]+)+-\d)\.)?(?<host>console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com))$/;

const PULL_REQUEST =
  /^(.+?)\/(?:-\/)?(?:pull|pulls|pull-requests|pullrequest|merge_requests)\/(\d{1,9})(?:\/|$)/i;
const COMMIT = /^(.+?)\/(?:-\/)?commits?\/([0-9a-f]{7,64})(?:\/|$)/i;
const COMPARED = /^(.+?)\/(?:-\/)?(?<bitbucket>branches\/)?compare\/(.+?)(?:\/\.\.\.\/|\.{2,3})(.+)$/i;
const BRANCH = /^(.+?)\/(?:-\/)?(?:tree|branch|src\/branch|commits(?:\/branch)?|browse\/refs\/heads)\/(.+)$/i;
const TAG = /^(.+?)\/(?:releases\/tag|-\/(?:releases|tags)|src\/tag|commits\/tag|browse\/refs\/tags)\/(.+)$/i;
const ENVIRONMENT = /^(.+?)\/deployments\/([^/]+)$/i;

function parsed(address: string): URL | undefined {
  if (address.length > LONGEST) return undefined;
  const url = URL.parse(address);
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @returns what stands for a repository on its server: the same for each way in which its page is written. */
function addressOf(url: URL, path: string): string {
  const { region, host = url.host } = AWS.exec(url.host)?.groups ?? {};
  const place = decoded(path)
    .replace(/\/browse$/, '')
    .replace(/\.git$/, '')
    .replace(/\/+$/, '');
  const within = host === url.host && region === undefined ? '' : region;
  const zone = AWS.test(url.host) ? ` ${within || (url.searchParams.get('region') ?? '')}` : '';
  return `${host}${place}${zone}`.toLowerCase();
}

/** @returns the same for each way in which the page of a repository is written; undefined for what is no web address. */
export function repositoryAddress(address: string): string | undefined {
  const url = parsed(address);
  return url && addressOf(url, url.pathname.replace(/\/+$/, ''));
}

/** A branch or a commit, as it stands in addresses: `GBmain`, `GC…`, `refs/heads/main`, `main`. */
function side(written: string): CodePage['of'] {
  const name = decoded(written)
    .replace(/^(?:GB|GC)/, '')
    .replace(/^refs\/heads\//, '')
    // Of a fork: who it belongs to stands before it.
    .replace(/^[^:/]+:/, '');
  return /^[0-9a-f]{40,64}$/i.test(name)
    ? { kind: 'commit', id: name.toLowerCase() }
    : { kind: 'branch', name };
}

/**
 * Reads the address of a page of a git server: a commit, a pull or merge request, a branch, a comparison of two, a tag or
 * its release, an environment. Nothing is asked for. Which server it is nobody needs to know: their pages are named alike, and the repository tells the rest.
 * @returns undefined for every other address.
 */
export function codePageAt(address: string): CodePage | undefined {
  const url = parsed(address);
  if (!url) return undefined;
  const path = url.pathname.replace(/\/+$/, '');
  const page = (repository: string | undefined, of: CodePage['of']): CodePage | undefined =>
    repository === undefined ? undefined : { repository: addressOf(url, repository), of };
  const pull = PULL_REQUEST.exec(path);
  if (pull) return page(pull[1], { kind: 'pull_request', number: Number(pull[2]) });
  const commit = COMMIT.exec(path);
  if (commit) return page(commit[1], { kind: 'commit', id: (commit[2] ?? '').toLowerCase() });
  const compared = COMPARED.exec(path);
  if (compared) {
    const [, repository, , from = '', to = ''] = compared;
    return page(repository, side(compared.groups?.['bitbucket'] === undefined ? to : from));
  }
  const tag = TAG.exec(path);
  if (tag) return page(tag[1], { kind: 'tag', name: decoded(tag[2] ?? '') });
  const [, deployed, named = ''] = ENVIRONMENT.exec(path) ?? [];
  const environment = named === 'activity_log' ? url.searchParams.get('environment') : decoded(named);
  if (environment) return page(deployed, { kind: 'environment', name: environment });
  // Azure DevOps and Bitbucket Data Center say in parameters what is shown.
  const [, repository] = /^(.+?)(?:\/(?:branchCompare|compare(?:\/\w+)?|browse|commits))?$/i.exec(path) ?? [];
  for (const name of ['targetVersion', 'sourceBranch', 'version', 'at', 'until']) {
    const said = url.searchParams.get(name);
    const [, tagged] = /^(?:GT|refs\/tags\/)(.+)$/.exec(said ?? '') ?? [];
    if (tagged !== undefined) return page(repository, { kind: 'tag', name: tagged });
    if (said !== null && /^(?:GB|GC|refs\/heads\/|[0-9a-f]{40})/.test(said))
      return page(repository, side(said));
  }
  const branch = BRANCH.exec(path);
  return branch ? page(branch[1], side(branch[2] ?? '')) : undefined;
}
