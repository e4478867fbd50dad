import { z } from 'zod';
import { parseTemplate, PARTS } from '../postmortem/template.ts';

const template = z
  .string('must be a text in Markdown whose headings of the second level are the sections')
  .max(20_000)
  .transform((text, ctx) => {
    const { template: read, problems } = parseTemplate(text);
    for (const { line, message } of problems)
      ctx.addIssue({ code: 'custom', message: `line ${line} of the template: ${message}` });
    return problems.length > 0 ? z.NEVER : read;
  });

export const postmortem = z
  .strictObject({
    template: template
      .optional()
      .describe(
        `The sections of a post-mortem, as Markdown: headings of the second level. {{part}} on a line of its own stands for what Muster writes: ${PARTS.join(', ')}. A section without one is written by people, and its text tells them what belongs there. Without it the built-in template holds.`,
      ),
  })
  .describe('How post-mortems are made.');
