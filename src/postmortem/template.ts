import { didYouMean } from '../command/nearest.ts';

/** What Muster writes into a post-mortem by itself, each time anew. */
export const PARTS = [
  'summary',
  'impact',
  'durations',
  'severity',
  'responders',
  'pages',
  'updates',
  'timeline',
  'actions',
] as const;
export type Part = (typeof PARTS)[number];

/** A part of the document below a heading of its own. */
export interface TemplateSection {
  /** Made of the title; what people write is kept under it. */
  readonly key: string;
  readonly title: string;
  /** What Muster writes; without any the section is for people to fill in. */
  readonly parts: readonly Part[];
  /** What is to be written there, for who writes it. */
  readonly guidance: string;
}

export interface Template {
  readonly sections: readonly TemplateSection[];
}

/** Something wrong with a template. */
export interface TemplateProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Most sections, and longest title in characters. */
const MOST_SECTIONS = 40;
const LONGEST_TITLE = 100;

const HEADING = /^##(?!#)\s*(.*?)\s*#*\s*$/;
const PLACEHOLDER = /^\{\{\s*(.*?)\s*\}\}$/;

/** @returns the key of a title: `What went well?` is `what-went-well`. */
export function keyOf(title: string): string {
  return title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}

/**
 * Reads a template: a Markdown file whose headings of the second level are the sections. `{{timeline}}` on a line of its
 * own stands for a part that Muster writes; a section without such a line is written by people, and its text tells them
 * what belongs there. What stands before the first heading is not read.
 */
export function parseTemplate(text: string): {
  readonly template: Template;
  readonly problems: readonly TemplateProblem[];
} {
  const sections: { key: string; title: string; parts: Part[]; guidance: string[]; line: number }[] = [];
  const problems: TemplateProblem[] = [];
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const report = (message: string): void => void problems.push({ line, message });
    const title = HEADING.exec(written)?.[1];
    if (title !== undefined) {
      const key = keyOf(title);
      if (!key) report('a section needs a title after ##.');
      else if (title.length > LONGEST_TITLE) report(`a title has at most ${LONGEST_TITLE} characters.`);
      else if (sections.some((one) => one.key === key))
        report(
          `there is a section ${JSON.stringify(title)} already: what is written would be kept under one name.`,
        );
      sections.push({ key, title, parts: [], guidance: [], line });
      continue;
    }
    const placeholder = PLACEHOLDER.exec(written.trim())?.[1];
    const section = sections.at(-1);
    if (placeholder !== undefined) {
      const part = PARTS.find((one) => one === placeholder);
      if (!part)
        report(
          `there is no part {{${placeholder.slice(0, 40)}}}: it is one of ${PARTS.join(', ')}.${didYouMean(placeholder, PARTS)}`,
        );
      else if (!section)
        report(
          `{{${part}}} stands before the first section: write a heading such as "## Timeline" above it.`,
        );
      else section.parts.push(part);
    } else if (/\{\{/.test(written)) report('{{…}} stands on a line of its own.');
    else section?.guidance.push(written);
  }
  if (sections.length === 0)
    problems.push({ line: 1, message: 'there is no section: write headings such as "## Timeline".' });
  if (sections.length > MOST_SECTIONS)
    problems.push({
      line: sections[MOST_SECTIONS]?.line ?? 1,
      message: `there are more than ${MOST_SECTIONS} sections.`,
    });
  return {
    template: {
      sections: sections.map(({ key, title, parts, guidance }) => ({
        key,
        title,
        parts,
        guidance: guidance.join('\n').trim(),
      })),
    },
    problems,
  };
}

/** @returns the sections that people fill in. */
export function writtenSections({ sections }: Template): readonly TemplateSection[] {
  return sections.filter(({ parts }) => parts.length === 0);
}

const BUILT_IN = `
## Summary
{{summary}}

## Impact
{{impact}}

## What happened
The story in a few sentences, for somebody who was not there.

## Durations
{{durations}}

## Severity
{{severity}}

## Responders
{{responders}}

## Contributing factors
What made it possible, and what made it worse: systems, tools, habits. Not who.

## What went well
What to keep: what helped to notice it, to find the cause, to bring it to an end.

## What we learned
What surprised us, and where we were lucky.

## Action items
{{actions}}

## Pages
{{pages}}

## Status updates
{{updates}}

## Timeline
{{timeline}}
`;

/** The template where the configuration has none. */
export const DEFAULT_TEMPLATE: Template = parseTemplate(BUILT_IN).template;
