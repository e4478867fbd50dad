import type { Labels } from '../escalation/condition.ts';

/** What a label may be called. */
export const LABEL_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,63}$/u;

/** Longest value of a label, in characters. */
export const LABEL_VALUE_LIMIT = 120;

/** Most labels of one incident: all of them stand on its card. */
export const LABELS_LIMIT = 20;

/** @returns labels as people write them, `region=eu`, in the order in which they were given. */
export function labelTexts(labels: Labels): string[] {
  return Object.entries(labels).map(([name, value]) => `${name}=${value}`);
}

/**
 * Reads labels as people type them: `region=eu, tier=gold`.
 * @returns the labels, or why they are none.
 */
export function parseLabels(text: string): Labels | string {
  const labels = new Map<string, string>();
  for (const one of text.split(',').map((part) => part.trim())) {
    if (!one) continue;
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(one)?.map((part) => part.trim()) ?? [];
    if (!LABEL_NAME.test(name) || !value) {
      return `${JSON.stringify(one.slice(0, 60))} is no label: write a name and a value, such as region=eu.`;
    }
    if (value.length > LABEL_VALUE_LIMIT) {
      return `The label ${name} is too long: its value has at most ${LABEL_VALUE_LIMIT} characters.`;
    }
    labels.set(name, value);
  }
  if (labels.size > LABELS_LIMIT) return `An incident has at most ${LABELS_LIMIT} labels.`;
  return Object.fromEntries(labels);
}
