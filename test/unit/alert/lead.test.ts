import { describe, expect, it } from 'vitest';
import type { AlertBatch } from '../../../src/alert/batch.ts';
import { hear, newGroup, type Group } from '../../../src/alert/group.ts';
import { ledAfter, ledBy, ranked, type Led } from '../../../src/alert/lead.ts';
import { DEFAULT_RULE } from '../../../src/alert/rule.ts';
import type { Statement } from '../../../src/alert/statement.ts';
import type { GroupTerms } from '../../../src/alert/terms.ts';
import type { Severity } from '../../../src/incident/severity.ts';

const terms = (key: string, severity: Severity, more: Partial<GroupTerms> = {}): GroupTerms => ({
  ...DEFAULT_RULE,
  tenant: 'default',
  integration: 'prom',
  rule: 'default',
  key,
  about: key,
  said: { title: key, labels: {} },
  declaration: { title: key, severity, private: false },
  ...more,
});
const held = (by: string): Partial<GroupTerms> => ({ held: true, heldBy: by });

/** A group as deliveries come, each alert by its terms. */
class Coming {
  group: Group = newGroup(0);
  led: Led | undefined;
  #at = 0;

  says(status: Statement['status'], ...all: readonly GroupTerms[]): this {
    const [first, ...others] = status === 'firing' ? ranked(all) : all;
    const batch: AlertBatch = {
      delivery: String(++this.#at),
      terms: first!,
      others,
      statements: all.map(({ key = '', declaration: { severity } }) => ({
        ...{ key, status, severity },
        title: key,
        startedAt: this.#at,
      })),
    };
    const before = this.group;
    this.group = hear(before, batch.statements, this.#at);
    this.led = ledAfter(this.led ?? { terms: first!, others: [] }, batch, this.group, before);
    return this;
  }

  get order(): string[] {
    return [this.led!.terms, ...this.led!.others].map(({ about }) => about);
  }
}

describe('the alert that leads a group', () => {
  it('is what nothing holds back, then what is worse, then what is newer', () => {
    const coming = new Coming().says('firing', terms('a', 'SEV-3'), terms('b', 'SEV-1', held('m')));
    expect(coming.order).toEqual(['a', 'b']);
    expect(coming.says('firing', terms('c', 'SEV-2'), terms('d', 'SEV-3')).order).toEqual([
      'c',
      'd',
      'a',
      'b',
    ]);
  });

  it('is the next one when it clears, with all that this one says', () => {
    const cause = { description: 'the disk of b', links: [] };
    const coming = new Coming().says('firing', terms('a', 'SEV-1', { cause: { links: [] } }));
    coming.says('firing', terms('b', 'SEV-2', { cause, waitMs: 7 })).says('resolved', terms('a', 'SEV-1'));
    expect(coming.led?.terms).toMatchObject({ key: 'b', about: 'b', cause });
    expect(coming.order).toEqual(['b']);
    // Settings are those of the rule as it is now.
    expect(coming.led?.terms.waitMs).toBe(DEFAULT_RULE.waitMs);
    // Of what is not remembered any more something is said all the same.
    coming.says('firing', ...['c', 'd', 'e'].map((key) => terms(key, 'SEV-1')));
    coming.says('resolved', ...['c', 'd', 'e'].map((key) => terms(key, 'SEV-1')));
    expect(coming.order).toEqual(['c']);
    expect(coming.says('resolved', terms('b', 'SEV-2')).group.firing).toBe(0);
    expect(coming.says('firing', terms('f', 'SEV-4')).order).toEqual(['f']);
  });

  it('says what it said last', () => {
    const coming = new Coming().says(
      'firing',
      terms('a', 'SEV-1', held('m')),
      terms('b', 'SEV-2', held('m')),
    );
    coming.says('firing', terms('a', 'SEV-4', { about: 'a, again', ...held('m') }));
    expect(coming.order).toEqual(['b', 'a, again']);
  });

  it('leaves room for one of each maintenance, however many others there are', () => {
    const many = Array.from({ length: 1_000 }, (_, n) => terms(`m${n}`, 'SEV-1', held('m')));
    const coming = new Coming().says('firing', ...many, terms('n', 'SEV-4', held('n')));
    expect(coming.order).toEqual(['m0', 'm1', 'm2', 'n']);
    const each = Array.from({ length: 18 }, (_, n) => terms(`x${n}`, 'SEV-2', held(`x${n}`)));
    expect(coming.says('firing', ...each).order).toHaveLength(20);
    expect(coming.order).toContain('n');
    expect(coming.order).not.toContain('m1');
  });

  it('is the one of which an incident was opened', () => {
    const coming = new Coming().says(
      'firing',
      terms('a', 'SEV-1', held('m')),
      terms('b', 'SEV-2', held('n')),
    );
    expect(ledBy(coming.led!, 'b')).toMatchObject({
      terms: { key: 'b', heldBy: 'n' },
      others: [{ key: 'a' }],
    });
    expect(ledBy(coming.led!, undefined)).toEqual(coming.led);
    expect(ledBy(coming.led!, 'gone')).toEqual(coming.led);
  });
});
