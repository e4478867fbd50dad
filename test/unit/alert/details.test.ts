import { expect, it } from 'vitest';
import { hear, newGroup } from '../../../src/alert/group.ts';
import { DEFAULT_RULE } from '../../../src/alert/rule.ts';
import { groupDetails } from '../../../workflows/alert-group/details.ts';

it('shows what alerts and people say as it is said: no pictures and links of theirs', () => {
  const firing = { key: 'a', status: 'firing', title: 'a', startedAt: 0, severity: 'SEV-3' } as const;
  const group = {
    ...hear(newGroup(0), [firing], 0),
    suppressed: { by: 'the maintenance of [all](https://evil.test)', until: 1, lookedAt: 0 },
  };
  const terms = {
    ...DEFAULT_RULE,
    tenant: 'default',
    integration: 'prom',
    rule: 'default',
    about: '![](https://evil.test/seen.png) <b>disk</b>',
    said: { title: 'disk', labels: {} },
    declaration: { title: 'disk', severity: 'SEV-3', private: false },
  } as const;
  const details = groupDetails(group, terms, undefined);
  expect(details).toContain('\\!\\[\\]\\(https://evil.test/seen.png\\) \\<b\\>disk\\</b\\>');
  expect(details).toContain('\\[all\\]\\(https://evil.test\\)');
});
