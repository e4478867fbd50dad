import { redactionMark } from '../access/redact.ts';
import { isSecretName } from '../access/secret-rule.ts';
import type { Alert } from './alert.ts';

/**
 * @param redact takes secrets out of a text.
 * @returns an alert as it may be kept: its texts without secrets, of labels such as `password` not the value, and no link
 * that holds any.
 */
export function withoutSecrets(alert: Alert, redact: (text: string) => string): Alert {
  const { title, description, labels, links } = alert;
  const safe = Object.entries(labels).map(
    ([name, value]) =>
      [name, value !== '' && isSecretName(name) ? redactionMark('secret') : redact(value)] as const,
  );
  return {
    ...alert,
    title: redact(title),
    ...(description !== undefined && { description: redact(description) }),
    labels: Object.fromEntries(safe),
    links: links.filter(({ url }) => redact(url) === url),
  };
}
