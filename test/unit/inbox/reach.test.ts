import { expect, it } from 'vitest';
import { withReach } from '../../../src/inbox/reach.ts';

const guide = { documentation: 'https://example.com/', steps: [{ text: 'Enter the address.' }] };
const first = (address: string) => {
  const { steps } = withReach(guide, address);
  expect(steps.at(-1)).toEqual(guide.steps[0]);
  return steps.length > 1 ? steps[0] : undefined;
};

it.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'https://muster.localhost'])(
  'a guide says first that nobody elsewhere reaches %s',
  (origin) => {
    const step = first(`${origin}/in/code/<secret>`);
    expect(step?.text).toContain(`begins with ${origin}, which leads to the machine of Muster alone`);
    expect(step?.copy).toContain('baseUrl: https://');
  },
);

it('a guide says first that an address has no TLS', () => {
  const step = first('http://muster.acme.example:3000/in/code/<secret>');
  expect(step?.text).toContain('has no TLS');
  expect(step?.copy).toBe('server: { baseUrl: https://muster.acme.example }');
});

it('a guide says nothing of an address that can be reached', () => {
  expect(first('https://muster.acme.example/in/code/<secret>')).toBeUndefined();
});
