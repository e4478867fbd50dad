import { castText, isOneMap, pairsOf, partsOf } from './cast.ts';
import { wanted } from './fitting.ts';
import { kindsOf, parameterOf, type Parameter } from './parameter.ts';

/**
 * @param text one of which castText makes nothing.
 * @returns why, in words that stand behind the parameter's name: of a list and of a map which entry is wrong. The text is
 * not in it, as it may be secret.
 */
export function miscast(text: string, parameter: Parameter): string {
  const [kind, ...others] = kindsOf(parameter).filter((one) => one !== 'null');
  const isJson = /^\s*[[{]/.test(text);
  if (others.length > 0 || isJson) return wanted(parameter);
  const { items } = parameter;
  const wrong =
    kind === 'object'
      ? wrongValue(text, '=', parameter)
      : kind === 'array' && items
        ? wrongItem(text, items)
        : undefined;
  return wrong ?? wanted(parameter);
}

function wrongItem(text: string, items: Parameter): string | undefined {
  if (isOneMap(text.trim(), items)) {
    const wrong = wrongValue(text, ':', items);
    return wrong && `item 1: ${wrong}`;
  }
  const parts = partsOf(text);
  const n = parts.findIndex((part) => castText(part, items) === undefined);
  return n < 0 ? undefined : `item ${n + 1} ${miscast(parts[n] ?? '', items)}`;
}

function wrongValue(text: string, sign: '=' | ':', { properties = {} }: Parameter): string | undefined {
  for (const [key, value] of pairsOf(text, sign) ?? []) {
    const property = parameterOf(properties, key);
    if (property && castText(value, property) === undefined) return `\`${key}\` ${miscast(value, property)}`;
  }
  return undefined;
}
