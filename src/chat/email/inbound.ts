import type {
  Answer,
  HttpAnswer,
  Inbound,
  InboundAdapter,
  InboundRequest,
  Pages,
  Response,
} from '../inbound.ts';
import { ChatError } from '../error.ts';
import type { InstanceContext } from '../platform.ts';
import { plain } from '../text.ts';
import { readPress, verifyPress, type LinkSecrets, type Press } from './press-token.ts';
import { escaped } from './render.ts';
import type { EmailSettings } from './settings.ts';

const SURFACE = 'press';
const PAGE = 'answer';
const TOKEN = 'token';

/**
 * The links in mails. Programs that look through mail follow links, so that a link only shows a page with a button; what
 * it says is done when that is pressed.
 */
export class EmailInbound implements InboundAdapter {
  readonly platform = 'email';
  readonly instance: string;
  readonly surfaces: readonly string[];
  readonly pages: Pages;
  readonly #secrets: LinkSecrets;

  constructor({ linkSecret, previousLinkSecret }: EmailSettings, { instance }: InstanceContext) {
    this.instance = instance;
    this.surfaces = [SURFACE];
    this.#secrets = { current: linkSecret, previous: previousLinkSecret };
    this.pages = {
      names: [PAGE],
      answer: async ({ query, receivedAt }) => {
        const token = query[TOKEN] ?? '';
        let press: Press;
        try {
          press = await verifyPress(token, this.instance, this.#secrets, receivedAt);
        } catch {
          const text =
            'This link is not one of Muster, or it is older than a week. Open the incident page instead.';
          return { status: 403, page: { title: 'This link is not good any more', text } };
        }
        const { label, user, action } = press;
        const about = /INC-\d+/.exec(action)?.[0];
        return {
          status: 200,
          page: {
            title: about === undefined ? label : `${label}: ${about}`,
            text: `Nothing has been done yet. The button does it in the name of ${user}.`,
            form: { action: SURFACE, fields: { [TOKEN]: token }, label },
          },
        };
      },
    };
  }

  async authenticate({ body, receivedAt }: InboundRequest): Promise<void> {
    await verifyPress(tokenIn(body), this.instance, this.#secrets, receivedAt);
  }

  parse({ body }: InboundRequest): Inbound {
    const { user, action, mail } = readPress(tokenIn(body));
    return {
      kind: 'press',
      deliveryId: `mail-${mail}-${action}`,
      user: { id: user, name: user },
      action,
      channel: user,
    };
  }

  respond(_inbound: Inbound, answer: Answer): Response {
    return { http: page(answerText(answer)) };
  }

  /** Whoever pressed sees whether it was taken, and presses again. */
  repeats(): boolean {
    return false;
  }
}

function tokenIn(body: Uint8Array): string {
  const token = new URLSearchParams(Buffer.from(body).toString('utf8')).get(TOKEN);
  if (token === null) throw new ChatError('invalid_webhook', 'The form has no token.');
  return token;
}

function answerText(answer: Answer): string {
  if (answer.kind !== 'message') return 'Done.';
  const { summary, sections } = answer.message;
  const said = sections.flatMap(({ text, preformatted, footnote }) => [
    ...(text ? [plain(text)] : []),
    ...(preformatted ? [preformatted] : []),
    ...(footnote ? [plain(footnote)] : []),
  ]);
  return said.length > 0 ? said.join('\n') : summary;
}

function page(text: string): HttpAnswer {
  const body = escaped(text).replaceAll('\n', '<br>');
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    body: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Muster</title></head><body><h1>Muster</h1><p>${body}</p></body></html>\n`,
  };
}
