import type { Guide, GuideContext } from '../../inbox/guide.ts';
import type { JsonSettings } from './source.ts';

/** @returns how a sender of JSON is set up. */
export function jsonGuide(
  { signature, authorization }: JsonSettings,
  { integration, address }: GuideContext,
): Guide {
  const path = `integrations.${integration}`;
  return {
    documentation: 'https://jmespath.site/main/',
    steps: [
      { text: 'Have the sender post its JSON to this address.', copy: address },
      ...(signature === undefined
        ? []
        : [
            {
              text: signature.standardWebhooks
                ? `Give it the secret that ${path}.signature.secret has; it signs by Standard Webhooks.`
                : `Give it the secret that ${path}.signature.secret has; it puts the HMAC (${signature.algorithm}, ${signature.encoding}) of the body into the header ${signature.header}${signature.prefix === '' ? '' : `, after ${signature.prefix}`}.`,
            },
          ]),
      ...(authorization === undefined
        ? []
        : [
            {
              text: `Have it send the header Authorization (${authorization.username === undefined ? authorization.scheme : 'Basic'}) with what ${path}.authorization has.`,
            },
          ]),
      {
        text: `Save a body that it has sent as body.json and see what ${path}.mapping makes of it.`,
        copy: `muster read-delivery ${integration} body.json`,
      },
      // What is signed, or has a password, cannot be written down here: it would have the secret in it.
      ...(signature === undefined && authorization === undefined
        ? [
            {
              text: 'Or post it yourself, and see here what comes of it.',
              copy: `curl -d @body.json ${address}`,
            },
          ]
        : []),
      {
        text: 'Have the sender send again what is not answered with 200 to 299: 429 and 503 say after how many seconds (Retry-After), and nothing was stored then. What it does of itself says its own documentation.',
      },
      {
        text: 'Change the mapping until the alerts are what you want; a delivery that was not understood is kept, and can be redelivered then.',
      },
    ],
  };
}
