import { NOTE_LIMIT, type Command, type CommandName } from '../../src/incident/command.ts';
import { TEMPORAL_OPERATOR, parseRole, type Person } from '../../src/incident/person.ts';
import { kept, type Quotation, type QuotedFile } from '../../src/incident/quotation.ts';
import { parseSeverity } from '../../src/incident/severity.ts';
import { onOneLine } from '../../src/incident/title.ts';
import { Unreadable } from '../payload-converter.ts';
import type { CommandRequest } from './messages.ts';
import type { Redact } from './redaction.ts';

type Loose = Record<string, unknown>;

/** Longest name, id and delivery id that are taken, in characters. */
const LONGEST_WORD = 200;

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() ? value : undefined;
}

function word(value: unknown): string | undefined {
  return text(value)?.slice(0, LONGEST_WORD);
}

/** An id stays as it is, whatever it looks like: by it people are recognised. */
function person(value: unknown, redact: Redact): Person | undefined {
  const named = word(value);
  if (named) return { id: named, name: redact(named) };
  if (typeof value !== 'object' || value === null) return undefined;
  const id = word((value as Loose).id);
  return id ? { id, name: redact(word((value as Loose).name) ?? id) } : undefined;
}

function place(value: unknown): CommandRequest['confirmTo'] {
  if (typeof value !== 'object' || value === null) return undefined;
  const { instance, channel, user } = value as Loose;
  const [i, c, u] = [word(instance), word(channel), word(user)];
  return i && u ? { instance: i, user: u, ...(c && { channel: c }) } : undefined;
}

/** What of a quotation can be read; undefined when nothing of it can. */
function readQuotation(value: unknown, redact: Redact): Quotation | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const loose = value as Loose;
  const [said, link] = [text(loose.text) ?? '', text(loose.link)];
  const files = (Array.isArray(loose.files) ? loose.files : []).flatMap((one: unknown): QuotedFile[] => {
    if (typeof one !== 'object' || one === null) return [];
    const [name, address] = [text((one as Loose).name), text((one as Loose).link)];
    return address ? [{ name: name ?? address, link: address }] : [];
  });
  if (!said && !link && files.length === 0) return undefined;
  const author = person(loose.author, redact);
  return kept({ text: said, files, ...(author && { author }), ...(link && { link }) }, redact);
}

/** A command that was read: what is asked, by whom, by which delivery, and where the outcome is told. */
export interface ReadRequest {
  readonly command: Command;
  readonly by: Person;
  readonly deliveryId: string | undefined;
  readonly confirmTo: CommandRequest['confirmTo'];
}

/**
 * Reads what came with a command. Signals come from the Temporal UI and CLI too, typed by hand: there the whole
 * argument may be missing or be one string.
 * @returns the command and who asks, without secrets in their texts, or a sentence that says what is missing.
 */
export function readRequest(name: CommandName, raw: unknown, redact: Redact): ReadRequest | string {
  if (raw instanceof Unreadable) return raw.message;
  const loose: Loose = typeof raw === 'object' && raw !== null ? (raw as Loose) : {};
  const command = readCommand(name, loose, text(raw), redact);
  if (typeof command === 'string') return command;
  return {
    command,
    by: person(loose.by, redact) ?? TEMPORAL_OPERATOR,
    deliveryId: word(loose.deliveryId),
    confirmTo: place(loose.confirmTo),
  };
}

/** @param said the whole argument, when it is one string. */
function readCommand(
  name: CommandName,
  loose: Loose,
  said: string | undefined,
  redact: Redact,
): Command | string {
  switch (name) {
    case 'ack':
    case 'join':
    case 'leave':
      return { name };
    case 'mitigate':
    case 'resolve':
    case 'close':
    case 'reopen':
    case 'hold':
    case 'resume':
    case 'escalate': {
      const note = text(loose.note) ?? said;
      if (note && note.length > NOTE_LIMIT) return `a note has at most ${NOTE_LIMIT} characters`;
      return { name, ...(note && { note: redact(note) }) };
    }
    case 'note': {
      const note = text(loose.text) ?? said ?? '';
      const quoted = readQuotation(loose.quoted, redact);
      if (!note && !quoted) return 'a note needs {"text": "…"}';
      return { name, text: redact(note), ...(quoted && { quoted }) };
    }
    case 'update': {
      const update = text(loose.text) ?? said;
      return update ? { name, text: redact(update) } : 'a status update needs {"text": "…"}';
    }
    case 'link': {
      const [url, title] = [text(loose.url) ?? said, text(loose.title)];
      return url
        ? { name, url: redact(url.trim()), ...(title && { title: redact(onOneLine(title)) }) }
        : 'a link needs {"url": "https://…"}';
    }
    case 'title': {
      const title = text(loose.title) ?? said;
      return title ? { name, title: redact(title) } : 'a title needs {"title": "…"}';
    }
    case 'severity': {
      const severity = parseSeverity(text(loose.severity) ?? said ?? '');
      return severity ? { name, severity } : 'a severity needs {"severity": "SEV-1"} … "SEV-4"';
    }
    case 'assign': {
      const assignee = person(loose.person ?? said, redact);
      const role = parseRole(text(loose.role) ?? '');
      return assignee
        ? { name, person: assignee, ...(role && { role }) }
        : 'an assignment needs {"person": {"id": "…", "name": "…"}}';
    }
  }
}
