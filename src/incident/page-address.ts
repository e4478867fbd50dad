/** Longest address that is looked at, in characters. */
const LONGEST = 2_000;
/** Parameters that say what is shown, and not when or how. */
const TELLING: readonly string[] = ['g0.expr', 'expr', 'region', 'filter', 'matcher'];

const tellingOf = (parameters: URLSearchParams): string =>
  TELLING.flatMap((name) => parameters.getAll(name).map((value) => `${name}=${value}`)).join('&');

/**
 * @returns what stands for a page that people paste, such as a dashboard: the same whichever time and which panels of it
 * are shown; undefined for what is no web address, and for a list of everything. Nothing is asked for.
 */
export function pageAddress(address: string): string | undefined {
  if (address.length > LONGEST) return undefined;
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const path = url.pathname
    .replace(/\/+$/, '')
    // Grafana knows a dashboard by its id; behind it stands what it is called now.
    .replace(/(\/d(?:-solo)?\/[^/]+)\/[^/]+$/, '$1')
    .replace(/\/d-solo\//, '/d/');
  const said = tellingOf(url.searchParams);
  const hash = behindHash(url);
  return hash === undefined ? undefined : `${url.host}${path}${said && `?${said}`}${hash}`;
}

/** @returns what of the part behind the hash says which page it is; undefined where it is a list of everything. */
function behindHash({ host, hash }: URL): string | undefined {
  // The consoles of AWS have the page there, and then how it is shown.
  if (/\.console\.aws\.|^console\.aws\.|\.amazonaws\.cn$/.test(host)) return hash.replace(/[?~;].*$/, '');
  // Alertmanager and others have a path with parameters there: `#/alerts?filter=…`.
  const route = URL.parse(/^#!?(\/.*)$/.exec(hash)?.[1] ?? '', 'https://route.invalid');
  if (!route || !/^#!?\//.test(hash)) return '';
  const path = route.pathname.replace(/\/+$/, '');
  const said = tellingOf(route.searchParams);
  if (said) return `#${path}?${said}`;
  return /^(\/[^/]+)?$/.test(path) ? undefined : `#${path}`;
}
