import { describe, expect, it } from 'vitest';
import { deploymentPages } from '../../../src/git/deployment-page.ts';
import { exampleOf } from '../../harness/examples.ts';
import { ownMs } from '../../harness/own-time.ts';

const GUID = '6f2b1f0e-1d7a-4f0a-9c39-0d1f8b3f5a11';

/** What a server tells a deployment's page is, and how people come to it. */
const SAME: readonly (readonly [string, string, string?])[] = [
  [
    'https://github.com/acme/payments/actions/runs/7/job/8',
    'https://github.com/Acme/Payments/actions/runs/7/job/8?pr=42#step:3:1',
  ],
  [
    'https://github.com/acme/payments/actions/runs/7/job/8',
    'https://github.com/acme/payments/actions/runs/7',
  ],
  [
    'https://github.com/acme/payments/actions/runs/7/job/8',
    'https://github.com/acme/payments/actions/runs/7/attempts/2',
  ],
  ['https://github.com/acme/payments/runs/8', 'https://github.com/acme/payments/actions/runs/7/job/8'],
  ['https://gitlab.com/acme/payments/-/jobs/796', 'https://gitlab.com/acme/payments/-/jobs/796#L12'],
  [
    'https://dev.azure.com/acme/payments/_build/results?buildId=901',
    'https://dev.azure.com/acme/payments/_build/results?buildId=901&view=logs&j=1',
  ],
  [
    `https://dev.azure.com/acme/${GUID}/_build/results?buildId=901`,
    'https://dev.azure.com/acme/Payments/_build/results?buildId=901&view=results',
  ],
  [
    'https://dev.azure.com/acme/payments/_release?releaseId=71&_a=release-summary',
    'https://dev.azure.com/acme/payments/_releaseProgress?_a=release-pipeline-progress&releaseId=71',
  ],
  [
    `https://dev.azure.com/acme/${GUID}/_release?releaseId=71`,
    'https://dev.azure.com/acme/Our%20Payments/_releaseProgress?releaseId=71',
    'Our Payments',
  ],
  ['https://checkout.acme.example/', 'https://checkout.acme.example'],
];

const OTHER: readonly (readonly [string, string])[] = [
  ['https://github.com/acme/payments/actions/runs/7', 'https://github.com/acme/payments/actions/runs/8'],
  ['https://github.com/acme/payments/actions/runs/7', 'https://github.com/acme/search/actions/runs/7'],
  // The number of a check is none of a run.
  ['https://github.com/acme/payments/runs/7', 'https://github.com/acme/payments/actions/runs/7'],
  [
    'https://dev.azure.com/acme/payments/_build/results?buildId=901',
    'https://dev.azure.com/other/payments/_build/results?buildId=901',
  ],
  [
    'https://dev.azure.com/acme/payments/_release?releaseId=71',
    'https://dev.azure.com/acme/search/_release?releaseId=71',
  ],
];

const isSame = ([told, pasted, project]: readonly [string, string, string?]) => {
  const known = new Set(deploymentPages(told, project));
  return deploymentPages(pasted).some((page) => known.has(page));
};

describe('the page of a deployment', () => {
  const named = (all: typeof SAME) => all.map((pages) => ({ pages, name: pages.join(' and ') }));
  it.each(named(SAME))('is one: $name', ({ pages }) => expect(isSame(pages)).toBe(true));
  it.each(named(OTHER))('is another: $name', ({ pages }) => expect(isSame(pages)).toBe(false));

  it('is first what is nearest', () => {
    expect(deploymentPages('https://github.com/acme/payments/actions/runs/7/job/8')).toEqual([
      'github.com/acme/payments job 8',
      'github.com/acme/payments run 7',
    ]);
  });

  it('is found for what servers tell', () => {
    const { deployable_url } = exampleOf('gitlab', 'deployment', 'deployment');
    expect(isSame([String(deployable_url), `${String(deployable_url)}?x=1`])).toBe(true);
  });

  it.each(['', 'nothing', 'javascript:alert(1)', `https://git.example/${'x'.repeat(3000)}`])(
    'is none of %s',
    (address) => expect(deploymentPages(address)).toEqual([]),
  );

  it('is read quickly, however it is written', () => {
    const started = ownMs();
    for (const piece of ['/actions/runs/1', '/runs', '/_build/results', '/_release', '/'])
      deploymentPages(`https://git.example/${piece.repeat(1_900 / piece.length)}?buildId=1&releaseId=1`);
    expect(ownMs() - started).toBeLessThan(500);
  });
});
