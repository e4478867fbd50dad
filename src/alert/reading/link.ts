import { webAddress } from '../../inbox/bounded.ts';
import type { AlertLink } from '../alert.ts';

/** @returns a link to what can be opened in a browser and holds no password; undefined for anything else. */
export function linkTo(title: string, url: string | undefined): AlertLink | undefined {
  const address = webAddress(url);
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { username, password } = new URL(address);
  return username === '' && password === '' ? { title, url: address } : undefined;
}
