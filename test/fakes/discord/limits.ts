import { DiscordRefusal, textOf, type Json } from './guild.ts';

function refuse(path: string, why: string): never {
  throw new DiscordRefusal(400, 50035, `Invalid Form Body\n${path}: ${why}`);
}

/** Discord trims texts before it counts them. */
function textWithin(value: unknown, min: number, max: number, path: string): void {
  if (typeof value !== 'string') refuse(path, 'Must be a string');
  const { length } = value.trim();
  if (length < min) refuse(path, 'This field is required');
  if (length > max) refuse(path, `Must be ${max} or fewer in length.`);
}

function listWithin(value: unknown, min: number, max: number, path: string): Json[] {
  if (!Array.isArray(value) || value.length < min || value.length > max)
    refuse(path, `Must be between ${min} and ${max} in length.`);
  return value as Json[];
}

/** How much text an embed has, of the 6000 characters of all of them. */
function checkEmbed(embed: Json, path: string): number {
  let sum = 0;
  const part = (value: unknown, max: number, at: string): void => {
    textWithin(value, 1, max, at);
    sum += String(value).trim().length;
  };
  const fields = embed['fields'] === undefined ? [] : listWithin(embed['fields'], 0, 25, `${path}.fields`);
  if (embed['title'] !== undefined) part(embed['title'], 256, `${path}.title`);
  if (embed['description'] !== undefined) part(embed['description'], 4096, `${path}.description`);
  for (const [n, field] of fields.entries()) {
    part(field['name'], 256, `${path}.fields.${n}.name`);
    part(field['value'], 1024, `${path}.fields.${n}.value`);
  }
  const footer = embed['footer'] as Json | undefined;
  if (footer) part(footer['text'], 2048, `${path}.footer.text`);
  if (sum === 0) refuse(`${path}.description`, 'This field is required');
  const { url, color } = embed;
  if (url !== undefined && !/^https?:\/\/[\w.-]+\.[a-z]+(\/|$)/.test(textOf(url)))
    refuse(`${path}.url`, 'Not a well formed URL.');
  if (color !== undefined && !(Number.isInteger(color) && Number(color) <= 0xffffff))
    refuse(`${path}.color`, 'Must be an integer up to 16777215');
  return sum;
}

function checkOptions(options: unknown, path: string): void {
  const all = listWithin(options, 1, 25, path);
  for (const [n, option] of all.entries()) {
    textWithin(option['label'], 1, 100, `${path}.${n}.label`);
    textWithin(option['value'], 1, 100, `${path}.${n}.value`);
  }
  if (new Set(all.map(({ value }) => value)).size !== all.length)
    refuse(path, 'The specified option value is already used');
}

function checkInteractive(component: Json, path: string, ids: Set<string>): void {
  const id = String(component['custom_id']);
  textWithin(component['custom_id'], 1, 100, `${path}.custom_id`);
  if (ids.has(id)) refuse(`${path}.custom_id`, 'Component custom id cannot be duplicated');
  ids.add(id);
  if (component['placeholder'] !== undefined)
    textWithin(component['placeholder'], 0, component['type'] === 4 ? 100 : 150, `${path}.placeholder`);
  switch (component['type']) {
    case 2:
      textWithin(component['label'], 1, 80, `${path}.label`);
      return;
    case 3:
      checkOptions(component['options'], `${path}.options`);
      return;
    case 4:
      if (Number(component['max_length'] ?? 4000) > 4000) refuse(`${path}.max_length`, 'at most 4000');
      if (component['label'] !== undefined) refuse(`${path}.label`, 'not allowed within a label');
      if (component['value'] !== undefined)
        textWithin(component['value'], 0, Number(component['max_length'] ?? 4000), `${path}.value`);
      return;
    case 22:
      for (const one of listWithin(component['options'], 1, 10, `${path}.options`))
        textWithin(one['label'], 1, 100, path);
      return;
    case 5:
    case 8:
    case 23:
      return;
    default:
      refuse(path, `unsupported component type ${String(component['type'])}`);
  }
}

/** Refuses a message that Discord would refuse. */
export function checkMessage({ content, embeds, components }: Json): void {
  if (content !== undefined) textWithin(content, 0, 2000, 'content');
  const all = embeds === undefined ? [] : listWithin(embeds, 0, 10, 'embeds');
  const sum = all.map((embed, n) => checkEmbed(embed, `embeds.${n}`)).reduce((a, b) => a + b, 0);
  if (sum > 6000) refuse('embeds', 'Embed size exceeds maximum size of 6000');
  const urls = all.flatMap((embed) => (embed['url'] === undefined ? [] : [embed['url']]));
  if (new Set(urls).size !== urls.length) refuse('embeds', 'only the first embed of an address is shown');
  const ids = new Set<string>();
  const rows = components === undefined ? [] : listWithin(components, 0, 5, 'components');
  for (const [n, row] of rows.entries()) {
    if (row['type'] !== 1) refuse(`components.${n}`, 'Must be an action row');
    const children = listWithin(row['components'], 1, 5, `components.${n}.components`);
    const menu = children.some((child) => child['type'] !== 2);
    if (menu && children.length > 1) refuse(`components.${n}`, 'a menu stands alone in its row');
    children.forEach((child, m) => checkInteractive(child, `components.${n}.components.${m}`, ids));
  }
  if (!textOf(content).trim() && all.length === 0 && rows.length === 0)
    throw new DiscordRefusal(400, 50006, 'Cannot send an empty message');
}

/** Refuses a modal that Discord would refuse. */
export function checkModal(data: Json): void {
  textWithin(data['custom_id'], 1, 100, 'custom_id');
  textWithin(data['title'], 1, 45, 'title');
  const ids = new Set<string>();
  for (const [n, label] of listWithin(data['components'], 1, 5, 'components').entries()) {
    const path = `components.${n}`;
    if (label['type'] !== 18) refuse(path, 'Must be a label');
    textWithin(label['label'], 1, 45, `${path}.label`);
    if (label['description'] !== undefined) textWithin(label['description'], 0, 100, `${path}.description`);
    const component = label['component'] as Json;
    if (component['type'] === 2) refuse(path, 'A modal has no buttons');
    checkInteractive(component, `${path}.component`, ids);
  }
}

const NAME = /^[-_'\p{Ll}\p{Lo}\p{N}]{1,32}$/u;

function checkCommandOptions(options: unknown, path: string): void {
  const all = options === undefined ? [] : listWithin(options, 0, 25, path);
  let optional = false;
  for (const [n, option] of all.entries()) {
    const at = `${path}.${n}`;
    if (!NAME.test(String(option['name'])))
      refuse(`${at}.name`, 'String value did not match validation regex.');
    textWithin(option['description'], 1, 100, `${at}.description`);
    if (option['required'] && optional)
      refuse(at, 'Required options must be placed before non-required options');
    optional ||= !option['required'];
    const choices =
      option['choices'] === undefined ? [] : listWithin(option['choices'], 0, 25, `${at}.choices`);
    for (const choice of choices) textWithin(choice['name'], 1, 100, `${at}.choices`);
    if (option['autocomplete'] && choices.length > 0)
      refuse(at, 'choices and autocomplete exclude each other');
    checkCommandOptions(option['options'], `${at}.options`);
  }
  const names = all.map((option) => option['name']);
  if (new Set(names).size !== names.length) refuse(path, 'Option names must be unique');
}

/** "8000 characters for combined name, description, and value properties" of a command, its options and choices. */
function lengthOf({ name, description, value, options, choices }: Json): number {
  const own = [name, description, value].map(textOf).join('').length;
  const inner = [...((options ?? []) as Json[]), ...((choices ?? []) as Json[])];
  return inner.reduce((sum, one) => sum + lengthOf(one), own);
}

/** Refuses a command that Discord would refuse. */
export function checkCommand(command: Json): void {
  if (command['type'] === 1) {
    if (!NAME.test(String(command['name']))) refuse('name', 'String value did not match validation regex.');
    textWithin(command['description'], 1, 100, 'description');
    checkCommandOptions(command['options'], 'options');
    if (lengthOf(command) > 8_000) refuse('options', 'Command exceeds maximum size (8000)');
    return;
  }
  textWithin(command['name'], 1, 32, 'name');
  if (command['description']) refuse('description', 'Context menu commands cannot have description');
}
