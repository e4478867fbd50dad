import { describe, expect, it } from 'vitest';
import { checkHttp } from '../../../../src/runner/http/check.ts';
import { httpSettings, type HttpSettings } from '../../../../src/runner/http/settings.ts';
import { explain } from '../../../../src/config/explain.ts';
import { secretsIn } from '../../../../src/config/secrets-in.ts';
import { toJson } from '../../../../src/config/json-schema.ts';

const URL = 'https://api.example.com/v1/jobs/{{ job }}';
const settings = (more: object = {}): HttpSettings => httpSettings.parse({ url: URL, ...more });
/** @returns what is said of settings that the schema refuses, each with where. */
function refusals(more: object): readonly string[] {
  const written = { url: URL, ...more };
  const { error } = httpSettings.safeParse(written);
  return error?.issues.map((issue) => `${issue.path.join('.')}: ${explain(issue, written)}`) ?? [];
}
const said = (findings: ReturnType<typeof checkHttp>['problems']): readonly string[] =>
  findings.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the settings of an HTTP request', () => {
  it('need an address alone', () => {
    expect(settings()).toMatchObject({
      method: 'GET',
      timeout: 60_000,
      redirects: 0,
      privately: false,
      mostBytes: 262_144,
      expect: ['2xx'],
      retry: { attempts: 3, on: [429, '5xx', 'network'] },
    });
  });

  it.each([
    [{ url: 'https://{{ host }}/' }, /^url: takes parameters in segments/],
    [{ headers: { Host: 'evil.example' } }, /^headers\.Host: .*sets itself/],
    [{ headers: { 'Transfer-Encoding': 'chunked' } }, /sets itself/],
    [{ headers: { 'content-length': '0' } }, /sets itself/],
    [{ headers: { Connection: 'x' } }, /sets itself/],
    [{ headers: { 'Proxy-Authorization': 'x' } }, /sets itself/],
    [{ headers: { 'X-A\r\nX-B': 'x' } }, /is no name of a header/],
    [{ headers: { 'X A': 'x' } }, /is no name of a header/],
    [{ headers: { '': 'x' } }, /is no name of a header/],
    [{ headers: { Authorization: 'Bearer {{ token }}' } }, /^headers\.Authorization: .*under `auth`/],
    [{ headers: { cookie: 'a=b' } }, /under `auth`/],
    [{ auth: { bearer: 'a b' } }, /^auth\.bearer: has white space/],
    [{ auth: { bearer: '' } }, /^auth\.bearer: is empty/],
    [{ auth: { header: { name: 'Host', value: 'abc' } } }, /^auth\.header\.name: .*sets itself/],
    [{ auth: { header: { name: 'X-Key', value: 'a\r\nb' } } }, /^auth\.header\.value: has a line break/],
    [{ auth: { basic: { username: 'a:b', password: 'c' } } }, /^auth\.basic\.username: must have no colon/],
    [{ timeout: '2h' }, /^timeout: must be at most 1h/],
    [{ mostBytes: '2mb' }, /^mostBytes: must be at most 1mb/],
    [{ expect: [20] }, /^expect\.0: /],
    [{ retry: { on: ['never'] } }, /^retry\.on\.0: must be one of 2xx, 3xx, 4xx, 5xx, network/],
    [{ method: 'TRACE' }, /^method: /],
    [{ hosts: ['https://api.example.com'] }, /^hosts\.0: must be a host/],
    [{ idempotencyHeader: 'Host' }, /^idempotencyHeader: /],
    [{ insecure: true }, /insecure/],
  ])('%j is refused', (more, why) => {
    expect(refusals(more).join('\n')).toMatch(why);
  });

  it('mark what is secret, so that it can only come from the environment', () => {
    const auth = {
      bearer: 'secret-1',
      basic: { username: 'ana', password: 'secret-2' },
      header: { name: 'X-Key', value: 'secret-3' },
    };
    const found = secretsIn({ url: URL, auth, secrets: { key: 'secret-4' } }, [toJson(httpSettings)]);
    expect(found).toEqual(['secret-1', 'secret-2', 'secret-3', 'secret-4']);
  });
});

describe('a check of settings, without sending anything,', () => {
  it('finds nothing where all is well', () => {
    const good = settings({
      method: 'POST',
      body: { json: { job: '{{ job }}', key: '{{ secrets.key }}' } },
      secrets: { key: 'routing-key' },
      auth: { bearer: 'a-token' },
      hosts: ['*.example.com'],
      repeatable: true,
    });
    expect(checkHttp(good, ['job'])).toEqual({
      problems: [],
      warnings: [],
    });
  });

  it.each([
    [
      { url: 'https://10.0.0.1/' },
      'url: cannot be reached, as it leads to a private address, not to the public Internet: set `privately: true` if the action may go there',
    ],
    [
      { url: 'https://0x7f.1/' },
      'url: cannot be reached, as it leads to a private address, not to the public Internet: set `privately: true` if the action may go there',
    ],
    [
      { url: 'http://api.example.com/' },
      'url: cannot be reached, as the address must begin with https://: set `privately: true` if the action may go there',
    ],
    [
      { hosts: ['example.com', '*.other.example'] },
      'url: names a host that is none of `hosts`: add it there',
    ],
    [
      { url: 'https://api.example.com.evil.example/', hosts: ['*.example.com'] },
      'url: names a host that is none of `hosts`: add it there',
    ],
    [
      { url: 'https://evilexample.com/', hosts: ['*.example.com'] },
      'url: names a host that is none of `hosts`: add it there',
    ],
    [{ body: { text: 'x' } }, 'body: is sent with no GET: use `query`, or the method POST'],
    [{ method: 'PUT', body: {} }, 'body: must have one of json, form and text'],
    [{ method: 'PUT', body: { text: 'x', json: {} } }, 'body: must have one of json, form and text'],
    [{ auth: {} }, 'auth: must have one of bearer, basic and header'],
    [
      { auth: { bearer: 'abcd', header: { name: 'X-Key', value: 'abcd' } } },
      'auth: must have one of bearer, basic and header',
    ],
    [
      { headers: { 'X-A': '1', 'x-a': '2' } },
      'headers.X-A: is said more than once, in whatever case: leave one\nheaders.x-a: is said more than once, in whatever case: leave one',
    ],
    [
      { headers: { 'x-key': '1' }, auth: { header: { name: 'X-Key', value: 'abcd' } } },
      'headers.x-key: is said more than once, in whatever case: leave one',
    ],
  ])('finds what is wrong with %j', (more, problems) => {
    expect(said(checkHttp(settings(more)).problems).join('\n')).toBe(problems);
  });

  it('lets go where that is said', () => {
    for (const url of ['http://10.0.0.1/', 'http://localhost:8080/', 'https://[::1]/'])
      expect(checkHttp(settings({ url, privately: true })).problems).toEqual([]);
    expect(
      checkHttp(settings({ url: 'https://a.b.example.com/', hosts: ['*.example.com'] })).problems,
    ).toEqual([]);
  });

  it('warns of what hardly is meant', () => {
    const body = { text: '{"job": "{{ job }}"}' };
    expect(said(checkHttp(settings({ method: 'POST', body, retry: { attempts: 1 } })).warnings)).toEqual([
      'body.text: looks like JSON: write it under `json`, where no parameter can break it',
    ]);
    expect(said(checkHttp(settings({ method: 'POST' })).warnings).join()).toMatch(
      /^retry: a POST .* is not tried again/,
    );
    const json = { a: ['{{ jbo }}'], b: '{{ job.id }}', c: 'x {{ other }}' };
    const typo = settings({ method: 'PUT', body: { json }, query: { q: '{{ qq }}' } });
    expect(said(checkHttp(typo, ['job']).warnings)).toEqual([
      'query.q: has {{ qq }}, which is no parameter of the action',
      'body.json.a.0: has {{ jbo }}, which is no parameter of the action',
    ]);
  });

  it('finds templates that cannot be used, wherever they stand', () => {
    const wrong = settings({
      method: 'POST',
      url: 'https://a.example/{{ job | what }}',
      query: { q: ['{{ a }}', '{{ a | what }}'] },
      headers: { 'X-A': '{{ a | what }}' },
      body: { json: { a: [{ b: '{{ a | what }}' }] } },
    });
    const problems = said(checkHttp(wrong, ['job', 'a']).problems);
    expect(problems.map((one) => one.split('. Known')[0])).toEqual(
      ['url', 'query.q.1', 'headers.X-A', 'body.json.a.0.b'].map(
        (path) => `${path}: there is no filter \`what\``,
      ),
    );
  });
});
