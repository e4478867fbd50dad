import type { Guide, GuideStep } from './guide.ts';

/** Names and numbers by which a machine calls itself. */
const ITSELF = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])$/;

/**
 * @param address to which the sender is to post.
 * @returns what is to be done before it is copied; undefined for one that can be reached from elsewhere, by TLS.
 */
function beforehand(address: string): GuideStep | undefined {
  const url = URL.parse(address);
  if (!url) return undefined;
  if (ITSELF.test(url.hostname))
    return {
      text: `The address below begins with ${url.origin}, which leads to the machine of Muster alone. For a sender on another one, first set server.baseUrl to the address at which it reaches Muster:`,
      copy: 'server: { baseUrl: https://muster.example.com }',
    };
  if (url.protocol !== 'http:') return undefined;
  return {
    text: 'The address below has no TLS: who listens on the way learns its secret, and many senders take none such. Let a proxy with a certificate forward to Muster, and set server.baseUrl to its address first:',
    copy: `server: { baseUrl: https://${url.hostname} }`,
  };
}

/** @returns a guide that says first what keeps a sender from its address. */
export function withReach(guide: Guide, address: string): Guide {
  const first = beforehand(address);
  return first ? { ...guide, steps: [first, ...guide.steps] } : guide;
}
