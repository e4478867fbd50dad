import { parseRole, ROLES, type Role } from '../incident/person.ts';
import { problem, type Ask, type Problem } from './ask.ts';
import { idMissing, leadingId, type Place } from './subject.ts';
import { tokens, type Token } from './token.ts';

const isMention = ({ text }: Token): boolean => /^(?:<@.+>|@.+|me|myself)$/is.test(text);

/** Words that say nothing here: `assign 42 to @ana as the commander`. */
const FILLERS = /^(?:to|as|the|role|of)$/i;

/** Reads `[id] @person [role]`; person and role may change places, and without a person a form opens. */
export function parseAssign(text: string, place: Place): Ask | Problem {
  const found = leadingId(text);
  const id = found?.id ?? place.incident;
  if (!id) return idMissing('assign');
  const words = tokens(found?.rest ?? text).filter(({ quoted, text: word }) => quoted || !FILLERS.test(word));
  const mention = words.find(isMention);
  const others = words.filter((word) => word !== mention);
  const role = others.map(({ text: word }) => parseRole(word)).find((one) => one !== undefined);
  const left = others.filter(({ text: word }) => parseRole(word) === undefined);
  // A name may be written without `@`; more than that and it is unclear what is meant.
  const person = mention ?? left.shift();
  if (left.length > 0) return unclear(left);
  if (!person) return { kind: 'form', form: 'assign', incident: id, ...(role && { initial: { role } }) };
  return assigned(id, person, role);
}

function assigned(
  incident: Extract<Ask, { kind: 'assign' }>['incident'],
  person: Token,
  role: Role | undefined,
): Ask {
  return { kind: 'assign', incident, person: person.text, ...(role && { role }) };
}

function unclear(left: readonly Token[]): Problem {
  const words = left
    .map(({ raw }) => raw)
    .join(' ')
    .slice(0, 60);
  return problem(
    `${JSON.stringify(words)} is no role: it is one of ${ROLES.join(', ')} (comms and ic will do). ` +
      'A name of several words goes into quotes: `/im assign 42 @"Ana Lima" commander`.',
  );
}
