import { Agent, fetch, type Response } from 'undici';
import { checkAddress, ForbiddenAddress, publicLookup } from './public-address.ts';

/** What a text is known by, so that it is sent only when it has changed (RFC 9110, section 13). */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

export interface FetchOptions {
  /** Those of the text that is there already. */
  readonly validators: Validators;
  /** Whether it may come from a private address, and without TLS. */
  readonly privately: boolean;
  /** Refuses addresses that nothing is fetched from; in tests another. */
  readonly check?: (url: URL) => void;
  readonly signal?: AbortSignal;
  /** How long the whole may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** What kind of text is asked for; a calendar where nothing is said. */
  readonly accept?: string;
  /** Greatest text that is taken; 2 MB where nothing is said. */
  readonly mostBytes?: number;
  /** How many redirects are followed; 5 where nothing is said. */
  readonly mostRedirects?: number;
}

/** A text; `same`: it is as it was. */
export type Fetched = 'same' | (Validators & { readonly text: string });

/** Why something could not be fetched, in words that hold nothing of its address nor of what was answered. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  /** Whether trying again will hardly help. */
  readonly lasting: boolean;

  constructor(message: string, lasting: boolean) {
    super(message);
    this.lasting = lasting;
  }
}

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 2 * 1024 ** 2;
const MOST_REDIRECTS = 5;

/**
 * Fetches a text in UTF-8. Each redirect is looked at like the address itself.
 * @param address secret; a user name and password in it are sent to its own server alone.
 * @throws FetchError
 */
export async function fetchText(address: string, options: FetchOptions): Promise<Fetched> {
  const { privately, signal, timeoutMs = TIMEOUT_MS } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const agent = new Agent({
    connect: { timeout: timeoutMs, ...(!privately && { lookup: publicLookup() }) },
  });
  try {
    const response = await follow(new URL(address), options, agent, [timeout, ...(signal ? [signal] : [])]);
    return await taken(response, options);
  } catch (error) {
    throw asFetchError(error, timeout.aborted ? timeoutMs : undefined);
  } finally {
    // Whatever is still sent is for nobody.
    await agent.destroy();
  }
}

async function follow(
  first: URL,
  {
    validators,
    privately,
    check = privately ? undefined : checkAddress,
    accept = 'text/calendar, text/plain;q=0.5, */*;q=0.1',
    mostRedirects = MOST_REDIRECTS,
  }: FetchOptions,
  dispatcher: Agent,
  signals: AbortSignal[],
): Promise<Response> {
  let url = first;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    if (!/^https?:$/.test(url.protocol)) throw new FetchError('it leads to what is no web address', true);
    check?.(url);
    const { username, password } = url;
    const bare = new URL(url);
    [bare.username, bare.password] = ['', ''];
    const response = await fetch(bare, {
      headers: {
        'user-agent': 'Muster',
        accept,
        ...(validators.etag !== undefined && { 'if-none-match': validators.etag }),
        ...(validators.lastModified !== undefined && { 'if-modified-since': validators.lastModified }),
        ...(username !== '' && { authorization: basic(username, password) }),
      },
      redirect: 'manual',
      dispatcher,
      signal: AbortSignal.any(signals),
    });
    if (![301, 302, 303, 307, 308].includes(response.status)) return response;
    await response.body?.cancel();
    const location = response.headers.get('location');
    const next = location === null ? undefined : URL.parse(location, bare);
    if (!next) throw new FetchError('it is redirected nowhere', true);
    if (next.origin === bare.origin && next.username === '')
      [next.username, next.password] = [username, password];
    url = next;
  }
  throw new FetchError(
    mostRedirects === 0 ? 'it is redirected' : `it is redirected more than ${mostRedirects} times`,
    true,
  );
}

async function taken(
  response: Response,
  { validators: known, mostBytes = MOST_BYTES }: FetchOptions,
): Promise<Fetched> {
  const { status, headers } = response;
  if (status === 304 && (known.etag !== undefined || known.lastModified !== undefined)) return 'same';
  if (status !== 200) {
    await response.body?.cancel();
    const lasting = status < 500 && status !== 408 && status !== 429;
    throw new FetchError(`it was answered with ${status}`, lasting);
  }
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).byteLength;
    if (bytes > mostBytes) throw new FetchError(`it is larger than ${mostBytes / 1024 ** 2} MB`, true);
    text += decoder.decode(chunk as Uint8Array, { stream: true });
  }
  const [etag, lastModified] = [headers.get('etag'), headers.get('last-modified')];
  return {
    text: text + decoder.decode(),
    ...(etag !== null && { etag }),
    ...(lastModified !== null && { lastModified }),
  };
}

function basic(username: string, password: string): string {
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** @param timeoutMs how long was waited, when that was too long. */
function asFetchError(error: unknown, timeoutMs: number | undefined): FetchError {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof FetchError) return one;
    if (one instanceof ForbiddenAddress) return new FetchError(one.message, true);
  }
  if (timeoutMs !== undefined) return new FetchError(`no answer within ${timeoutMs / 1_000} s`, false);
  let code: unknown;
  for (let one = error; one instanceof Error && typeof code !== 'string'; one = one.cause)
    code = (one as { code?: unknown }).code;
  return new FetchError(`the connection failed${typeof code === 'string' ? ` (${code})` : ''}`, false);
}
