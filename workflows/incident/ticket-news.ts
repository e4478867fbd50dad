import { COMMENT_LIMIT, COMMENTINGS, type TicketNews } from '../../src/incident/ticket.ts';
import { webAddress } from '../../src/incident/web-address.ts';
import { personIn, text, word, type Loose } from './loose.ts';
import type { Redact } from './redaction.ts';

/**
 * Reads news of a ticket, without secrets in their texts.
 * @param raw what came with the signal, which may be anything. @returns undefined for what is no such news.
 */
export function readTicketNews(raw: unknown, redact: Redact): TicketNews | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const loose = raw as Loose;
  const [tracker, key] = [word(loose.tracker), word(loose.key) ?? ''];
  const url = webAddress(word(loose.url)) ?? '';
  if (tracker === undefined) return undefined;
  const ticket = { tracker, key, url };
  const by = personIn(loose.by, redact);
  const at = typeof loose.at === 'number' && Number.isFinite(loose.at) ? loose.at : Date.now();
  switch (loose.kind) {
    case 'troubled': {
      const [code, reason] = [word(loose.code) ?? 'unexpected', text(loose.reason) ?? ''];
      return { ...ticket, kind: 'troubled', code, reason: redact(reason.slice(0, 1_000)) };
    }
    case 'recovered':
      return { ...ticket, kind: 'recovered' };
    case 'kept':
      return key && url && by ? { ...ticket, kind: 'kept', by, made: loose.made === true } : undefined;
    case 'commented': {
      const what = COMMENTINGS.find((one) => one === loose.what);
      const comment = word(loose.comment);
      if (!what || comment === undefined || !by) return undefined;
      const said = redact((text(loose.text) ?? '').slice(0, COMMENT_LIMIT));
      return { ...ticket, kind: 'commented', what, comment, by, text: said, at };
    }
    case 'turned': {
      const status = word(loose.status);
      if (status === undefined || typeof loose.done !== 'boolean' || !by) return undefined;
      const resolve = loose.resolve === true && { resolve: true as const };
      return { ...ticket, kind: 'turned', status: redact(status), done: loose.done, by, at, ...resolve };
    }
    case 'moved': {
      const from = webAddress(word(loose.from));
      return key && url && from && by ? { ...ticket, kind: 'moved', from, by, at } : undefined;
    }
    case 'unlinked':
      return by && { ...ticket, kind: 'unlinked', by };
    case 'deleted':
      return by && { ...ticket, kind: 'deleted', by, at };
    default:
      return undefined;
  }
}
