import { describe, expect, it } from 'vitest';
import { checkConfig, checkText, loadConfig } from '../../../src/config/load.ts';
import { ConfigError, formatProblem } from '../../../src/config/problem.ts';
import { platforms } from './platforms.ts';

const CHAT = 'chat: {main: {platform: sandbox}}';
// Put together at run time, so that no scanner takes it for a real one.
const SAMPLE = ['xoxb', '123456789012', 'abc'].join('-');
const ok = (text: string, env = {}) => {
  const checked = checkText(text, 'muster.yaml', env, platforms);
  if (!checked.config) throw new ConfigError('muster.yaml', checked.problems);
  return { config: checked.config, warnings: checked.warnings };
};
const problems = (text: string, env = {}): string[] =>
  checkText(text, 'muster.yaml', env, platforms).problems.map((problem) =>
    formatProblem(problem, 'muster.yaml'),
  );

describe('a right file', () => {
  it('is filled in with what holds when nothing is said', () => {
    const { config } = ok(CHAT);
    expect(config.server).toEqual({ host: '127.0.0.1', bodyLimitBytes: 1024 * 1024 });
    expect(config.sla.targets['SEV-1']).toEqual({ acknowledgeMs: 300_000, resolveMs: 14_400_000 });
    expect(config.access).toMatchObject({ policy: { unmapped: 'viewer' }, anonymousReading: false });
    expect(config.defaults).toEqual({ severity: 'SEV-3', timeZone: 'UTC' });
    expect(config.chat.get('main')).toEqual({ platform: 'sandbox', settings: {} });
  });

  it('measures only the severities that a section `sla` names', () => {
    const { config } = ok(`${CHAT}\nsla: {warnAt: 0.5, SEV-2: {resolve: 1h30m}}`);
    expect(config.sla).toEqual({
      warnAt: 0.5,
      tell: { warning: ['channel', 'commander'], breach: ['channel', 'commander'] },
      targets: { 'SEV-1': {}, 'SEV-2': { resolveMs: 5_400_000 }, 'SEV-3': {}, 'SEV-4': {} },
    });
  });

  it('gets its platform’s defaults and secrets of the environment', () => {
    const text = 'chat: {p: {platform: phone, botToken: "${TOKEN}", oldSecrets: ["${OLD}"]}}';
    const { config } = ok(text, { TOKEN: 'phone-1', OLD: ' older ' });
    expect(config.chat.get('p')?.settings).toEqual({
      botToken: 'phone-1',
      oldSecrets: ['older'],
      mode: 'push',
    });
  });

  it('puts the environment in anywhere, and leaves what is escaped', () => {
    const text = `${CHAT}\nserver: {baseUrl: "https://\${NAME}.example.com/"}\nservices: {a: {name: "$\${NAME} \${NAME}"}}`;
    const { config } = ok(text, { NAME: 'muster' });
    expect(config.server.baseUrl).toBe('https://muster.example.com');
    expect(config.services.get('a')?.name).toBe('${NAME} muster');
  });

  it('may repeat one anchor as often as it likes', () => {
    const people = Array.from({ length: 150 }, (_, i) => `p${i}: {name: P, roles: *roles}`).join(', ');
    const { config } = ok(`${CHAT}\npeople: {ana: {name: Ana, roles: &roles [responder]}, ${people}}`);
    expect(config.people.get('p149')?.roles).toEqual(['responder']);
  });

  it('may use anchors and merged keys', () => {
    const text = `
${CHAT}
people: {ana: {name: Ana, chat: {main: ana}}}
escalation:
  one: &one {steps: [{notify: [person:ana]}], repeat: 3}
  two: {<<: *one, repeat: 1}
`;
    const { config } = ok(text);
    expect(config.escalation.get('two')).toEqual({ ...config.escalation.get('one'), name: 'two', repeat: 1 });
    expect(config.escalation.get('one')?.steps[0]?.delayMs).toBe(300_000);
  });

  it('has a version that changes with the content and with nothing else', () => {
    const version = (text: string, env = {}): string => ok(text, env).config.version;
    const secret = 'chat: {p: {platform: phone, botToken: "${TOKEN}"}}';
    expect(version(`# comment\n\n${CHAT}`)).toBe(version(CHAT));
    expect(version(`${CHAT}\ndefaults: {severity: SEV-1}`)).not.toBe(version(CHAT));
    expect(version(secret, { TOKEN: 'phone-1' })).toBe(version(secret, { TOKEN: 'phone-2' }));
  });

  it('cannot be changed by who reads it', () => {
    const { config } = ok(`${CHAT}\nteams: {t: {channels: [main/#t]}}`);
    expect(() => Object.assign(config.defaults, { severity: 'SEV-1' })).toThrow(TypeError);
    expect(() => (config.teams.get('t')?.channels as unknown[]).push(1)).toThrow(TypeError);
  });
});

describe('a wrong file', () => {
  it('is told everything at once, each with its place and what to do', () => {
    const text = `server: {bodyLimit: 5, prot: 3}
chat:
  phone: {platform: phone, botToken: "\${UNSET}", moed: push}
  other: {platform: discord}
people:
  ana: {name: Ana, chat: {phone: 123}, roles: [boss]}
teams:
  Pay ments: {}
  pay: {members: [anna], channels: [slack/#a], escalation: sdt}
escalation:
  std: {steps: [{notify: [person:x, bob], wait: 5}, {notify: []}]}
sla: {SEV-1: {acknowledge: 2h, resolve: 1h}, warnAt: 2}
notifications: {incidentChannel: {instances: [phone], name: "{id}-{owner}"}}
access: {limits: {person: {count: 0}}}
`;
    expect(problems(text)).toEqual([
      'muster.yaml:1:21 server.bodyLimit: must be a size such as 512kb or 1mb.',
      'muster.yaml:1:24 server.prot: unknown key. Known: baseUrl, host, bodyLimit.',
      'muster.yaml:3:38 chat.phone.botToken: the environment variable UNSET is not set: set it, or remove this setting.',
      'muster.yaml:3:50 chat.phone.moed: unknown key. Did you mean mode?',
      'muster.yaml:4:21 chat.other.platform: must be one of sandbox, phone.',
      'muster.yaml:6:34 people.ana.chat.phone: must be a string, not a number: put it in quotes.',
      'muster.yaml:6:48 people.ana.roles[0]: must be one of viewer, responder, commander, admin.',
      "muster.yaml:8:14 teams[\"Pay ments\"]: a team is written with a-z, 0-9, '.', '_' and '-', at most 64.",
      'muster.yaml:9:19 teams.pay.members[0]: there is no person "anna". Did you mean ana?',
      'muster.yaml:9:37 teams.pay.channels[0]: there is no provider instance "slack". Known: phone, other.',
      'muster.yaml:9:60 teams.pay.escalation: there is no policy "sdt". Did you mean std?',
      'muster.yaml:11:27 escalation.std.steps[0].notify[0]: there is no person "x". Known: ana.',
      'muster.yaml:11:37 escalation.std.steps[0].notify[1]: must be person:<id>, team:<id>, schedule:<id>, channel:<provider instance>/<channel>, webhook:<provider instance> or email:<person or address>.',
      'muster.yaml:11:49 escalation.std.steps[0].wait: must be a duration such as 5m, 90s or 1h30m.',
      'muster.yaml:11:62 escalation.std.steps[1].notify: must name at least one target: a step that pages nobody only loses time.',
      'muster.yaml:12:28 sla.SEV-1.acknowledge: is longer than the time to resolve: it must be at most as long.',
      'muster.yaml:12:54 sla.warnAt: must be above 0 and at most 1, such as 0.8.',
      'muster.yaml:13:61 notifications.incidentChannel.name: may have in braces only id, number, severity, team, service, title, date.',
      'muster.yaml:14:27 access.limits.person.per: is missing.',
      'muster.yaml:14:35 access.limits.person.count: must be at least 1.',
    ]);
  });

  it.each([
    ['a literal secret', 'chat: {p: {platform: phone, botToken: phone-123}}', 'P_BOT_TOKEN'],
    [
      'a secret with a literal part',
      'chat: {my-p: {platform: phone, botToken: "phone-${TOKEN}"}}',
      'MY_P_BOT_TOKEN',
    ],
    [
      'a secret in a list',
      'chat: {p: {platform: phone, botToken: "${TOKEN}", oldSecrets: [abc]}}',
      'P_OLD_SECRETS',
    ],
    ['a token where none belongs', `${CHAT}\nservices: {a: {name: ${SAMPLE}}}`, 'A_NAME'],
  ])('must not contain %s, which is never repeated', (_what, text, name) => {
    const [problem, ...others] = problems(text, { TOKEN: 'phone-1' });
    expect(others).toEqual([]);
    expect(problem).toContain(`put it into the environment and write \${${name}}.`);
    expect(problem).not.toMatch(/phone-1|abc/);
  });

  it('is told what its platform says, without the value', () => {
    const text = 'chat: {p: {platform: phone, botToken: "${TOKEN}", mode: pull}}';
    expect(problems(text, { TOKEN: 'wrong-777' })).toEqual([
      'muster.yaml:1:11 chat.p.pullFrom: is required in mode pull.',
      'muster.yaml:1:39 chat.p.botToken: a bot token starts with phone-.',
    ]);
    expect(problems(text, { TOKEN: 'phone-1' })).toEqual([
      'muster.yaml:1:11 chat.p.pullFrom: is required in mode pull.',
    ]);
  });

  it.each([
    ['no chat', 'server: {}', 'chat: is missing.'],
    ['an empty file', '', 'chat: is missing.'],
    ['an empty chat', 'chat: {}', 'chat: must have at least one provider instance.'],
    ['a list', '- a', 'must be a map of keys, not a list.'],
    ['a number for a map', 'chat: 5', 'chat: must be a map of keys, not a number.'],
    ['an instance that is nothing', 'chat: {a: }', 'chat.a: must be a map of keys, not nothing.'],
    [
      'a key twice',
      'chat: {}\nchat: {}',
      'muster.yaml:2:1 "chat" stands here for the second time: give each its own name, or remove one.',
    ],
    ['no YAML', 'chat: {', 'muster.yaml:1:8 '],
    ['two documents', `${CHAT}\n---\n${CHAT}`, 'muster.yaml:2:1 '],
    ['an alias of nothing', 'chat: *a', 'muster.yaml:1:7 the alias *a has no anchor &a before it.'],
    [
      'an alias of what it is in',
      `${CHAT}\nx: &a [*a]`,
      'muster.yaml:2:8 the alias *a stands inside what it repeats',
    ],
    [
      'a merged key of its own map',
      `${CHAT}\nx: &a {b: {<<: *a}}`,
      'muster.yaml:2:16 the alias *a stands inside',
    ],
    [
      'what is too deep',
      `${CHAT}\nx: ${'['.repeat(101)}${']'.repeat(101)}`,
      'muster.yaml:2:104 lists and maps stand',
    ],
    [
      'what no parser goes down into',
      `${CHAT}\nx: ${'['.repeat(9_000)}`,
      'lists and maps stand in each other too deep.',
    ],
    [
      'an id twice',
      `${CHAT}\npeople: {a: {name: A, chat: {main: x}}, b: {name: B, chat: {main: x}}}`,
      'is also that of a',
    ],
    [
      'an address twice',
      `${CHAT}\npeople: {a: {name: A, email: A@b.cd}, b: {name: B, email: a@b.cd}}`,
      'is also that of a',
    ],
    ['a name of Muster’s own', `${CHAT}\npeople: {muster: {name: M}}`, 'a name that Muster itself uses'],
    [
      'a duration of nothing',
      `${CHAT}\nsla: {SEV-1: {resolve: 0s}}`,
      'sla.SEV-1.resolve: must be between 1ms and 366d.',
    ],
    [
      'a broken pattern',
      `${CHAT}\nredaction: {patterns: [{name: a, pattern: "(x"}]}`,
      'missing closing ): `(x`',
    ],
    [
      'a pattern RE2 has not',
      `${CHAT}\nredaction: {patterns: [{name: a, pattern: "(?=x)x"}]}`,
      'no look-around',
    ],
    [
      'a pattern of nothing',
      `${CHAT}\nredaction: {patterns: [{name: a, pattern: "x*"}]}`,
      'matches the empty text',
    ],
    ['__proto__', `${CHAT}\n__proto__: {server: {}}`, '__proto__: unknown key.'],
  ])('with %s is refused', (_what, text, expected) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it('whose step would reach nobody is refused, and one with a person less is warned of', () => {
    const file = (notify: string): string => `${CHAT}
people: {ana: {name: Ana, roles: [admin], chat: {main: ana}}, bo: {name: Bo}}
teams: {none: {}}
escalation: {std: {steps: [{notify: ${notify}}]}}
notifications: {default: [main/#a]}
defaults: {escalation: std}
`;
    for (const notify of ['[person:bo]', '[team:none]']) {
      expect(problems(file(notify))).toEqual([
        expect.stringContaining('std.steps[0].notify: nobody here can be reached') as string,
      ]);
    }
    const { warnings } = ok(file('[person:bo, person:ana]'));
    expect(warnings.map((warning) => formatProblem(warning, 'muster.yaml'))).toEqual([
      'muster.yaml:2:67 people.bo: Bo cannot be paged, and escalation.std.steps[0] would: name their platform user id under `chat`.',
      'muster.yaml:3:15 teams.none: has no members.',
    ]);
  });

  it.each(['[x]', '[]'])('does not make gigabytes of a few lines that repeat %s', (leaf) => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`,
    );
    expect(problems(`a0: &a0 ${leaf}\n${levels.join('\n')}`)).toEqual([
      expect.stringMatching(
        /^muster\.yaml:[67]:\d+ with the alias \*a\d, aliases make more than 100000 values\.$/,
      ),
    ]);
  });

  it('does not grow deep by aliases of aliases', () => {
    const levels = Array.from({ length: 120 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`);
    expect(problems(`a0: &a0 []\n${levels.join('\n')}`)).toEqual([
      'muster.yaml:101:14 lists and maps stand in each other more than 100 deep.',
    ]);
  });
});

describe('warnings', () => {
  it('tell of what is allowed and hardly meant', () => {
    const { warnings } = ok(`${CHAT}\nnotifications: {SEV-1: [main/#a]}`);
    expect(warnings.map(({ path }) => path).sort()).toEqual([
      'access',
      'defaults.escalation',
      'notifications.default',
      'people',
    ]);
  });
});

describe('loadConfig', () => {
  it('throws one error with all problems', () => {
    const load = () => loadConfig({ path: '/nowhere/muster.yaml', env: {}, platforms });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(
      /muster\.yaml has one problem:\n {2}MUSTER_CONFIG: the file .* cannot be read \(ENOENT\)/,
    );
  });

  it('says what is missing for the built-in configuration', () => {
    const { problems } = checkConfig({ env: {}, platforms: platforms.slice(1) });
    expect(problems[0]).toEqual({ path: 'chat.sandbox.platform', message: 'must be phone.' });
  });
});
