import { describe, expect, it } from 'vitest';
import { FORMS } from '../../../src/command/ask.ts';
import { formModal, withoutForm } from '../../../src/command/form.ts';
import { readForm } from '../../../src/command/submission.ts';
import { NOTE_LIMIT, TITLE_LIMIT } from '../../../src/incident/command.ts';

const CHOICES = {
  severity: 'SEV-2',
  teams: [{ label: 'Core payments', value: 'payments' }],
  services: [
    { label: 'Checkout', value: 'checkout' },
    { label: 'Search', value: 'search' },
  ],
} as const;
const NONE = { severity: 'SEV-3', teams: [], services: [] } as const;

const inputsOf = (...args: Parameters<typeof formModal>) =>
  Object.fromEntries(formModal(...args).inputs.map((input) => [input.id, input]));

describe('the form to declare', () => {
  it('asks for the title and offers what the configuration knows', () => {
    const { title, severity, service, team, private: hidden } = inputsOf('declare', undefined, CHOICES, {});
    expect(title).toMatchObject({ type: 'text', limit: TITLE_LIMIT });
    expect(title).not.toHaveProperty('optional');
    expect(severity).toMatchObject({ type: 'select', initial: 'SEV-2' });
    expect(severity!.options!.map(({ value }) => value)).toEqual(['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4']);
    expect(service).toMatchObject({ optional: true, options: CHOICES.services });
    expect(team).toMatchObject({ optional: true, options: CHOICES.teams });
    expect(hidden).toMatchObject({ type: 'checkbox', optional: true });
    const { announce } = inputsOf('declare', undefined, CHOICES, {});
    expect(announce).toMatchObject({ type: 'channel', optional: true, expendable: true });
  });

  it('leaves out what there is nothing to choose from: platforms refuse an empty select', () => {
    expect(Object.keys(inputsOf('declare', undefined, NONE, {}))).toEqual([
      'title',
      'severity',
      'private',
      'labels',
      'announce',
    ]);
  });

  it('has the labels that were typed already, also for a form without room for them', () => {
    const modal = formModal('declare', undefined, CHOICES, { channel: 'C1' }, { labels: 'region=eu' });
    expect(modal.inputs.find(({ id }) => id === 'labels')).toMatchObject({
      initial: 'region=eu',
      expendable: true,
    });
    expect(modal.context).toEqual({ channel: 'C1', labels: 'region=eu' });
  });

  it('shows what was typed already, and nothing that is no option', () => {
    const initial = { severity: 'SEV-1', service: 'CHECKOUT', team: 'core payments', private: 'true' };
    const { severity, service, team, private: hidden } = inputsOf('declare', undefined, CHOICES, {}, initial);
    expect([severity, service, team, hidden].map((input) => input!.initial)).toEqual([
      'SEV-1',
      'checkout',
      'payments',
      'true',
    ]);
    expect(inputsOf('declare', undefined, CHOICES, {}, { team: 'nobody' }).team).not.toHaveProperty(
      'initial',
    );
  });

  it('is read', () => {
    const values = {
      title: ' Checkout is down ',
      severity: 'SEV-1',
      team: 'payments',
      service: '',
      private: 'true',
    };
    expect(readForm('declare', { channel: 'C1' }, values)).toEqual({
      kind: 'declare',
      title: 'Checkout is down',
      severity: 'SEV-1',
      team: 'payments',
      private: true,
    });
    expect(readForm('declare', {}, { title: 'x' })).toEqual({ kind: 'declare', title: 'x', private: false });
    expect(readForm('declare', {}, { title: 'x', labels: 'region=eu, tier = gold' })).toMatchObject({
      labels: { region: 'eu', tier: 'gold' },
    });
    // What was typed is kept where the form has no room for it, and not where it was taken out.
    expect(readForm('declare', { labels: 'region=eu' }, { title: 'x' })).toMatchObject({
      labels: { region: 'eu' },
    });
    expect(readForm('declare', { labels: 'region=eu' }, { title: 'x', labels: '' })).not.toHaveProperty(
      'labels',
    );
    expect(readForm('declare', {}, { title: 'x', announce: ' C024BE91L ' })).toMatchObject({
      announce: 'C024BE91L',
    });
  });

  it('says at each field what is wrong', () => {
    expect(readForm('declare', {}, { title: ' ', severity: 'high' })).toEqual({
      kind: 'invalid',
      errors: { title: 'Say what is wrong.', severity: 'One of SEV-1, SEV-2, SEV-3, SEV-4.' },
    });
    expect(readForm('declare', {}, { title: 'x'.repeat(TITLE_LIMIT + 1) })).toEqual({
      kind: 'invalid',
      errors: { title: 'At most 200 characters; this has 201.' },
    });
    expect(readForm('declare', {}, { title: 'x', labels: 'region' })).toEqual({
      kind: 'invalid',
      errors: { labels: '"region" is no label: write a name and a value, such as region=eu.' },
    });
    const secret = { title: 'x', announce: 'C1', private: 'true' };
    expect(readForm('declare', {}, secret)).toMatchObject({
      kind: 'invalid',
      errors: { announce: expect.stringContaining('private') as string },
    });
    expect(readForm('declare', {}, { title: 'x', announce: 'c'.repeat(301) })).toMatchObject({
      kind: 'invalid',
      errors: { announce: expect.stringContaining('long') as string },
    });
  });
});

describe('the forms on an incident', () => {
  it.each(FORMS)('%s names the incident and carries it with the channel', (form) => {
    const modal = formModal(form, 'INC-123456', CHOICES, { channel: 'C1' });
    expect(modal.id).toBe(form);
    expect(modal.context).toEqual({ channel: 'C1', incident: 'INC-123456' });
    expect(modal.title).toContain('INC-123456');
  });

  it('fit the title that Slack takes', () => {
    for (const form of FORMS) {
      const id = form === 'declare' ? undefined : 'INC-1234567';
      expect(formModal(form, id, CHOICES, {}).title.length, form).toBeLessThanOrEqual(24);
      expect(formModal(form, id, CHOICES, {}).submit.length, form).toBeLessThanOrEqual(24);
    }
  });

  const context = { incident: 'INC-7' };
  it.each([
    ['resolve', { note: ' it was DNS ' }, { name: 'resolve', note: 'it was DNS' }],
    ['resolve', { note: '' }, { name: 'resolve' }],
    ['escalate', { note: 'need a DBA' }, { name: 'escalate', note: 'need a DBA' }],
    ['escalate', {}, { name: 'escalate' }],
    ['note', { text: 'errors are falling' }, { name: 'note', text: 'errors are falling' }],
    ['update', { text: ' it is over ' }, { name: 'update', text: 'it is over' }],
  ])('%s with %j is read', (form, values, command) => {
    expect(readForm(form, context, values as Record<string, string>)).toEqual({
      kind: 'command',
      incident: 'INC-7',
      command,
    });
  });

  it("assign is read with the platform's own user", () => {
    expect(readForm('assign', context, { person: 'U123', role: 'commander' })).toEqual({
      kind: 'assign',
      incident: 'INC-7',
      person: '<@U123>',
      role: 'commander',
    });
    expect(readForm('assign', context, { person: 'U123', role: '' })).not.toHaveProperty('role');
  });

  it.each([
    ['note', { text: ' ' }, { text: 'A note needs a text.' }],
    ['update', { text: ' ' }, { text: 'A status update needs a text.' }],
    ['note', { text: 'x'.repeat(NOTE_LIMIT + 1) }, { text: 'At most 3000 characters; this has 3001.' }],
    ['resolve', { note: 'x'.repeat(NOTE_LIMIT + 1) }, { note: 'At most 3000 characters; this has 3001.' }],
    ['assign', { person: '', role: '' }, { person: 'Choose somebody.' }],
    ['assign', { person: 'U1', role: 'boss' }, { role: 'One of commander, communications, scribe.' }],
    [
      'retired',
      { a: '' },
      { a: 'This form is of another version of Muster. Close it and type `/im` instead.' },
    ],
  ])('%s stays open when something is wrong', (form, values, errors) => {
    expect(readForm(form, context, values as Record<string, string>)).toEqual({ kind: 'invalid', errors });
  });

  it.each([{}, { incident: '' }, { incident: 'x' }])('without an incident is refused: %j', (broken) => {
    expect(readForm('resolve', broken as Record<string, string>, { note: 'x' })).toEqual({
      kind: 'invalid',
      errors: { note: 'This form belongs to no incident. Close it and type `/im` instead.' },
    });
  });
});

describe('the form that puts a message on a timeline', () => {
  const modal = formModal(
    'timeline',
    undefined,
    { ...CHOICES, incidents: [{ label: 'INC-7 SEV-1 Checkout', value: 'INC-7' }] },
    { quoted: 'D1' },
  );

  it('offers incidents and looks for what is typed', () => {
    expect(modal.inputs[0]).toMatchObject({
      type: 'select',
      suggest: 'incident',
      options: [{ value: 'INC-7' }],
    });
    expect(modal.context).toEqual({ quoted: 'D1' });
  });

  it('is read with the delivery that brought the message', () => {
    expect(readForm('timeline', modal.context, { incident: 'INC-7', text: ' see this ' })).toEqual({
      kind: 'quote',
      incident: 'INC-7',
      quoted: 'D1',
      text: 'see this',
    });
  });

  it.each([
    [{ quoted: 'D1' }, { incident: '', text: '' }, { incident: 'Choose an incident.' }],
    [
      {},
      { incident: 'INC-7' },
      { incident: 'This form belongs to no message. Close it and choose one again.' },
    ],
    [
      { quoted: 'D1' },
      { incident: 'INC-7', text: 'x'.repeat(NOTE_LIMIT + 1) },
      { text: 'At most 3000 characters; this has 3001.' },
    ],
  ])('stays open when something is wrong: %j %j', (context, values, errors) => {
    expect(readForm('timeline', context as Record<string, string>, values as Record<string, string>)).toEqual(
      {
        kind: 'invalid',
        errors,
      },
    );
  });
});

describe('a choice of many', () => {
  const many = Array.from({ length: 26 }, (_, n) => ({ label: `Service ${n}`, value: `s${n}` }));

  it('is looked for by typing, a choice of few is looked through', () => {
    const inputOf = (services: typeof many) =>
      formModal('declare', undefined, { ...CHOICES, services }, {}).inputs.find(({ id }) => id === 'service');
    expect(inputOf(many)).toMatchObject({ suggest: 'service' });
    expect(inputOf(many.slice(1))).not.toHaveProperty('suggest');
  });
});

describe('where no form can be opened', () => {
  it('what needs no input is done, the rest is to be typed', () => {
    for (const form of ['resolve', 'escalate'] as const) {
      expect(withoutForm({ kind: 'form', form, incident: 'INC-7' })).toEqual({
        kind: 'command',
        incident: 'INC-7',
        command: { name: form },
      });
    }
    expect(withoutForm({ kind: 'form', form: 'assign', incident: 'INC-7' })).toEqual({
      kind: 'problem',
      message: 'No form can be opened here. Type for instance `/im assign INC-7 @ana commander`.',
    });
  });
});
