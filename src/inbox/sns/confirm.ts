import { fetchText } from '../../outbound/fetch-text.ts';

/**
 * Visits the address by which a subscription is confirmed, which was found to be one of SNS: at a public address, without
 * redirects, because where it leads on nobody has looked at. What is answered is for nobody.
 * @throws FetchError
 */
export async function confirmAtAws(address: string): Promise<void> {
  const options = { mostRedirects: 0, mostBytes: 65_536, timeoutMs: 10_000, accept: '*/*' };
  await fetchText(address, { validators: {}, privately: false, ...options });
}
