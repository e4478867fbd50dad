import { describe, expect, it } from 'vitest';
import { checkText } from '../../../src/config/load.ts';
import { formatProblem } from '../../../src/config/problem.ts';
import { platforms } from './platforms.ts';

const checked = (openid: string, more = '') =>
  checkText(
    `chat: {main: {platform: sandbox}}\nsignIn: {openid: {clientId: muster, ${openid}}}\n${more}`,
    'muster.yaml',
    { SECRET: 'of-the-test' },
    platforms,
  );
const problems = (openid: string): string[] =>
  checked(openid).problems.map((problem) => formatProblem(problem, 'muster.yaml'));

describe('the section signIn', () => {
  it('is filled in with what is safe', () => {
    const { config } = checked('issuer: "https://accounts.example.com", clientSecret: "${SECRET}"');
    expect(config?.signIn).toEqual({
      lastsMs: 43_200_000,
      openid: {
        issuer: 'https://accounts.example.com',
        clientId: 'muster',
        clientSecret: 'of-the-test',
        name: 'accounts.example.com',
        scopes: ['openid', 'email', 'profile'],
        unmapped: 'none',
        claims: {},
      },
    });
  });

  it.each<[string, string, string]>([
    ['an issuer without encryption', 'issuer: "http://accounts.example.com"', 'must begin with https://'],
    ['an issuer that looks local', 'issuer: "http://localhost.example.com"', 'must begin with https://'],
    ['no address', 'issuer: accounts', 'must be an address such as https://accounts.example.com'],
    ['no openid among the scopes', 'issuer: "https://a.example", scopes: [email]', 'must include openid'],
    ['an admin whom nobody knows', 'issuer: "https://a.example", unmapped: admin', 'must be one of none'],
    ['a secret in the file', 'issuer: "https://a.example", clientSecret: abc', 'clientSecret'],
  ])('is refused with %s, and says where', (_, openid, reason) => {
    const [problem = ''] = problems(openid);
    expect(problem).toMatch(/^muster\.yaml:2:\d+ signIn\.openid\./);
    expect(problem).toContain(reason);
  });

  it.each(['http://localhost:4000', 'http://127.0.0.1/realms/x', 'http://[::1]:4000'])(
    'takes a provider on this machine without encryption: %s',
    (issuer) => {
      expect(problems(`issuer: "${issuer}"`)).toEqual([]);
    },
  );

  it('is refused with two people of one subject', () => {
    const people = 'people: {a: {name: A, subject: s}, b: {name: B, subject: S}, c: {name: C, subject: s}}';
    const wrong = checked('issuer: "https://a.example"', people).problems;
    expect(wrong.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'people.c.subject is also that of a: one person each.',
    ]);
  });
});
