import { targetLabel, type EscalationPolicy } from '../escalation/policy.ts';
import { span } from '../incident/age.ts';
import { note, type Message } from './message.ts';
import { plain, type Text } from './text.ts';

/**
 * Whom an incident declared now would page, step by step.
 * @param what of what kind of incident: `service Checkout`.
 */
export function onCallMessage(
  what: string,
  policy: EscalationPolicy | undefined,
  settings: readonly string[],
): Message {
  if (!policy) {
    const text: Text = [
      { bold: `An incident of ${what} pages nobody` },
      ': no escalation policy applies. Set ',
      ...settings.flatMap((setting, n): Text => [n > 0 ? ' or ' : '', { code: setting }]),
      '.',
    ];
    return note(text, plain(text));
  }
  let after = 0;
  const steps = policy.steps.flatMap((step, n): Text => {
    const when = n === 0 ? 'At once' : `After ${span(after)} without an acknowledgement`;
    after += step.delayMs;
    const who = step.targets.map(targetLabel).join(', ') || 'nobody';
    return [n > 0 ? '\n• ' : '• ', `${when}: `, { bold: who }];
  });
  const again =
    policy.repeat > 0 ? ` Then again, ${policy.repeat} more ${policy.repeat === 1 ? 'time' : 'times'}.` : '';
  const lead = `An incident of ${what} is paged by the escalation policy ${policy.name}:`;
  return {
    summary: `${lead} ${plain(steps).replace(/\n?• /g, ' ').trim()}`,
    sections: [{ text: [lead, '\n', ...steps, ...(again ? [`\n${again.trim()}`] : [])] }],
  };
}
