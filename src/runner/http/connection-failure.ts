import { ForbiddenAddress } from '../../outbound/public-address.ts';
import { causesOf, connectionCodes, notSent } from '../../transport/not-sent.ts';
import { HttpFailure } from './failure.ts';

/** What is wrong with certificates (Node.js, "TLS: certificate error codes") and with what is no TLS. */
const TLS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is of another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks no TLS: is it http:// or another port',
};
const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/;

/**
 * @param error what a request was rejected with. @param host where it went.
 * @returns the same in words for people. @throws the error where it was no connection that failed.
 */
export function connectionFailure(error: unknown, host: string): HttpFailure {
  const causes = causesOf(error);
  const forbidden = causes.find((one) => one instanceof ForbiddenAddress);
  if (forbidden) return forbiddenAddress(forbidden, host);
  // fetch tells what it cannot send from what it could not by the cause.
  if (error instanceof TypeError && error.cause === undefined) throw error;
  if (causes.some((one) => one instanceof Error && one.message === 'bad port'))
    return new HttpFailure(
      'forbidden_address',
      `Nothing was sent to ${host}: its port is one of another service, which fetch never calls`,
    );
  const codes = connectionCodes(error);
  const has = (pattern: RegExp): string | undefined => codes.find((code) => pattern.test(code));
  if (has(/^ENOTFOUND$/)) return new HttpFailure('name_not_found', `There is no host ${host}: check \`url\``);
  if (has(/^EAI_AGAIN$/))
    return new HttpFailure('name_not_found', `The name server did not answer for ${host}`);
  if (has(/^ECONNREFUSED$/))
    return new HttpFailure(
      'connection_refused',
      `${host} refused the connection: is it up, and the port right?`,
    );
  const tls = has(/CERT|^ERR_(?:TLS|SSL)|UNABLE_TO_/) ?? has(/^EPROTO$/);
  if (tls !== undefined) {
    const why = UNTRUSTED.test(tls)
      ? 'nobody known vouches for its certificate: start Muster with NODE_EXTRA_CA_CERTS where the authority is your own'
      : (TLS[tls] ?? 'no encrypted connection came about');
    return new HttpFailure('tls_failed', `${host} cannot be trusted, ${why} (${tls})`);
  }
  const unreadable =
    has(/^HPE_|^UND_ERR_HEADERS_OVERFLOW|^Z_|^ERR_(?:ZLIB|BROTLI|_ERROR)/) ??
    (causes.some((one) => one instanceof Error && one.name === 'HTTPParserError') ? 'no HTTP' : undefined);
  if (unreadable !== undefined)
    return new HttpFailure('answer_unreadable', `What ${host} answered cannot be read (${unreadable})`);
  const early = notSent(codes);
  if (early !== undefined) return new HttpFailure('not_connected', `There is no way to ${host} (${early})`);
  const [code] = codes;
  return new HttpFailure(
    'connection_broken',
    `The connection to ${host} broke before the whole answer came${code === undefined ? '' : ` (${code})`}`,
  );
}

/** @param error of the guard that looked at an address. */
export function forbiddenAddress({ message }: ForbiddenAddress, host: string): HttpFailure {
  return new HttpFailure(
    'forbidden_address',
    `Nothing was sent to ${host}, as ${message}: set \`privately: true\` if the action may go there`,
  );
}
