import { BadParameter } from './bad-parameter.ts';
import type { Templates } from './filling.ts';
import { compileTemplate, render, renderValue, type Template } from './template.ts';

/** Jinja templates as they are written in the configuration, which was looked at with {@link templateProblem}. */
export const jinja: Templates = {
  text: (template, variables) => render(compiled(template), variables),
  value: (template, variables) => renderValue(compiled(template), variables),
};

/** The same templates, which cannot be rendered where they would show something that is not there. */
export const strictJinja: Templates = {
  text: (template, variables) => render(compiled(template), variables, 'refused'),
  value: (template, variables) => renderValue(compiled(template), variables, 'refused'),
};

/** @returns why a template cannot be used; undefined when it can. */
export function templateProblem(template: string): string | undefined {
  const found = compileTemplate(template);
  if (!('message' in found)) return undefined;
  const { line, message } = found;
  return line === undefined || !template.includes('\n') ? message : `line ${line}: ${message}`;
}

function compiled(written: string): Template {
  const template = compileTemplate(written);
  if ('message' in template) throw new BadParameter(`a template cannot be used: ${template.message}`);
  return template;
}
