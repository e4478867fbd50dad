import { describe, expect, it } from 'vitest';
import { keyValues } from '../../../src/action/key-values.ts';
import { ownMs } from '../../harness/own-time.ts';

const read = (text: string) => {
  const { line, given } = keyValues(text);
  return [line, Object.fromEntries(given)];
};

describe('pairs at the end of a line', () => {
  it.each([
    ['restart web1', 'restart web1', {}],
    ['restart web1 force=yes', 'restart web1', { force: 'yes' }],
    ['restart  a=1 text="a b=c" single=\'x y\' ', 'restart', { a: '1', text: 'a b=c', single: 'x y' }],
    ['post body={"a": {"b": 1}} to=x', 'post', { body: '{"a": {"b": 1}}', to: 'x' }],
    ['post body={"a": {"b": 1}', 'post body={"a": {"b": 1}', {}],
    ['post } body={} x={a}{b}', 'post } body={} x={a}{b}', {}],
    ['post { body={a} ', 'post {', { body: '{a}' }],
    ['post body={x=1 y=2} to="a"b', 'post body={x=1 y=2} to="a"b', {}],
    ['post body={x=1 y=2}', 'post', { body: '{x=1 y=2}' }],
    ['a=1 then b=2', 'a=1 then', { b: '2' }],
    ['a=1 a=2', '', { a: '2' }],
    // As phones and Macs make quotes.
    ['say hi flag=“a b”', 'say hi', { flag: 'a b' }],
    ['say hi a=„b c“ d=”e f” g=‘h i’ j=‚k l‘', 'say hi', { a: 'b c', d: 'e f', g: 'h i', j: 'k l' }],
    ['say hi a=«b c» d=»e f« g=«\u00a0h i\u202f»', 'say hi', { a: 'b c', d: 'e f', g: 'h i' }],
    ['say hi a=‘it’s fine’ b=“say "x" y”', 'say hi', { a: 'it’s fine', b: 'say "x" y' }],
    ['say hi a="the “b” c" b=don’t c=“”', 'say hi', { a: 'the “b” c', b: 'don’t', c: '' }],
    ['say hi a=“b c', 'say hi a=“b c', {}],
  ])('%s', (text, line, given) => {
    expect(read(text)).toEqual([line, given]);
  });

  it.each([
    ['braces that are opened', 'a={ '.repeat(50_000)],
    ['objects that are not the end', `${'a={b} '.repeat(30_000)}x`],
    ['pairs', 'a=1 '.repeat(50_000)],
    ['quotes that are opened', `a="b a='c `.repeat(20_000)],
    ['typographic quotes that are opened', 'a=“b a=‘c a=«d a=»e '.repeat(10_000)],
    ['blanks', `a=1${' '.repeat(200_000)}x`],
  ])('are read in time proportional to the line, also of many %s', (_, text) => {
    const before = ownMs();
    keyValues(text);
    // Some 50 ms on a quiet machine; where each place is looked at once for each other, it is ten seconds and more.
    expect(ownMs() - before).toBeLessThan(2_000);
  });
});
