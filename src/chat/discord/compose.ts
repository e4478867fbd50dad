import type { APIEmbed, APIEmbedField } from 'discord.js';
import type { Field, Section } from '../message.ts';
import type { Text } from '../text.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';
import { codeBlock, escape, markdown } from './markdown.ts';

/** Text that is too short to be worth a beginning. */
const LEAST = 40;

/** Kept free for the notice that something was left out. */
const RESERVE = 120;

/** Longer values get a line of their own. */
const BESIDE = 60;

const BLANK = '\u200b';

interface Draft {
  description: string;
  readonly fields: APIEmbedField[];
}

/** Puts the parts of a message into embeds in their order, within Discord's limits, and counts what does not fit. */
export class Composer {
  readonly #drafts: Draft[] = [];
  #left: number = LIMITS.embedText - RESERVE;
  #dropped = 0;

  /** @param left how many buttons and menus are not shown. */
  constructor(left: number) {
    this.#dropped = left;
  }

  heading(text: string): void {
    const line = bounded(text.replace(/\s+/g, ' ').trim(), LIMITS.fieldName);
    if (line) this.#text((max) => `### ${markdown([line], max - 4)}`);
  }

  section({ text, preformatted, fields, footnote }: Section): void {
    if (text?.length) this.#text((max) => markdown(text, max));
    if (preformatted) this.#text((max) => codeBlock(preformatted, Math.min(max, LIMITS.preformatted)));
    for (const field of fields ?? []) this.#field(field);
    if (footnote?.length) this.#text((max) => subtext(footnote, max));
  }

  /** @param color as Discord counts it. */
  embeds(color: number | undefined): APIEmbed[] {
    const drafts =
      this.#drafts.length > 0 || this.#dropped === 0 ? this.#drafts : [{ description: '', fields: [] }];
    return drafts.map(({ description, fields }, n) => ({
      ...(color !== undefined && { color }),
      ...(description && { description }),
      ...(fields.length > 0 && { fields }),
      ...(this.#dropped > 0 &&
        n === drafts.length - 1 && {
          footer: { text: `… ${this.#dropped} more parts are not shown: Discord takes no longer message` },
        }),
    }));
  }

  /** @param draw draws the text within so many characters. */
  #text(draw: (max: number) => string): void {
    const whole = draw(LIMITS.description);
    if (!whole.trim()) return;
    let draft = this.#drafts.at(-1);
    if (draft && draft.fields.length > 0) {
      const small = whole.length <= LIMITS.fieldValue && whole.length < this.#left;
      if (small && draft.fields.length < LIMITS.fields) {
        draft.fields.push({ name: BLANK, value: whole });
        this.#left -= whole.length + 1;
        return;
      }
      draft = undefined;
    }
    if (draft && draft.description.length + whole.length + 1 > LIMITS.description) draft = undefined;
    draft ??= this.#next();
    const room = Math.min(LIMITS.description, this.#left) - (draft?.description ? 1 : 0);
    if (!draft || room < Math.min(LEAST, whole.length)) {
      this.#dropped += 1;
      return;
    }
    const drawn = whole.length <= room ? whole : draw(room);
    draft.description += `${draft.description ? '\n' : ''}${drawn}`;
    this.#left -= drawn.length + 1;
  }

  #field({ label, value }: Field): void {
    const name = escape(bounded(label.trim(), LIMITS.fieldName / 2)) || BLANK;
    const last = this.#drafts.at(-1);
    const draft = last && last.fields.length < LIMITS.fields ? last : this.#next();
    const room = Math.min(LIMITS.fieldValue, this.#left - name.length);
    if (!draft || room < LEAST) {
      this.#dropped += 1;
      return;
    }
    const drawn = markdown(value, room).trim() || BLANK;
    draft.fields.push({ name, value: drawn, inline: drawn.length <= BESIDE });
    this.#left -= name.length + drawn.length;
  }

  #next(): Draft | undefined {
    if (this.#drafts.length >= LIMITS.embeds) return undefined;
    const draft = { description: '', fields: [] };
    this.#drafts.push(draft);
    return draft;
  }
}

/** Small print; its mark stands before every line. */
function subtext(text: Text, max: number): string {
  const mark = '-# ';
  const draw = (room: number): string[] => markdown(text, room).split('\n');
  const lines = draw(max);
  const over = lines.length * mark.length;
  return draw(max - over)
    .map((line) => (line.trim() ? mark + line : line))
    .join('\n');
}
