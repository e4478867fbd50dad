import type { Text } from './text.ts';

/** Where an incident is seen in a browser. */
export interface CardLinks {
  /** Its page in Muster. */
  readonly page: string;
  /** Its workflow in the Temporal UI, where there is one. */
  readonly workflow?: string;
}

/** @returns the links as small print. */
export function linkLine(links: CardLinks): Text {
  return [
    { link: links.page, label: 'Incident page' },
    ...(links.workflow === undefined ? [] : [' · ', { link: links.workflow, label: 'Workflow in Temporal' }]),
  ];
}
