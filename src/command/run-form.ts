import type { ParameterField } from '../action/parameter-fields.ts';
import type { Input, Modal } from '../chat/element.ts';
import { RUN_FORM } from './run.ts';

/** Most inputs of a form; the others keep what was said, or their defaults. */
const INPUTS = 20;
/** More than this no platform's form has room for. */
export const NEEDED_LIMIT = 5;

const YES_OR_NO = [
  { label: 'Yes', value: 'true' },
  { label: 'No', value: 'false' },
] as const;

/**
 * @param title what is run.
 * @param fields without those of secrets. @param missing names of those that have to be entered.
 * @param context comes back with the form.
 * @returns the form in which somebody enters what an action needs: first what is missing, then what may be changed.
 */
export function runForm(
  title: string,
  fields: readonly ParameterField[],
  missing: readonly string[],
  context: Readonly<Record<string, string>>,
): Modal {
  const isNeeded = ({ name }: ParameterField): boolean => missing.includes(name);
  const sorted = [...fields.filter(isNeeded), ...fields.filter((field) => !isNeeded(field))];
  return {
    id: RUN_FORM,
    title,
    submit: 'Run',
    inputs: sorted.slice(0, INPUTS).map((field) => inputOf(field, isNeeded(field))),
    context,
  };
}

function inputOf(field: ParameterField, isNeeded: boolean): Input {
  const { name, label, kind, options, initial, hint } = field;
  const choices =
    kind === 'flag' ? YES_OR_NO : options?.map((value) => ({ label: value === '' ? '""' : value, value }));
  return {
    id: name,
    label,
    type: choices ? 'select' : kind === 'object' ? 'paragraph' : 'text',
    ...(choices && { options: choices }),
    ...(!isNeeded && { optional: true, expendable: true as const }),
    ...(initial !== undefined && { initial }),
    ...(hint !== undefined && { placeholder: hint }),
  };
}
