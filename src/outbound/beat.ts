import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { checkAddress, ForbiddenAddress, publicLookup } from './public-address.ts';

/** How long whoever listens has to answer, in milliseconds. */
const ANSWER_MS = 10_000;

export interface BeatOptions {
  readonly method: 'GET' | 'POST';
  /** Whether it may lead to a private address, and without TLS. */
  readonly privately: boolean;
}

/**
 * Tells whoever listens outside that all is well. No redirect is followed, and nothing is read of the answer but its
 * status: neither says anything that is kept.
 * @param address secret.
 * @throws Error in words that hold nothing of the address.
 */
export async function beat(address: string, { method, privately }: BeatOptions): Promise<void> {
  const url = new URL(address);
  if (!privately) checkAddress(url);
  const send = url.protocol === 'https:' ? overHttps : overHttp;
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error instanceof ForbiddenAddress) reject(error);
      else if (error.name === 'AbortError' || error.name === 'TimeoutError')
        reject(new Error(`no answer within ${ANSWER_MS / 1_000} s`));
      else reject(new Error(`the connection failed${error.code === undefined ? '' : ` (${error.code})`}`));
    };
    const request = send(
      url,
      {
        method,
        agent: false,
        headers: { 'user-agent': 'muster', 'content-length': 0 },
        signal: AbortSignal.timeout(ANSWER_MS),
        ...(!privately && { lookup: publicLookup() }),
      },
      (response) => {
        const { statusCode = 0 } = response;
        response.on('error', () => undefined).destroy();
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new Error(`it was answered with ${statusCode}`));
      },
    );
    request.on('error', failed).end();
  });
}
