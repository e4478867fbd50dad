import { describe, expect, it } from 'vitest';
import { actionHelp, type Runnable } from '../../../src/chat/action-help.ts';
import type { Parameter } from '../../../src/action/parameter.ts';
import { plainMessage } from '../../../src/chat/plain-message.ts';
import { actionOf, aliasOf } from './action-fixture.ts';

const runnable = (ref: string, displays: readonly string[]): Runnable => ({
  alias: aliasOf(ref, displays),
  action: actionOf(ref, {
    parameters: {
      host: { type: 'string', required: true, description: 'Which machine' },
      force: { type: 'boolean', default: false },
      token: { type: 'string', secret: true },
    },
  }),
});

const ALL = [
  runnable('linux.restart', ['restart {{host}}', 'reboot {{host}}']),
  runnable('linux.disk', ['disk of {{host}}']),
  runnable('aws.instances', ['aws instances in {{region}}']),
];
const help = (about?: string, all: readonly Runnable[] = ALL): string => plainMessage(actionHelp(all, about));

describe('help of what may be run', () => {
  it('lists every way to say it, by pack', () => {
    const text = help();
    expect(text.indexOf('aws\n')).toBeLessThan(text.indexOf('linux\n'));
    for (const display of ['restart {{host}}', 'reboot {{host}}', 'disk of {{host}}'])
      expect(text).toContain(`\`/im run ${display}\``);
  });

  it('searches by words, wherever they stand', () => {
    const text = help('linux does');
    expect(text).toContain('restart {{host}}');
    expect(text).toContain('disk of');
    expect(text).not.toContain('aws');
  });

  it('lists one pack', () => {
    expect(help('linux')).toMatch(/restart[^]*disk/);
    expect(help('linux')).not.toContain('instances');
  });

  it('explains one with its parameters', () => {
    const text = help('linux.restart');
    expect(text).toContain('host: must be said; a text; Which machine');
    expect(text).toContain('force: false unless said; true or false');
    expect(text).toContain('token: may be said; a text; shown to nobody');
  });

  it.each<[Parameter, said: string]>([
    [{ type: 'integer', required: true, minimum: 1, maximum: 60 }, 'must be said; a whole number; 1 to 60'],
    [{ type: 'number', minimum: 0, default: 2.5 }, '2.5 unless said; a number; at least 0'],
    [{ type: ['integer', 'null'], maximum: 9 }, 'may be said; a whole number or none; at most 9'],
    [{ minLength: 1 }, 'may be said; a text; at least 1 character'],
    [
      { type: 'string', maxLength: 5, pattern: '^a+$' },
      'may be said; a text; at most 5 characters; matches ^a+$',
    ],
    [
      { type: 'string', pattern: '^[0-9-]+$', patternMeans: 'a date such as 2026-11-22' },
      'may be said; a text; a date such as 2026-11-22',
    ],
    [{ enum: ['', 'one', 2], required: true }, 'must be said; one of "", one, 2'],
    [
      { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 3, description: 'Ports' },
      'may be said; a list of whole numbers; 1 to 3 items; Ports Separated by commas, or JSON.',
    ],
  ])('says what a parameter may be: %j', (parameter, said) => {
    const one = {
      alias: aliasOf('demo.wait', ['wait']),
      action: actionOf('demo.wait', { parameters: { it: parameter } }),
    };
    expect(help('demo.wait', [one])).toContain(`it: ${said}`);
  });

  it('names packs alone where there are too many to list', () => {
    const many = Array.from({ length: 60 }, (_, n) => runnable(`pack${n % 3}.one${n}`, [`one ${n}`]));
    const text = help(undefined, many);
    expect(text).toContain('pack0 (20), pack1 (20), pack2 (20)');
    expect(text).not.toContain('/im run one');
    expect(help('pack1', many)).toContain('`/im run one 4`');
  });

  it('says when nothing is found, and when there is nothing', () => {
    expect(help('kubernetes')).toContain('Nothing that you may run has “kubernetes”.');
    expect(help(undefined, [])).toContain('There is nothing that you may run.');
  });
});
