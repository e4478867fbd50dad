import { describe, expect, test } from 'vitest';
import { plainMessage } from '../../../src/chat/plain-message.ts';
import { barsOf } from '../../../src/simulation/bars.ts';
import { clockTime, length } from '../../../src/simulation/clock.ts';
import { simulationMessage } from '../../../src/simulation/message.ts';
import { pictureOf } from '../../../src/simulation/picture.ts';
import { tableOf } from '../../../src/simulation/table.ts';
import { AT, OUTCOME } from './checkout-outcome.ts';

const ZONE = 'Europe/Berlin';

test('lengths and times are written as people read them', () => {
  const minute = 60_000;
  expect([0, 45_000, 5 * minute, 65 * minute, 26 * 60 * minute, 7 * 1440 * minute].map(length)).toEqual([
    '0m',
    '45s',
    '5m',
    '1h5m',
    '1d2h',
    '7d',
  ]);
  expect(clockTime(AT, ZONE)).toBe('Sun 22 Nov 03:00');
  expect(clockTime(AT, 'Asia/Kathmandu')).toBe('Sun 22 Nov 07:45');
});

test('a table has a line for each page and whatever else happens', () => {
  expect(tableOf(OUTCOME, ZONE)).toEqual([
    'SEV-1 on checkout, declared Sun 22 Nov 03:00 (Europe/Berlin), by the policy standard.',
    '+0m  Sun 22 Nov 03:00  Ana           paged by main-slack/@U0ANA: step 1 of 2, on call for payments',
    '+4m  Sun 22 Nov 03:04                SLA warning: not acknowledged yet, due by Sun 22 Nov 03:05.',
    '+5m  Sun 22 Nov 03:05  <Eve & "co">  CANNOT BE REACHED: step 2 of 2',
    '+5m  Sun 22 Nov 03:05                SLA breach: not acknowledged by Sun 22 Nov 03:05.',
    '+8m  Sun 22 Nov 03:08                Ana acknowledged and is on it.',
    '+9m  Sun 22 Nov 03:09                reopen by Ana is refused: it is open',
    "Ana's ack calls off escalation at +15m. Nothing follows.",
  ]);
});

test('the timeline in characters has lines of one length', () => {
  expect(barsOf(OUTCOME, ZONE, 10)).toEqual([
    '●───────── Ana',
    '────!✗──── SLA',
    '─────○──── <Eve & "co">',
    '────────✓✓ People',
    '+0m    +9m',
  ]);
});

describe('the picture', () => {
  const svg = pictureOf(OUTCOME, ZONE);

  test('says what it shows, and escapes what comes from outside', () => {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" class="sim-picture" role="img" /);
    expect(svg).toContain('<title id="sim-title">SEV-1 on checkout, declared Sun 22 Nov 03:00');
    expect(svg).toContain('Ana: +0m. SLA: +4m, +5m. &lt;Eve &amp; &quot;co&quot;&gt;: +5m');
    expect(svg).not.toMatch(/<Eve|style=|<style|<script/);
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  test('marks each kind of thing by its own shape', () => {
    for (const kind of ['page', 'unreachable', 'act', 'warning', 'breach'])
      expect(svg).toContain(`<g class="sim-${kind}">`);
  });
});

test('in chat it is told with the timeline and a link', () => {
  const text = plainMessage(
    simulationMessage(OUTCOME, { at: AT, zone: ZONE, twice: true }, 'https://muster.example/simulate?wish=x'),
  );
  expect(text).toContain('Nobody is paged: this is a simulation.');
  expect(text).toContain('That time comes twice');
  expect(text).toContain('`+5m` Sun 22 Nov 03:05 <Eve & "co"> CANNOT BE REACHED: step 2 of 2');
  expect(text).toContain('All of it, with the picture');
});

test('what is long is cut in chat', () => {
  const many = Array.from({ length: 40 }, (_, n) => ({
    type: 'update_posted',
    text: 'x',
    sequence: n + 10,
    at: AT + n * 60_000,
    by: { id: 'ana', name: 'Ana' },
  })) as typeof OUTCOME.events;
  const text = plainMessage(simulationMessage({ ...OUTCOME, events: many }, { at: AT, zone: ZONE }));
  expect(text).toContain('26 more lines on the page.');
});

describe('runbooks', () => {
  const first = { name: 'restart', title: 'Restart <it>', on: 'declare' } as const;
  const at = { at: AT, afterMs: 0 };
  const outcome = {
    ...OUTCOME,
    runs: [{ ...at, runbook: first, action: 'ops.restart', parameters: { host: 'web1' }, waits: true }],
    offered: [
      { ...at, titles: ['Restart', 'Drain'] },
      { at: AT + 60_000, afterMs: 60_000, titles: [] },
    ],
  };

  test('are told among all else: what is run by itself, and what stands on the card', () => {
    const table = tableOf(outcome, ZONE);
    expect(table[2]).toMatch(/^\+0m .* runbooks on the card: ▶ Restart, ▶ Drain$/);
    expect(table[3]).toMatch(
      /Restart <it> +runs by itself: ops\.restart host="web1", once somebody approves it \(the incident was declared\)$/,
    );
    expect(table[4]).toMatch(/^\+1m .* no runbook stands on the card any more$/);
  });

  test('have a lane of their own', () => {
    expect(barsOf(outcome, ZONE, 10)).toContain('▶───────── Runbooks');
    const svg = pictureOf(outcome, ZONE);
    expect(svg).toContain('<g class="sim-run"><title>+0m Restart &lt;it&gt;: runs by itself');
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});
