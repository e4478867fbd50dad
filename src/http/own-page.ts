import type { Request } from 'express';

/**
 * Does a request that changes something come from a page of ours, or from a program that is no browser? Browsers say
 * where a request is from. Source: OWASP CSRF Prevention Cheat Sheet, Fetch Metadata and Origin.
 * @param baseUrl address for people; a proxy in front of us may change the header Host.
 */
export function isFromOwnPage(request: Request, baseUrl: string): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.get('origin');
  // A program that is no browser sends neither, and has nobody whom it could mislead.
  if (origin === undefined) return true;
  const host = hostOf(origin);
  return host !== undefined && (host === hostOf(baseUrl) || host === request.get('host'));
}

function hostOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).host : undefined;
}
