import { keptNews, NEWS_KINDS, NEWS_LIMIT, type ChangeNews } from '../../src/git/news.ts';
import type { Incident } from '../../src/incident/incident.ts';
import type { Redact } from './redaction.ts';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.slice(0, 2_000) : undefined;

function newsIn(value: unknown): ChangeNews | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind: named, at, ...loose } = value as Record<string, unknown>;
  const [key, repository, name] = [text(loose.key), text(loose.repository), text(loose.name)];
  const kind = NEWS_KINDS.find((one) => one === named);
  if (!kind || key === undefined || repository === undefined || name === undefined) return undefined;
  const [title, by, url] = [text(loose.title), text(loose.by), text(loose.url)];
  return {
    key,
    kind,
    repository,
    name,
    ...(title !== undefined && { title }),
    ...(by !== undefined && { by }),
    ...(url !== undefined && { url }),
    at: typeof at === 'number' && Number.isFinite(at) ? at : Date.now(),
  };
}

/**
 * @param raw what came with the signal, which may be anything.
 * @returns the news that the incident does not have yet and has room for, each once, without secrets.
 */
export function freshNews(
  raw: unknown,
  { changes = [] }: Pick<Incident, 'changes'>,
  redact: Redact,
): ChangeNews[] {
  const known = new Set(changes);
  const fresh = (Array.isArray(raw) ? raw : []).flatMap((one: unknown): ChangeNews[] => {
    const news = newsIn(one);
    const kept = news && keptNews(news, redact);
    if (!kept || known.has(kept.key)) return [];
    known.add(kept.key);
    return [kept];
  });
  return fresh.slice(0, Math.max(0, NEWS_LIMIT - changes.length));
}
