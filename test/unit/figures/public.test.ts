import { describe, expect, it } from 'vitest';
import { publicFiguresPage } from '../../../src/dashboard/public-figures-page.tsx';
import type { Fact } from '../../../src/figures/fact.ts';
import { publicFigures } from '../../../src/figures/public.ts';

const fact = (number: number, more: Partial<Fact> = {}): Fact => ({
  number,
  severity: 'SEV-2',
  active: false,
  declaredAt: Date.parse('2026-10-31T23:30Z'),
  clocks: { acknowledge: 'met', resolve: 'open' },
  ...more,
});
const FACTS = [
  fact(1, { service: 'checkout' }),
  fact(2, { service: 'checkout', clocks: { acknowledge: 'breached' }, severity: 'SEV-1' }),
  fact(3, { insiders: ['ana'], service: 'secret', clocks: { acknowledge: 'breached' } }),
  fact(4, { clocks: {}, service: 'quiet' }),
];
const figures = publicFigures(
  FACTS,
  (service) => ({ checkout: 'Checkout & <co>' })[service],
  (at) => at + 3_600_000,
);

describe('the figures for everybody', () => {
  it('tell how many targets were met, by severity, service and month, without private incidents', () => {
    const half = { acknowledge: { met: 1, breached: 1, ratio: 0.5 } };
    expect(figures).toEqual({
      total: { name: 'all', sla: half },
      severities: [
        { name: 'SEV-1', sla: { acknowledge: { met: 0, breached: 1, ratio: 0 } } },
        { name: 'SEV-2', sla: { acknowledge: { met: 1, breached: 0, ratio: 1 } } },
      ],
      services: [{ name: 'Checkout & <co>', sla: half }],
      months: [{ name: '2026-11', sla: half }],
    });
  });

  it('are a page without a script', () => {
    const page = publicFiguresPage(figures, 90);
    expect(page).toContain('<th scope="row">Checkout &amp; &lt;co></th><td>50% (1 of 2)</td>');
    expect(page).toContain('of the last 90 days');
    expect(
      publicFiguresPage(
        publicFigures(
          [],
          () => undefined,
          (at) => at,
        ),
        90,
      ),
    ).toContain('Nothing has been measured');
  });
});
