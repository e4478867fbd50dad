import { describe, expect, it } from 'vitest';
import { redactText } from '../../../src/access/redact.ts';
import { actionContext, completed, orderedParameters } from '../../../src/action/ordered-parameters.ts';
import type { Parameters } from '../../../src/action/parameter.ts';

const PARAMETERS: Parameters = {
  host: { type: 'string', required: true },
  note: { type: 'string' },
  password: { type: 'string', secret: true, default: 'of the configuration' },
  login: { type: 'object', properties: { pin: { type: 'string', secret: true } } },
  who: { type: 'string', default: '{{ action_context.api_user }}' },
};
const context = actionContext({ id: 'ana', name: 'Ana' }, 'C1');
const redact = (text: string): string => redactText(text);

const order = (said: Record<string, unknown>, parameters = PARAMETERS, immutable = {}) =>
  orderedParameters(parameters, new Map(Object.entries(said)), { context, redact, immutable });

describe('the parameters of an order', () => {
  it('have what was said and what stands by itself, but no secret of the configuration', () => {
    expect(order({ host: 'web1' })).toEqual({ values: { host: 'web1', who: 'ana' } });
  });

  it.each([
    ['password', { host: 'web1', password: 'hunter2' }],
    ['login', { host: 'web1', login: '{"pin": "1234"}' }],
    ['note', { host: 'web1', note: 'key AKIAIOSFODNN7EXAMPLE' }],
  ])('take no secret as %s, and do not repeat it', (name, said) => {
    const taken = order(said);
    expect(taken).toMatchObject({ problems: [{ parameter: name }], missing: [] });
    expect(JSON.stringify(taken)).not.toMatch(/hunter2|1234|AKIA/);
  });

  it('are told to be asked for where they are missing, but secrets are not asked for', () => {
    const parameters: Parameters = { ...PARAMETERS, token: { type: 'string', required: true } };
    expect(order({}, parameters)).toMatchObject({
      problems: [{ parameter: 'token', message: expect.stringMatching(/configuration/) as string }],
      missing: ['host'],
    });
  });

  it.each<[string, unknown]>([
    ['texts', '記'.repeat(50_000)],
    ['numbers', Array.from({ length: 300 }, () => Array<number>(100).fill(1_234))],
  ])('are no larger than a run passes on, counted in bytes, of %s as well', (_of, load) => {
    const parameters: Parameters = { host: { type: 'string' }, load: {} };
    const taken = order({ host: 'web1', load }, parameters);
    expect(taken).toEqual({
      problems: [
        {
          parameter: 'load',
          message: expect.stringMatching(/^takes 15\d\d\d\d bytes of JSON, .* 128000 together/) as string,
        },
      ],
      missing: [],
    });
    expect(order({ host: 'web1', load: 'x'.repeat(127_000) }, parameters)).toHaveProperty('values');
  });

  it('are completed where it is run: by defaults of the action and immutable parameters of the alias', () => {
    const immutable = { password: 'of the alias' };
    const ordered = order({ host: 'web1' }, PARAMETERS, immutable);
    if (!('values' in ordered)) throw new Error('it was refused');
    expect(ordered.values).not.toHaveProperty('password');
    expect(completed(PARAMETERS, ordered.values, { context })).toEqual({
      values: { host: 'web1', who: 'ana', password: 'of the configuration' },
    });
    expect(completed(PARAMETERS, ordered.values, { context, immutable })).toEqual({
      values: { host: 'web1', who: 'ana', password: 'of the alias' },
    });
  });

  it('stay as they were ordered, whatever the configuration says by then', () => {
    const later: Parameters = { ...PARAMETERS, who: { type: 'string', default: 'somebody else' } };
    const changed = completed(later, { host: 'web1', who: 'ana' }, { context });
    expect(changed).toMatchObject({ values: { who: 'ana' } });
  });
});
