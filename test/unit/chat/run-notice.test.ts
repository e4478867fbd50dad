import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../src/action/notice.ts';
import { plainMessage } from '../../../src/chat/plain-message.ts';
import { runNotice } from '../../../src/chat/run-notice.ts';
import { endedOf, orderOf } from './action-fixture.ts';

const ORDER = orderOf();
const PAGE = 'https://muster.example/runs/RUN-7';
const WELL = endedOf(ORDER, { status: 'succeeded', result: { stdout: 'up\n', stderr: '', return_code: 0 } });
const BADLY = endedOf(ORDER, {
  status: 'failed',
  failure: { code: 'exit_status', message: 'It ended with the exit status 3.' },
});
const notice = (run = WELL, said: Partial<Notice> = {}) =>
  runNotice(run, { data: {}, ...said }, { page: PAGE });
const text = (...args: Parameters<typeof notice>): string => plainMessage(notice(...args));

describe('word of the end of a run', () => {
  it('says in words of its own what ran, how it ended, who ordered it, and what came of it', () => {
    expect(notice().summary).toBe('✅ RUN-7 linux.restart: succeeded');
    expect(text()).toContain('succeeded after 12 seconds, ordered by Ana');
    expect(text()).toContain('up');
    expect(notice(BADLY).accent).toBe('bad');
    expect(text(BADLY)).toContain('It ended with the exit status 3.');
  });

  it('says what `notify` says instead, and which run that was below', () => {
    const said = notice(WELL, { message: 'db1 is *up*\nat last' });
    expect(said.summary).toBe('db1 is *up*');
    expect(said).not.toHaveProperty('heading');
    expect(said.sections[0]).toEqual({ text: ['db1 is *up*\nat last'] });
    expect(said.sections.at(-1)?.footnote?.[0]).toEqual({ link: PAGE, label: 'RUN-7' });
  });

  it('shows data by name: short values beside it, long ones below', () => {
    const { sections } = notice(WELL, { data: { host: 'db1', log: 'one\ntwo' } });
    expect(sections).toContainEqual({ fields: [{ label: 'host', value: ['db1'] }] });
    expect(sections).toContainEqual({ text: [{ bold: 'log' }], preformatted: 'one\ntwo' });
  });

  it('says so where the words cannot be rendered, and says the rest in words of its own', () => {
    const shown = text(WELL, { problem: '`x` is undefined' });
    expect(shown).toContain('RUN-7 linux.restart: succeeded');
    expect(shown).toContain('What `notify` of linux.restart says could not be rendered: `x` is undefined');
  });

  it('has it once more for programs', () => {
    expect(notice(BADLY, { data: { n: 1 } }).facts).toEqual({
      run: 'RUN-7',
      action: 'linux.restart',
      status: 'failed',
      orderedBy: 'Ana',
      orderedAt: '2026-03-01T12:00:00.000Z',
      startedAt: '2026-03-01T12:00:00.000Z',
      endedAt: '2026-03-01T12:00:12.000Z',
      failure: { code: 'exit_status', message: 'It ended with the exit status 3.' },
      data: { n: 1 },
    });
  });
});
