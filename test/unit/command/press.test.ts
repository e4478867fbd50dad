import { describe, expect, it } from 'vitest';
import { incidentCard } from '../../../src/chat/card.ts';
import { decodeAction, encodeAction } from '../../../src/chat/element.ts';
import { pageMessage } from '../../../src/chat/page.ts';
import { parsePress } from '../../../src/command/press.ts';
import { STATUSES } from '../../../src/incident/status.ts';
import { LINKS, viewOf } from '../chat/fixture.ts';
import { Story, storyIn } from '../incident/fixture.ts';

describe('a press', () => {
  it.each(['ack', 'mitigate', 'resolve', 'close', 'reopen', 'escalate', 'join', 'leave'])(
    'does %s',
    (name) => {
      expect(parsePress(`${name} INC-42`, undefined)).toEqual({
        kind: 'command',
        incident: 'INC-42',
        command: { name },
      });
    },
  );

  it('changes the severity to the chosen one', () => {
    expect(parsePress('severity INC-42', 'SEV-2')).toEqual({
      kind: 'command',
      incident: 'INC-42',
      command: { name: 'severity', severity: 'SEV-2' },
    });
  });

  it('opens forms and shows what needs no incident', () => {
    expect(parsePress('open:resolve INC-42', undefined)).toEqual({
      kind: 'form',
      form: 'resolve',
      incident: 'INC-42',
    });
    expect(parsePress('open:declare', undefined)).toEqual({ kind: 'form', form: 'declare' });
    expect(parsePress('status INC-42', undefined)).toEqual({ kind: 'status', incident: 'INC-42' });
    expect(parsePress('status', 'INC-42')).toEqual({ kind: 'status', incident: 'INC-42' });
    expect(parsePress('list', undefined)).toEqual({ kind: 'list', mine: false, all: false });
    expect(parsePress('help', undefined)).toEqual({ kind: 'help' });
  });

  it.each([
    ['ack', undefined],
    ['ack INC-x', undefined],
    ['severity INC-42', 'SEV-9'],
    ['severity INC-42', undefined],
    ['open:retired INC-42', undefined],
    ['', undefined],
    ['assign INC-42', undefined],
  ])('on %j (%s) of another version is answered', (action, value) => {
    expect(parsePress(action, value)).toMatchObject({ kind: 'problem' });
  });
});

describe('every button that Muster shows', () => {
  it('is understood, in every status', () => {
    for (const status of STATUSES) {
      const story = storyIn(status);
      for (const element of incidentCard(viewOf(story), LINKS).elements ?? []) {
        const value = element.kind === 'select' ? element.options[0]!.value : undefined;
        expect(parsePress(encodeAction(element.action), value).kind, element.action.command).toMatch(
          /^(command|form)$/,
        );
      }
    }
    const story = new Story();
    const page = story.events.find((event) => event.type === 'escalated')!;
    for (const element of pageMessage(viewOf(story), page, LINKS).elements ?? []) {
      expect(parsePress(encodeAction(element.action), undefined).kind).toMatch(/^(command|form)$/);
    }
  });

  it('comes back from a platform as it went out', () => {
    for (const action of [{ command: 'ack', incident: 'INC-7' }, { command: 'open:declare' }]) {
      expect(decodeAction(encodeAction(action))).toEqual(action);
    }
  });
});
