import { describe, expect, it } from 'vitest';
import { ANSWER_MS, inTime, Late, Patience } from '../../../src/http/patience.ts';
import { refusalOf } from '../../../src/http/errors.ts';

const never = new Promise<string>(() => undefined);

describe('patience', () => {
  it('is shorter than the 3 seconds that platforms wait', () => {
    expect(ANSWER_MS).toBeLessThan(3_000);
    expect(new Patience().left(1)).toBeGreaterThan(ANSWER_MS - 500);
  });

  it('is shared by all that happens: a part that has passed is over for whatever comes next', async () => {
    const patience = new Patience(60);
    await expect(patience.wait(never, 'Nobody answers.', 0.5)).rejects.toBeInstanceOf(Late);
    expect(patience.left(0.5)).toBe(0);
    await expect(patience.wait(never, 'Nobody answers.')).rejects.toBeInstanceOf(Late);
    expect(patience.left(1)).toBe(0);
  });

  it('is longer for what waits already, once who asked was told so', async () => {
    const patience = new Patience(30);
    let come: (what: string) => void = () => undefined;
    const work = new Promise<string>((resolve) => (come = resolve));
    const waiting = patience.wait(work, 'Nobody answers.');
    patience.extend(10_000);
    await inTime(never, 60, '').catch(() => come('late'));
    await expect(waiting).resolves.toBe('late');
    patience.extend(1);
    expect(patience.left(1)).toBeGreaterThan(5_000);
  });

  it('ends with the work: what failed is not waited for', async () => {
    const late = new Late('The store does not answer.');
    await expect(new Patience().wait(Promise.reject(late), 'Nobody answers.')).rejects.toBe(late);
  });

  it('gives what comes in time, and what fails in time', async () => {
    await expect(inTime(Promise.resolve('here'), 1_000, '')).resolves.toBe('here');
    await expect(inTime(Promise.reject(new TypeError('wrong')), 1_000, '')).rejects.toBeInstanceOf(TypeError);
  });

  it('ends as a part that is away: the sender may try again', async () => {
    const late: unknown = await inTime(never, 1, 'The store does not answer.').catch(
      (error: unknown) => error,
    );
    expect(refusalOf(late)).toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
    expect(refusalOf(late).message).toContain('The store does not answer.');
  });
});
