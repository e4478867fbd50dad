import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../../../src/chat/platforms.ts';
import { checkText } from '../../../src/config/load.ts';

const env = { TOKEN: 'token-of-the-test-123', MUSTER_TASK_QUEUE: 'own' };
const BEFORE = `
chat:
  a: {platform: sandbox}
  hook: {platform: webhook, url: 'https://hooks.example.com/muster', signingSecret: '\${SIGNING}'}
people:
  ana: {name: Ana, email: ana@example.com}
  ben: {name: Ben}
  eve: {name: Eve}
teams:
  ops: {members: [ana, ben]}
  none: {}
trackers:
  jira: {tracker: jira, url: 'https://jira.example/', email: a@b.example, token: '\${TOKEN}'}
`;
const signing = { SIGNING: `whsec_${Buffer.alloc(32, 7).toString('base64')}` };
const check = (yaml: string) => checkText(BEFORE + yaml, 'muster.yaml', { ...env, ...signing }, PLATFORMS);
const tenant = (yaml: string) => {
  const { config, problems } = check(yaml);
  if (!config) throw new Error(problems.map(({ path, message }) => `${path} ${message}`).join('\n'));
  return config;
};
const action = (yaml: string) => {
  const found = tenant(`actions:\n  core.x: ${yaml}`).catalogue.actions.get('core.x');
  if (!found) throw new Error('there is no such action');
  return found;
};
const said = (what: 'problems' | 'warnings', yaml: string): string[] => {
  const found = check(yaml)[what].filter(({ path }) => /^(actions|routes|commands)/.test(path));
  const before = BEFORE.split('\n').length - 1;
  return found.map(({ line = 0, path, message }) => `${line - before} ${path} ${message}`);
};

const HTTP = "runner: http, url: 'https://api.example.com/x'";

describe('an action', () => {
  it('is what its kind says, open to whoever may run, and told to nobody', () => {
    expect(action(`{${HTTP}}`)).toMatchObject({
      ref: 'core.x',
      description: '',
      enabled: true,
      parameters: {},
      runner: { kind: 'http', settings: { url: 'https://api.example.com/x', method: 'GET' } },
      access: { roles: [] },
      notify: {},
      timeoutMs: 60_000,
      attempts: 3,
    });
    expect(Object.keys(action(`{${HTTP}}`).runner.settings as object)).not.toContain('parameters');
    expect(action(`{${HTTP}}`)).not.toHaveProperty('approval');
    expect(action(`{${HTTP}}`).access).not.toHaveProperty('people');
  });

  it.each([
    ['{runner: http, retry: {attempts: 5}, timeout: 5s, url: "https://api.example.com/x"}', 5_000, 5],
    ['{runner: workflow, taskQueue: pay, workflow: Deploy, executionTimeout: 2h}', 7_200_000, 1],
    ['{runner: activity, taskQueue: pay, activity: restart, startToCloseTimeout: 1m}', 360_000, 1],
    ['{runner: activity, taskQueue: pay, activity: restart, scheduleToCloseTimeout: 1h}', 3_600_000, 1],
  ])('is tried as long and as often as does no harm: %s', (yaml, timeoutMs, attempts) => {
    expect(action(yaml)).toMatchObject({ timeoutMs, attempts });
  });

  it('that is a command has time to end, and is tried again only where that is said', () => {
    const commands = 'commands: {folders: [/opt/tools]}\nactions:\n';
    const of = (more: string) =>
      tenant(
        `${commands}  core.x: {runner: command, program: /opt/tools/x, timeout: 20s, grace: 5s${more}}`,
      ).catalogue.actions.get('core.x');
    expect(of('')).toMatchObject({ timeoutMs: 25_000, attempts: 1 });
    expect(of(', repeatable: true')).toMatchObject({ attempts: 3 });
  });

  it('is approved, seen and run by people who are named by their teams as well', () => {
    const { approval, access } = action(
      `{${HTTP}, approval: {people: [team:ops, person:eve, person:ana], within: 10m}, allow: {roles: [commander], people: [team:none]}}`,
    );
    expect(approval).toEqual({ people: ['ana', 'ben', 'eve'], withinMs: 600_000 });
    expect(access).toEqual({ roles: ['commander'], people: [] });
    expect(action(`{${HTTP}, approval: {}}`).approval).toEqual({ people: [], withinMs: 3_600_000 });
  });

  it('tells how its runs ended by the names of routes', () => {
    const config = tenant(`
routes: {ops: {channel: 'a/#ops'}}
actions:
  core.x:
    ${HTTP.replaceAll(', ', '\n    ')}
    notify:
      on_complete: {message: 'Done by {{ action_context.user }}', data: {out: '{{ action_results.body }}'}, channels: [ops]}
      on_failure: {channels: [ops]}
`);
    expect(config.catalogue.actions.get('core.x')?.notify).toEqual({
      onComplete: {
        message: 'Done by {{ action_context.user }}',
        data: { out: '{{ action_results.body }}' },
        channels: ['ops'],
      },
      onFailure: { data: {}, channels: ['ops'] },
    });
  });

  it('may not run any command where nothing is allowed', () => {
    expect(tenant('').allowedCommands).toEqual({ programs: [], folders: [] });
    expect(said('problems', 'actions:\n  core.x: {runner: command, program: /bin/ls}')).toEqual([
      '2 actions["core.x"].program is not allowed: add it to `commands.programs`, or its folder to `commands.folders`.',
    ]);
  });

  it('keeps the secrets of its settings out of texts', () => {
    const config = tenant(`actions:\n  core.x: {${HTTP}, auth: {bearer: '\${TOKEN}'}}`);
    expect(config.secrets.replaceIn('is token-of-the-test-123.', '…')).toBe('is ….');
  });

  it('keeps the secrets of its parameters out of texts', () => {
    const config = tenant(
      `actions:\n  core.x: {${HTTP}, parameters: {key: {type: string, secret: true, default: '\${TOKEN}'}}}`,
    );
    expect(config.catalogue.actions.get('core.x')?.parameters.key?.default).toBe(env.TOKEN);
    expect(config.secrets.replaceIn('is token-of-the-test-123.', '…')).toBe('is ….');
  });

  it.each([
    ['remote: {runner: http}', /^1 actions\.remote an action is called <pack>\.<name>/],
    ['core.x: {runner: shell}', /^1 .*runner must be one of command, http, workflow, activity/],
    ['core.x: {url: x}', /^1 .*runner is missing; it is one of command, http, workflow, activity/],
    [
      `core.x: {${HTTP}, approval: {people: [person:anna]}}`,
      /approval\.people\[0\] there is no person "anna". Did you mean ana\?/,
    ],
    [
      `core.x: {${HTTP}, approval: {people: [team:none]}}`,
      /approval\.people nobody could agree, as these teams have no members/,
    ],
    [
      `core.x: {${HTTP}, notify: {on_complete: {channels: [opps]}}}`,
      /on_complete\.channels\[0\] there is no route "opps"/,
    ],
    [`core.x: {${HTTP}, notify: {on-complete: {}}}`, /on-complete unknown key\. Did you mean on_complete\?/],
    [
      `core.x: {${HTTP}, notify: {on_success: {message: '{{ x', channels: []}}}`,
      /channels must name at least one route/,
    ],
    [`core.x: {${HTTP}, parameters: {a: {type: text}}}`, /parameters\.a/],
    [
      `core.x: {${HTTP}, parameters: {a: {secret: true, default: x}}}`,
      /parameters\.a\.default a secret must not stand in the file/,
    ],
    [
      `core.x: {${HTTP}, parameters: {a: {type: object, properties: {b: {secret: true, default: x}}}}}`,
      /parameters\.a\.properties\.b\.default a secret must not stand/,
    ],
    [`core.x: {${HTTP}, auth: {bearer: abc}}`, /auth\.bearer a secret must not stand in the file/],
    ["core.x: {runner: http, url: 'https://10.0.0.1/'}", /url cannot be reached/],
    ['core.x: {runner: workflow, taskQueue: own, workflow: W}', /taskQueue is Muster's own/],
  ])('is refused that is %s', (yaml, problem) => {
    const found = said('problems', `actions:\n  ${yaml}`.replace(/\n {2}/, () => ' {').concat('}'));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(problem);
  });

  it('whose message cannot be rendered is refused, with where', () => {
    expect(
      said(
        'problems',
        `routes: {ops: {channel: 'a/#ops'}}\nactions:\n  core.x: {${HTTP}, notify: {on_success: {message: '{{ x', data: {a: '{{ y | what }}'}, channels: [ops]}}}`,
      ),
    ).toEqual([
      expect.stringMatching(/^3 actions\["core\.x"\]\.notify\.on_success\.message /),
      expect.stringMatching(/notify\.on_success\.data\.a there is no filter `what`/),
    ]);
  });

  it('is warned of that names what is none of its parameters', () => {
    expect(
      said(
        'warnings',
        `commands: {programs: [/bin/x]}\nactions:\n  core.x: {runner: command, program: /bin/x, parameters: {host: {}}, arguments: ['--on={{hots}}', {named: [host, port]}]}\n  core.y: {${HTTP}, query: {q: '{{ word }}'}}`,
      ),
    ).toEqual([
      '3 actions["core.x"].arguments[0] names hots, which is no parameter of the action. Did you mean host?',
      '3 actions["core.x"].arguments[1].named[1] names port, which is no parameter of the action. Known: host.',
      '4 actions["core.y"].query.q has {{ word }}, which is no parameter of the action.',
    ]);
  });
});

describe('a route', () => {
  it('is a channel, a mail, a webhook or a tracker', () => {
    const { routes } = tenant(`
routes:
  ops: {channel: 'a/#ops'}
  hook: {channel: webhook:hook}
  bugs: {tracker: jira/OPS}
`);
    expect(Object.fromEntries(routes)).toEqual({
      ops: { kind: 'channel', instance: 'a', channel: '#ops' },
      hook: { kind: 'channel', instance: 'hook', channel: 'hook', label: 'webhook hook' },
      bugs: { kind: 'ticket', ticket: { tracker: 'jira', place: 'OPS' } },
    });
  });

  it.each([
    ['{}', /must have one of channel and tracker/],
    ["{channel: 'a/#x', tracker: jira/OPS}", /must have one of channel and tracker/],
    ["{channel: 'b/#x'}", /channel there is no provider instance "b"/],
    ['{channel: webhook:a}', /channel there is no provider instance "a" of the platform webhook/],
    ['{channel: email:ana}', /channel needs exactly one provider instance of the platform email/],
    ['{tracker: jra/OPS}', /tracker there is no tracker "jra". Did you mean jira\?/],
    ["{channel: '#x'}", /channel must be <provider instance>\/<channel>/],
  ])('is refused that is %s', (yaml, problem) => {
    const found = said('problems', `routes: {ops: ${yaml}}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(problem);
  });
});

describe('an approval that nobody could give', () => {
  const warned = (more: string): string[] => said('warnings', `actions:\n  core.x: {${HTTP}, ${more}}`);

  it.each([
    [
      'who may order it is the one who may agree',
      'approval: {people: [person:ana]}, allow: {people: [person:ana]}',
      'Ana',
    ],
    ['none of those who know of it may agree', 'approval: {}, allow: {people: [team:ops]}', 'Ana or Ben'],
  ])('is warned of: %s', (_what, more, names) => {
    expect(warned(more)).toEqual([
      expect.stringContaining(
        `2 actions["core.x"].approval nobody could approve what ${names} orders, who alone may order it`,
      ) as string,
    ]);
  });

  it.each([
    'approval: {}',
    'approval: {people: [person:ana]}',
    'approval: {people: [person:ana]}, allow: {people: [team:ops]}',
    'approval: {people: [team:ops]}, allow: {people: [team:ops]}',
    'approval: {people: [person:ana]}, allow: {people: [person:ana]}, enabled: false',
    'allow: {people: [person:ana]}',
  ])('is not meant by %s', (more) => {
    expect(warned(more)).toEqual([]);
  });
});
