import type { IncidentId } from '../incident/id.ts';

/** Something that was asked for and not done, with the reason for the person who asked. */
export interface Denied {
  readonly denied: 'not_permitted' | 'impossible' | 'not_found' | 'invalid' | 'too_many';
  readonly message: string;
}

export function notFound(id: IncidentId): Denied {
  return { denied: 'not_found', message: `There is no incident ${id}.` };
}
