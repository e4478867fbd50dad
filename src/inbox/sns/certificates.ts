import { X509Certificate, type KeyObject } from 'node:crypto';
import { fetchText } from '../../outbound/fetch-text.ts';
import { signerNames, type Topic } from './topic.ts';

/** Fetches the text of a certificate. @param address at SNS, by HTTPS, looked at already. Rejects when it cannot be had now. */
export type FetchCertificate = (address: URL) => Promise<string>;

/** A certificate that signs nothing for this topic now; the message says why. */
export class UnfitCertificate extends Error {
  override readonly name = 'UnfitCertificate';
}

/** What certificates are looked up by: they are fetched once, and looked at each time. */
export type SigningKey = (address: URL, topic: Topic, now: number) => Promise<KeyObject>;

/** How many certificates are kept: SNS has one for each region, and changes it once a year. */
const MOST_KEPT = 50;
const LEAST_BITS = 2_048;

/** Fetches from AWS itself: from a public address, without redirects, 64 KB at most within 10 s. */
export const fromAws: FetchCertificate = async (address) => {
  const options = {
    validators: {},
    privately: false,
    accept: 'application/x-pem-file, */*;q=0.5',
    mostBytes: 65_536,
    mostRedirects: 0,
    timeoutMs: 10_000,
  };
  const fetched = await fetchText(address.href, options);
  return fetched === 'same' ? '' : fetched.text;
};

/**
 * @returns the public keys of certificates, each fetched once also when many ask at the same time.
 * Rejects with {@link UnfitCertificate}, or with what hindered the fetch.
 */
export function signingKeys(fetch: FetchCertificate): SigningKey {
  const kept = new Map<string, Promise<X509Certificate>>();
  return async (address, topic, now) => {
    let certificate = kept.get(address.href);
    if (!certificate) {
      certificate = fetch(address).then(parsed);
      const [oldest] = kept.keys();
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(address.href, certificate);
      // What could not be had is asked for again.
      certificate.catch(() => kept.delete(address.href));
    }
    return fit(await certificate, topic, now);
  };
}

function parsed(text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw new UnfitCertificate('what lies at SigningCertURL is no certificate');
  }
}

function fit(certificate: X509Certificate, topic: Topic, now: number): KeyObject {
  const { publicKey, validFrom, validTo } = certificate;
  if (now < Date.parse(validFrom) || now > Date.parse(validTo))
    throw new UnfitCertificate(
      `the certificate at SigningCertURL holds from ${validFrom} to ${validTo}: look at this machine's clock`,
    );
  if (!signerNames(topic).some((name) => certificate.checkHost(name, { wildcards: false }) !== undefined))
    throw new UnfitCertificate(`the certificate at SigningCertURL is not one of SNS in ${topic.region}`);
  if (
    publicKey.asymmetricKeyType !== 'rsa' ||
    (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS
  )
    throw new UnfitCertificate(
      `the certificate at SigningCertURL has no RSA key of ${LEAST_BITS} bits or more`,
    );
  return publicKey;
}
