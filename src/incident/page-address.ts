/** Longest address that is looked at, in characters. */
const LONGEST = 2_000;
/** Parameters that say what is shown, and not when or how. */
const TELLING: readonly string[] = ['g0.expr', 'expr', 'region'];

/**
 * @returns what stands for a page that people paste, such as a dashboard: the same whichever time and which panels of it
 * are shown; undefined for what is no web address. Nothing is asked for.
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
  const said = TELLING.flatMap((name) => {
    const value = url.searchParams.get(name);
    return value === null ? [] : [`${name}=${value}`];
  });
  // The consoles of AWS have the page behind the hash, and then how it is shown.
  const hash = /\.console\.aws\.|^console\.aws\.|\.amazonaws\.cn$/.test(url.host)
    ? url.hash.replace(/[?~;].*$/, '')
    : '';
  return `${url.host}${path}${said.length > 0 ? `?${said.join('&')}` : ''}${hash}`;
}
