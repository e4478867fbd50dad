import { describe, expect, it } from 'vitest';
import { BadParameter } from '../../../../src/action/bad-parameter.ts';
import { compileUrl } from '../../../../src/runner/http/url.ts';

/** @returns the address with one value for everything in braces. */
function filled(template: string, value: string): string {
  const compiled = compileUrl(template);
  if (typeof compiled === 'string') throw new Error(compiled);
  return compiled.fill(() => value).href;
}

describe('the template of an address', () => {
  it.each([
    ['https://{{ host }}/jobs', /not in scheme, user, host or port/],
    ['https://api.{{ zone }}.example.com/jobs', /not in scheme, user, host or port/],
    ['https://api.example.com{{ path }}', /not in scheme, user, host or port/],
    ['https://api.example.com:{{ port }}/', /not in scheme, user, host or port/],
    ['https://{{ user }}@api.example.com/', /not in scheme, user, host or port/],
    ['{{ scheme }}://api.example.com/', /not in scheme, user, host or port/],
    ['{{ url }}', /not in scheme, user, host or port/],
    ['https:{{ rest }}', /must be an address/],
    ['https://a@b/', /credentials belong under `auth`/],
    ['https://a:b@c/', /credentials belong under `auth`/],
    ['https://@c/', /credentials belong under `auth`/],
    ['//evil.example/', /must be an address/],
    ['/jobs', /must be an address/],
    ['ftp://a.example/', /must be an address/],
    ['https://', /must be an address/],
    ['https://a b/', /a blank/],
    ['https://a\\@b/', /a backslash/],
    ['https://a/\r\nb', /control character/],
    ['https://a/b#c', /`#`/],
    ['https://a/../b', /`\.\.` as a segment/],
    ['https://a/%2E%2e/b', /`\.\.` as a segment/],
    ['https://a/{{ x', /without its `}}`/],
    ['https://a/{% if x %}b{% endif %}', /no statements/],
    ['https://a/{# b #}', /no comments/],
    ['https://a/?{{ name }}=1', /not in the names/],
    ['https://a/?{{ all }}', /not in the names/],
  ])('%s is refused', (template, why) => {
    expect(compileUrl(template)).toMatch(why);
  });

  it.each([
    ['https://a.example/jobs/{{ job }}', 'x', 'https://a.example/jobs/x'],
    [
      'https://a.example/jobs/{{ job }}/log',
      'a b&c=d?e#f',
      'https://a.example/jobs/a%20b%26c%3Dd%3Fe%23f/log',
    ],
    ['https://a.example/v1.{{ minor }}', '2', 'https://a.example/v1.2'],
    ['https://a.example/{{ a | default("a}}b/c?d") }}', 'x', 'https://a.example/x'],
    [
      'https://a.example/search?q={{ q }}&n=1',
      'x&admin=1#y',
      'https://a.example/search?q=x%26admin%3D1%23y&n=1',
    ],
    ['https://a.example?q={{ q }}', '../\r\n %2f', 'https://a.example/?q=..%2F%0D%0A%20%252f'],
    ['https://a.example:8443/{{ q }}', 'é…', 'https://a.example:8443/%C3%A9%E2%80%A6'],
    ['https://a.example/{{ a }}-{{ b }}', '1', 'https://a.example/1-1'],
    ['https://a.example', '', 'https://a.example/'],
  ])('%s takes %j as %s', (template, value, url) => {
    expect(filled(template, value)).toBe(url);
  });

  it.each([
    ['', /is empty/],
    ['  ', /is empty/],
    ['.', /`\.` or `\.\.`/],
    ['..', /`\.` or `\.\.`/],
    ['..;a', /`\.` or `\.\.`/],
    ['.. ', /`\.` or `\.\.`/],
    ['\u2025', /`\.` or `\.\.`/],
    ['\u2024\u2024', /`\.` or `\.\.`/],
    ['\uFF0E\uFF0E', /`\.` or `\.\.`/],
    ['../admin', /a slash/],
    ['a/b', /a slash/],
    ['a\\b', /a backslash/],
    ['a\uFF0Fb', /a slash/],
    ['a\uFF3Cb', /a backslash/],
    ['\u2100', /a slash/],
    ['//evil.example', /a slash/],
    ['a\r\nHost: evil.example', /control character/],
    ['a\0', /control character/],
    ['%2f..%2f', /percent-encoded already/],
    ['%252e%252e', /percent-encoded already/],
    ['%c0%af', /percent-encoded already/],
    ['a\uD800', /half of a character/],
  ])('takes no %j as a segment of its path', (value, why) => {
    for (const template of ['https://a.example/jobs/{{ job }}', 'https://a.example/{{ job }}/x?y=1']) {
      expect(() => filled(template, value)).toThrow(BadParameter);
      expect(() => filled(template, value)).toThrow(why);
      expect(() => filled(template, value)).toThrow(/^`\{\{ job \}\}` in `url` /);
    }
  });

  it('makes no dots of what is written and what is given together', () => {
    expect(() => filled('https://a.example/.{{ job }}/x', '.')).toThrow(/`\.` or `\.\.`/);
    expect(() => filled('https://a.example/%2e{{ job }}/x', '.')).toThrow(/`\.` or `\.\.`/);
    expect(() => filled('https://a.example/{{ a }}{{ b }}/x', '.')).toThrow(/`\.` or `\.\.`/);
    expect(filled('https://a.example/{{ a }}{{ b }}{{ c }}/x', '.')).toBe('https://a.example/.../x');
  });

  it('leads to the same place whatever is given', () => {
    for (const value of [
      '@evil.example',
      ':80',
      '?x',
      '#x',
      '&x',
      ';x',
      '%',
      '{{ x }}',
      '\'"<>',
      '٪2f',
      '🙂',
    ]) {
      const url = new URL(filled('https://a.example/jobs/{{ job }}/log?q={{ q }}', value));
      expect(url.origin).toBe('https://a.example');
      expect(url.pathname.split('/')).toHaveLength(4);
      expect([...url.searchParams]).toEqual([['q', value]]);
      expect(decodeURIComponent(url.pathname.split('/')[2] ?? '')).toBe(value);
    }
  });
});
