/** @returns where somebody came from, if that was a page of ours. @param referer the header, which is a whole address. */
export function cameFrom(referer: string | undefined): string {
  if (referer === undefined || !URL.canParse(referer)) return localAddress(undefined);
  const { pathname, search } = new URL(referer);
  return localAddress(pathname + search);
}

/** @returns an address without what says which form was sent last: that is said once. */
export function withoutNews(address: string): string {
  const url = new URL(address, 'http://here');
  for (const name of ['did', 'later', 'saved', 'declared']) url.searchParams.delete(name);
  return localAddress(url.pathname + url.search);
}

/** @returns an address of our own, or the list of incidents: nothing that somebody is sent leads elsewhere. */
export function localAddress(value: unknown): string {
  return typeof value === 'string' && /^\/(?![/\\])[\w/.:-]*(\?[\w/?=&.+:%-]*)?$/.test(value)
    ? value
    : '/incidents';
}
