import { describe, expect, it } from 'vitest';
import { noticeOf, shownData, type Notice } from '../../../src/action/notice.ts';
import type { Notification } from '../../../src/action/notify.ts';
import { endedOf, orderOf } from '../chat/action-fixture.ts';

const RUN = endedOf(orderOf(), {
  status: 'succeeded',
  result: { stdout: '\u001b[32mup\u001b[0m\n{{ execution.id }}', return_code: 0 },
});
const notice = (notification: Partial<Notification>, run = RUN): Notice =>
  noticeOf({ data: {}, channels: [], ...notification }, run, { parameters: { host: 'db1' } }, (text) =>
    text.replaceAll('hunter2', '[redacted]'),
  );

describe('what `notify` says', () => {
  it('knows the run by the names of StackStorm', () => {
    const message =
      '{{ action_parameters.host }} {{ action_results.return_code }} {{ action_context.user }} {{ action_context.source_channel }} {{ execution.id }} {{ execution.status }}';
    expect(notice({ message }).message).toBe('db1 0 Ana C1 RUN-7 succeeded');
  });

  it('keeps the types of data, and leaves out what is not there', () => {
    const data = {
      code: '{{ action_results.return_code }}',
      all: { host: '{{ action_parameters.host }}', none: '{{ action_results.nothing }}' },
      always: [1, true],
    };
    expect(notice({ data }).data).toEqual({ code: 0, all: { host: 'db1' }, always: [1, true] });
  });

  it('is not read as a template once more, and has nothing of terminals', () => {
    const said = notice({
      message: '{{ action_results.stdout }}',
      data: { out: '{{ action_results.stdout }}' },
    });
    expect(said).toEqual({ message: 'up\n{{ execution.id }}', data: { out: 'up\n{{ execution.id }}' } });
  });

  it('has no secrets, also where a terminal would have hidden that they are', () => {
    const run = endedOf(orderOf(), { status: 'failed', result: { stderr: 'hunt\u001b[0mer2' } });
    const said = notice(
      { message: 'It said {{ action_results.stderr }}', data: { hunter2: 'hunter2' } },
      run,
    );
    expect(said.message).toBe('It said [redacted]');
    expect(said.data).toEqual({ '[redacted]': '[redacted]' });
  });

  it.each([{ message: '{{ 1 / 0 }}{{ nothing.at.all }}' }, { data: { x: '{{ nothing.at.all }}!' } }])(
    'says what of it cannot be rendered, and all the rest: %o',
    (notification) => {
      const { problem, ...rest } = notice({ data: { kept: 'yes' }, ...notification });
      expect(problem).toBeTruthy();
      expect(problem).not.toContain('\n');
      expect(rest).not.toHaveProperty('message');
    },
  );

  it('has no message where that comes to nothing, and none where it has none', () => {
    expect(notice({ message: ' {{ action_parameters.other }} ' })).not.toHaveProperty('message');
    expect(notice({})).toEqual({ data: {} });
  });
});

describe('data as people read it', () => {
  it('is by name: texts as they are, all else as JSON, what is empty left out', () => {
    const { shown, left } = shownData({ text: ' up ', list: [1], no: null, empty: ' ', off: false });
    expect(shown).toEqual([
      { name: 'text', written: 'up' },
      { name: 'list', written: '[\n  1\n]' },
      { name: 'off', written: 'false' },
    ]);
    expect(left).toBe(0);
  });

  it('is not endless', () => {
    const { shown, left } = shownData(Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`n${n}`, n])));
    expect([shown.length, left]).toEqual([20, 10]);
  });
});
