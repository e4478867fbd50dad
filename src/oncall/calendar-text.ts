/** A calendar that cannot be read, with why and, where known, where. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
  /** Line of the calendar, from 1. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/** A line of a calendar after folded lines were put together (RFC 5545, section 3.1). */
interface ContentLine {
  readonly text: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

/** Properties whose values are times, one or several. */
const TIMES = /^(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)[;:]/i;
const TIME = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$/;

/**
 * Looks through a calendar line by line, because its reader knows no lines and takes up times that do not exist.
 * @returns the lines at which its events begin, in their order.
 * @throws CalendarError with the line.
 */
export function eventLines(text: string): number[] {
  const open: { readonly name: string; readonly line: number; begins: boolean }[] = [];
  const events: number[] = [];
  let last = 1;
  for (const { text: content, line } of contentLines(text)) {
    last = line;
    const [, way, name = ''] = /^(BEGIN|END):\s*([\w-]+)\s*$/i.exec(content) ?? [];
    const inner = open.at(-1);
    if (!inner && way?.toUpperCase() !== 'BEGIN')
      throw new CalendarError('it is no iCalendar: that begins with BEGIN:VCALENDAR', line);
    if (way === undefined) {
      checkProperty(content, line);
      if (inner && /^DTSTART[;:]/i.test(content)) inner.begins = true;
    } else if (way.toUpperCase() === 'BEGIN') {
      if (!inner && name.toUpperCase() !== 'VCALENDAR')
        throw new CalendarError(`it is a ${name.toLowerCase()}, no vcalendar`, line);
      open.push({ name: name.toUpperCase(), line, begins: false });
      if (name.toUpperCase() === 'VEVENT') events.push(line);
    } else {
      if (inner?.name !== name.toUpperCase())
        throw new CalendarError(`END:${name} ends what BEGIN:${inner?.name ?? ''} began`, line);
      if (inner.name === 'VEVENT' && !inner.begins)
        throw new CalendarError('the event does not say when it begins: it has no DTSTART', inner.line);
      open.pop();
    }
  }
  const unended = open.at(-1);
  if (unended)
    throw new CalendarError(
      `it is cut off: ${unended.name} of line ${unended.line} is not ended by END:${unended.name}`,
      last,
    );
  return events;
}

function* contentLines(text: string): Generator<ContentLine> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  let current: { text: string; line: number } | undefined;
  let any = false;
  for (const [index, line] of lines.entries()) {
    if (current && /^[ \t]/.test(line)) current.text += line.slice(1);
    else if (line.trim() !== '') {
      if (current) yield current;
      current = { text: line, line: index + 1 };
      any = true;
    }
  }
  if (current) yield current;
  if (!any) throw new CalendarError('it is empty', 1);
}

function checkProperty(content: string, line: number): void {
  if (!/^[\w-]+[;:]/.test(content) || !content.includes(':'))
    throw new CalendarError('the line is none of an iCalendar: it has the form NAME:VALUE', line);
  if (!TIMES.test(content)) return;
  const name = (/^[\w-]+/.exec(content) ?? [''])[0].toUpperCase();
  const value = valueOf(content);
  for (const one of value.split(',')) {
    // Of a period (RFC 5545, section 3.3.9) its beginning.
    const [begin = ''] = one.trim().split('/');
    if (!isTime(begin)) throw new CalendarError(`there is no time ${JSON.stringify(begin)} (${name})`, line);
  }
}

/** What stands after the first colon that is not within quotes. */
function valueOf(content: string): string {
  return /^(?:"[^"]*"|[^":])*:(.*)$/s.exec(content)?.[1] ?? '';
}

function isTime(text: string): boolean {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = TIME.exec(text) ?? [];
  if (year === undefined) return false;
  const date = `${year}-${month ?? ''}-${day ?? ''}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  // 60 is a leap second.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return false;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}
