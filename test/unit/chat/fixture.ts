import { plain, type Text } from '../../../src/chat/text.ts';
import type { Message } from '../../../src/chat/message.ts';
import { deadlines } from '../../../src/incident/deadline.ts';
import type { IncidentView } from '../../../src/incident/view.ts';
import type { Story } from '../incident/fixture.ts';

export const LINKS = { page: 'https://muster.test/incidents/INC-7' };

/** @returns what the read model holds of a story. */
export function viewOf({ incident, plan }: Story, problems: IncidentView['problems'] = []): IncidentView {
  return {
    incident,
    deadlines: deadlines(incident, plan),
    problems,
    ...(plan.escalation && { steps: plan.escalation.steps.length }),
  };
}

/** @returns all texts of a message one below the other; fields as `label: value`. */
export function reading(message: Message): string {
  const line = (text: Text | undefined): string[] => (text ? [plain(text)] : []);
  return message.sections
    .flatMap(({ text, fields = [], footnote }) => [
      ...line(text),
      ...fields.map(({ label, value }) => `${label}: ${plain(value)}`),
      ...line(footnote),
    ])
    .join('\n');
}

/** @returns the labels of buttons and selects. */
export function labels({ elements = [] }: Message): string[] {
  return elements.map((element) => (element.kind === 'button' ? element.label : element.placeholder));
}
