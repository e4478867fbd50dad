import { readFileSync } from 'node:fs';
import { hear } from '../../../src/conversation/hear.ts';
import type { Setting } from '../../../src/conversation/setting.ts';
import { agrees, labelOf } from './label.ts';

/** A sentence with what is wanted by it. */
export interface Labelled {
  readonly here: boolean;
  readonly wanted: string;
  readonly text: string;
}

/** How a sentence was understood. */
export interface Verdict extends Labelled {
  readonly got: string;
  readonly right: boolean;
  /** Something would have been changed without a question that the sentence does not clearly want. */
  readonly misfire: boolean;
}

const named = (...pairs: readonly (readonly [string, string])[]) => pairs.map(([id, name]) => ({ id, name }));

/** Where and when all sentences are said: a Wednesday morning in Madrid. */
export const SETTING: Setting = {
  now: Date.UTC(2026, 2, 11, 9, 30),
  zone: 'Europe/Madrid',
  teams: named(
    ['payments', 'Payments'],
    ['database', 'Database'],
    ['platform', 'platform'],
    ['web', 'Web Frontend'],
    ['security', 'Security'],
  ),
  services: named(
    ['checkout', 'Checkout'],
    ['ledger', 'Ledger'],
    ['search', 'Search'],
    ['user-api', 'User API'],
    ['auth', 'Auth'],
    ['mail', 'E-mail delivery'],
  ),
  people: named(['ana', 'Ana Ruiz'], ['ben', 'Ben Okafor'], ['chidi', 'Chidi Eze'], ['dana', 'Dana Kim']),
};

/** @param part `tuned` was looked at while the rules were written; `held-out` was not. */
export function sentences(part: 'tuned' | 'held-out', folder: URL): Labelled[] {
  const lines = readFileSync(new URL(`${part}.tsv`, folder), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [place = '', wanted = '', ...text] = line.split('\t');
      return { here: place === '7', wanted, text: text.join('\t') };
    });
}

/** @returns how it is understood, and whether that is right. */
export function judge({ here, wanted, text }: Labelled): Verdict {
  const heard = hear(text, { ...SETTING, ...(here && { incident: 'INC-7' as const }) });
  const got = labelOf(heard, SETTING.zone);
  const right = agrees(got, wanted.replace(/^left$/, got.startsWith('left') ? got : 'left'));
  const changes = heard.kind === 'do' || (heard.kind === 'ticket' && heard.wish.do !== 'show');
  return { here, wanted, text, got, right, misfire: changes && !right };
}
