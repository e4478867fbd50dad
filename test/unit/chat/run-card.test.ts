import { describe, expect, it } from 'vitest';
import { atStep, ended, orderedRun, type Run } from '../../../src/action/run.ts';
import type { RunStep } from '../../../src/action/step.ts';
import type { Alias, Announcement } from '../../../src/action/alias.ts';
import { decodeAction, encodeAction } from '../../../src/chat/element.ts';
import { plainMessage } from '../../../src/chat/plain-message.ts';
import { runCard, type RunCardContext } from '../../../src/chat/run-card.ts';
import { outputMessage } from '../../../src/chat/run-output.ts';
import { BEN, NOON } from '../incident/fixture.ts';
import { actionOf, aliasOf, endedOf, orderOf, runningOf } from './action-fixture.ts';

const ORDER = orderOf({ parameters: { host: 'db1', password: 'hunter2', count: 2 } });
const PAGE = 'https://muster.example/runs/RUN-7';

const context = (more: Partial<RunCardContext> = {}): RunCardContext => ({
  action: actionOf('linux.restart', { parameters: { password: { type: 'string', secret: true } } }),
  platform: 'slack',
  approvers: [],
  page: PAGE,
  redact: (text) => text,
  ...more,
});
const said = (run: Run, more: Partial<RunCardContext> = {}): string =>
  plainMessage(runCard(run, context(more)));
const pressed = (run: Run): readonly string[] =>
  (runCard(run, context()).elements ?? []).map(({ action }) => encodeAction(action));

/** @returns an alias that says this of the end. */
const saying = (format: string, more: Partial<Announcement> = {}): Alias =>
  aliasOf('linux.restart', [], { result: { enabled: true, format, extra: {}, ...more } });
const SUCCEEDED = endedOf(ORDER, {
  status: 'succeeded',
  result: { stdout: 'up\n', stderr: '', return_code: 0, succeeded: true },
});

const step = (number: number, more: Partial<RunStep> = {}): RunStep => ({
  place: String(number),
  task: 'deploy',
  action: 'aws.deploy',
  status: 'running',
  attempts: 1,
  ...more,
});

describe('the card of a run', () => {
  it('says what runs, by whom and with what, secrets masked', () => {
    const text = said(runningOf(ORDER));
    expect(text).toContain('RUN-7 linux.restart');
    expect(text).toContain('Status: running since 2026-03-01');
    expect(text).toContain('Asked for: by Ana at');
    expect(text).toContain('`host=db1`\n`password=[redacted: secret]`\n`count=2`');
    expect(text).not.toContain('hunter2');
  });

  it('says by which runbook it was ordered, and at what where it was run by itself', () => {
    const runbook = { name: 'restart', title: 'Restart the database' };
    expect(said(runningOf(orderOf({ runbook })))).toContain('Runbook: Restart the database\n');
    expect(said(runningOf(orderOf({ runbook: { ...runbook, on: 'declare' } })))).toContain(
      'Runbook: Restart the database, as the incident was declared',
    );
    expect(said(runningOf(ORDER))).not.toContain('Runbook');
  });

  it('asks who may approve, and until when, with buttons for them', () => {
    const approval = { people: ['ben'], withinMs: 3_600_000 };
    const run = orderedRun(orderOf({ plan: { ...ORDER.plan, approval } }));
    expect(said(run, { approvers: [BEN] })).toContain(
      'It begins once it is approved by @Ben until 2026-03-01 13:00:00 UTC.',
    );
    expect(said(run)).toContain('by somebody else who may approve until');
    expect(pressed(run)).toEqual(['run-approve RUN-7', 'run-decline RUN-7', 'run-cancel RUN-7']);
    expect(decodeAction('run-approve RUN-7')).toEqual({ command: 'run-approve', incident: 'RUN-7' });
  });

  it('tells which step of a chain runs and which failed, the last ones where they are many', () => {
    const run = atStep(
      atStep(runningOf(ORDER), step(1, { status: 'failed', attempts: 3 })),
      step(2, { task: 'roll_back' }),
    );
    expect(said(run)).toContain(
      '❌ 1 deploy aws.deploy: failed, in attempt 3\n▶️ 2 roll_back aws.deploy: running',
    );
    const many = Array.from({ length: 17 }, (_, n) => step(n + 1)).reduce(atStep, runningOf(ORDER));
    expect(said(many)).toContain('2 earlier steps are not shown.');
    expect(said(many)).not.toContain(' 2 deploy');
    const over = ended(run, NOON, { status: 'succeeded', result: { published: { url: 'u' }, tasks: [{}] } });
    expect(said(over)).toContain('"url": "u"');
    expect(said(over)).not.toContain('"tasks"');
  });

  it('can be cancelled while it runs, and no more once somebody has', () => {
    expect(pressed(runningOf(ORDER))).toEqual(['run-cancel RUN-7']);
    expect(pressed({ ...runningOf(ORDER), cancelled: { by: BEN, at: NOON } })).toEqual([]);
    expect(pressed(SUCCEEDED)).toEqual([]);
  });

  it('says how it ended, how long it took and what came of it', () => {
    const text = said(SUCCEEDED);
    expect(text).toContain('Status: succeeded after 12 seconds');
    expect(text).toContain('\nup\n');
    expect(runCard(SUCCEEDED, context()).accent).toBe('good');
  });

  it('says why it failed in plain words, and what a command said last', () => {
    const failure = { code: 'exit_status', message: 'It ended with exit status 3.' };
    const result = { stdout: 'working', stderr: 'disk is full', return_code: 3 };
    const card = runCard(endedOf(ORDER, { status: 'failed', failure, result }), context());
    expect(card.accent).toBe('bad');
    const text = plainMessage(card);
    expect(text).toContain('It ended with exit status 3.');
    expect(text).toContain('Exit status: 3\ndisk is full');
    expect(text).not.toContain('exit_status');
  });

  it('shows an answer of HTTP, and any other result as it is', () => {
    const of = (result: unknown): string => said(endedOf(ORDER, { status: 'succeeded', result }));
    expect(of({ status_code: 200, body: { ok: true } })).toContain('Answered: 200\n{\n  "ok": true\n}');
    expect(of('one line')).toContain('\none line\n');
    expect(of([1, 2])).toContain('[\n  1,\n  2\n]');
    expect(of({})).not.toContain('{}');
  });

  it('shows nothing of the parameters of an action that is gone', () => {
    expect(said(runningOf(ORDER), { action: undefined })).not.toContain('Parameters');
  });
});

describe('the words of an alias', () => {
  it('are shown in place of Muster’s own, with what StackStorm’s templates know', () => {
    const format =
      '{{ execution.id }} of {{ execution.context.user }}: {{ execution.status }} in {{ execution.elapsed_seconds }} s on {{ execution.parameters.host }} by {{ execution.action.ref }}';
    expect(said(SUCCEEDED, { alias: saying(format) })).toContain(
      'RUN-7 of Ana: succeeded in 12 s on db1 by linux.restart',
    );
  });

  it('never have a secret parameter', () => {
    const alias = saying('{{ execution.parameters.password }} {{ execution }}');
    expect(said(SUCCEEDED, { alias })).not.toContain('hunter2');
  });

  it('stand in two parts where {~} parts them, the first above the facts', () => {
    const text = said(SUCCEEDED, { alias: saying('done {~} the details') });
    expect(text.indexOf('done')).toBeLessThan(text.indexOf('Status:'));
    expect(text.indexOf('the details')).toBeGreaterThan(text.indexOf('Status:'));
    expect(text).not.toContain('{~}');
  });

  it('have lines of code where they have fences', () => {
    const { sections } = runCard(
      SUCCEEDED,
      context({ alias: saying('It said ```{{ execution.result.stdout }}``` and `left`.') }),
    );
    expect(sections).toContainEqual({ preformatted: 'up\n' });
    expect(sections).toContainEqual({ text: ['and ', { code: 'left' }, '.'] });
  });

  it('that cannot be rendered give way to Muster’s own, which say so', () => {
    const text = said(SUCCEEDED, { alias: saying('{{ execution.result.stdout | no_such_filter }}') });
    expect(text).toContain('⚠️ What the alias linux.restart says at the end could not be shown:');
    expect(text).toContain('\nup\n');
    expect(text.match(/⚠️/g)).toHaveLength(1);
  });

  it('are shown when the run begins, with its page unless the alias wants no address', () => {
    const ack = (appendUrl: boolean) =>
      aliasOf('linux.restart', [], {
        ack: { enabled: true, appendUrl, format: 'On {{ actionalias.ref }}!', extra: {} },
      });
    expect(said(runningOf(ORDER), { alias: ack(true) })).toContain('On linux.restart!');
    expect(said(runningOf(ORDER), { alias: ack(true) })).toContain('Page of RUN-7');
    expect(said(runningOf(ORDER), { alias: ack(false) })).not.toContain('Page of RUN-7');
  });

  it('are left out where the alias says nothing of the end, but not why it failed', () => {
    const alias = saying('never seen', { enabled: false });
    expect(said(SUCCEEDED, { alias })).not.toMatch(/never seen|\nup/);
    const failure = { code: 'timed_out', message: 'It took longer than 60 s.' };
    expect(said(endedOf(ORDER, { status: 'timed_out', failure }), { alias })).toContain(
      'It took longer than 60 s.',
    );
  });
});

describe('what an alias shows besides on one platform', () => {
  const extra = {
    slack: {
      color: '{% if execution.result.succeeded %}good{% else %}danger{% endif %}',
      title: 'Host {{ execution.parameters.host }}',
      title_link: 'https://hosts.example/{{ execution.parameters.host }}',
      fields: [{ title: 'Out', value: '{{ execution.result.stdout }}', short: true }],
      image_url: 'https://hosts.example/graph.png',
      footer: 'hosts',
      ts: 1,
    },
  };

  it('is shown as far as it means something there', () => {
    const { sections, accent } = runCard(SUCCEEDED, context({ alias: saying('done', { extra }) }));
    expect(accent).toBe('good');
    expect(sections).toContainEqual({ text: [{ link: 'https://hosts.example/db1', label: 'Host db1' }] });
    expect(sections).toContainEqual({ fields: [{ label: 'Out', value: ['up'] }] });
    expect(sections).toContainEqual({
      text: [{ link: 'https://hosts.example/graph.png', label: 'Picture' }],
    });
    expect(sections).toContainEqual({ footnote: ['hosts'] });
  });

  it('is not shown on another', () => {
    expect(said(SUCCEEDED, { platform: 'discord', alias: saying('done', { extra }) })).not.toContain(
      'Host db1',
    );
  });

  it.each([[['a list']], ['constructor'], [{ color: 'constructor', fields: 'none' }], [null]])(
    'is nothing where it is not what it should be: %j',
    (slack) => {
      const card = runCard(SUCCEEDED, context({ alias: saying('done', { extra: { slack } }) }));
      expect(card.accent).toBe('good');
    },
  );
});

describe('what a run printed', () => {
  it('is shown as it stands at last, without colours', () => {
    const pieces = [
      { stream: 'stdout', text: '\u001b[32mone' },
      { stream: 'stderr', text: '\u001b[0m 10%\r 99%' },
    ] as const;
    const message = outputMessage(SUCCEEDED, { attempt: 1, pieces, dropped: 0 }, PAGE);
    expect(message?.sections[0]).toMatchObject({ text: ['RUN-7 printed:'], preformatted: ' 99%' });
  });

  it('says what came that is not kept, and where all of it is', () => {
    const pieces = [{ stream: 'stdout', text: 'x\n'.repeat(20_000) }] as const;
    const text = plainMessage(outputMessage(SUCCEEDED, { attempt: 1, pieces, dropped: 12 }, PAGE)!);
    expect(text).toMatch(/… \d+ lines left out …/);
    expect(text).toContain('12 characters in between are not kept. All of what RUN-7 printed');
  });

  it('is nothing while there is nothing but blanks', () => {
    const pieces = [{ stream: 'stdout', text: ' \n\n' }] as const;
    expect(outputMessage(runningOf(ORDER), { attempt: 1, pieces, dropped: 0 })).toBeUndefined();
  });
});
