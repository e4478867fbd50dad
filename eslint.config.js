import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';

const domain = [
  'incident',
  'escalation',
  'oncall',
  'archive',
  'postmortem',
  'action-item',
  'retention',
  'action',
  'runbook',
  'access',
  'command',
  'conversation',
  'figures',
  'explanation',
  'inspection',
  'text',
].map((d) => `./src/${d}`);
const neutralChat = './src/chat/*.ts';
const neutralTracker = './src/tracker/*.ts';
const neutralRedelivery = './src/redelivery/*.ts';
const transport = './src/transport';
const trackers = ['github', 'jira'].map((kind) => `./src/tracker/${kind}`);
const neutralSources = ['./src/inbox/*.ts', './src/alert/*.ts', './src/git/*.ts'];
const sources = [
  ...['alertmanager', 'grafana', 'datadog', 'cloudwatch', 'pagerduty', 'json', 'email'].map(
    (source) => `./src/alert/${source}`,
  ),
  ...['github', 'gitlab', 'bitbucket', 'bitbucket-dc', 'gitea', 'azure-devops', 'codecommit'].map(
    (server) => `./src/git/${server}`,
  ),
  './src/ticket/jira',
];
const runners = ['command', 'http', 'temporal', 'chain', 'incident', 'plugin'].map(
  (kind) => `./src/runner/${kind}`,
);
const everything = ['./src', './workflows', './activities'];

/** Who may import whom; docs/architecture.md has the same table in words. */
const layers = [
  ...[...domain, neutralChat, neutralTracker, neutralRedelivery, ...neutralSources].map((target) => ({
    target,
    from: everything,
    except: [
      './incident',
      './escalation',
      './oncall',
      './archive',
      './postmortem',
      './action-item',
      './retention',
      './alert',
      './git',
      './inbox',
      './action',
      './runbook',
      './access',
      './command',
      './chat',
      './conversation',
      './figures',
      './explanation',
      './inspection',
      './ticket',
      './tracker',
      './redelivery',
      './transport',
      './text',
    ],
    message: 'The domain imports only the domain and pure parsing libraries.',
  })),
  {
    target: transport,
    from: everything,
    except: ['./transport'],
    message: 'What answers and failed connections mean, whoever asked, needs nothing of the rest.',
  },
  ...['slack', 'sandbox', 'discord', 'teams', 'mattermost', 'email', 'webhook'].flatMap((platform) => [
    {
      target: `./src/chat/${platform}`,
      from: [
        './workflows',
        './activities',
        './src/http',
        './src/dashboard',
        './src/embedded',
        './src/config',
      ],
      message: 'A chat platform imports the domain and its own SDK.',
    },
    {
      target: `./src/chat/${platform}`,
      from: ['slack', 'sandbox', 'discord', 'teams', 'mattermost', 'email', 'webhook']
        .filter((other) => other !== platform)
        .map((other) => `./src/chat/${other}`),
      message: 'A chat platform never imports another platform.',
    },
  ]),
  {
    target: [...domain, neutralChat, './workflows', './src/dashboard'],
    from: [...trackers, './src/tracker/kinds.ts'],
    message: 'Only the configuration and the wiring know the kinds of bug trackers.',
  },
  ...trackers.flatMap((target) => [
    {
      target,
      from: [
        './workflows',
        './activities',
        './src/http',
        './src/dashboard',
        './src/embedded',
        './src/config',
        './src/mongo',
        './src/tracker/kinds.ts',
      ],
      message: 'A bug tracker imports the domain and its own SDK.',
    },
    {
      target,
      from: trackers.filter((other) => other !== target),
      message: 'A bug tracker never imports another one.',
    },
  ]),
  {
    target: [
      ...domain,
      neutralChat,
      neutralTracker,
      './workflows',
      './activities',
      './src/http',
      './src/dashboard',
    ],
    from: './src/redelivery/github',
    message: 'Only the wiring knows how senders are asked for what they could not deliver.',
  },
  {
    target: './src/redelivery/github',
    from: [
      './workflows',
      './activities',
      './src/http',
      './src/dashboard',
      './src/embedded',
      './src/config',
      './src/mongo',
    ],
    message: 'What asks a sender imports the domain and its own SDK.',
  },
  {
    target: [...domain, neutralChat, neutralTracker, './workflows', './src/dashboard'],
    from: [...sources, './src/inbox/sources.ts'],
    message: 'Only the configuration and the wiring know the kinds of senders.',
  },
  ...sources.flatMap((target) => [
    {
      target,
      from: [
        './workflows',
        './activities',
        './src/http',
        './src/dashboard',
        './src/embedded',
        './src/config',
        './src/mongo',
        './src/inbox/sources.ts',
      ],
      message: 'A source imports the domain and what its sender publishes for verifying and reading.',
    },
    {
      target,
      from: sources.filter((other) => other !== target),
      message: 'A source never imports another one.',
    },
  ]),
  {
    target: [
      ...domain,
      neutralChat,
      ...neutralSources,
      './workflows',
      './src/http',
      ...sources.filter((source) => !/cloudwatch|codecommit/.test(source)),
    ],
    from: './src/inbox/sns',
    message: 'Only what comes by SNS knows SNS.',
  },
  {
    target: './src/process',
    from: everything,
    except: ['./process'],
    message: 'Which process is meant, whoever asks, needs nothing of the rest.',
  },
  {
    target: './src/runner',
    from: everything,
    except: [
      './runner',
      './action',
      './access',
      './inbox/unset.ts',
      './outbound',
      './process',
      './transport',
      './text',
      // Misspelt names are guessed, durations, sizes and secrets written and taken out of texts as everywhere else.
      './command/nearest.ts',
      './config/fields.ts',
      './config/secret-values.ts',
      // What is wrong with what a plug-in exports is said as of what somebody writes.
      './config/explain.ts',
      './config/problem.ts',
    ],
    message: 'What runs actions imports the domain and what goes outside, and nothing of who asks for it.',
  },
  ...runners.map((target) => ({
    target,
    from: runners.filter((other) => other !== target),
    message: 'What runs actions of one kind never imports what runs another.',
  })),
  {
    target: [...domain, neutralChat, './workflows', './src/http', './src/dashboard'],
    from: './src/runner',
    message: 'Only the configuration, activities and the wiring know the kinds of actions.',
  },
  {
    target: './src/capture',
    from: [
      './workflows',
      './activities',
      './src/http',
      './src/dashboard',
      './src/config',
      './src/mongo',
      './src/chat',
    ],
    message: 'What keeps what comes in imports the domain and its journal: the store is lent to it.',
  },
  {
    target: './src/mongo',
    from: ['./workflows', './activities', './src/http', './src/dashboard', './src/embedded'],
    message: 'The store imports the domain and its own SDK.',
  },
  {
    target: './activities',
    from: ['./workflows', './src/http', './src/dashboard', './src/embedded', './src/config'],
    message: 'Activities import the domain, src/chat and src/mongo.',
  },
  {
    target: './workflows',
    from: [
      './src/mongo',
      './src/http',
      './src/dashboard',
      './src/embedded',
      './src/config',
      // Tables of time zones change: a workflow must come to the same at every replay.
      './src/oncall',
      './src/chat/slack',
      './src/chat/sandbox',
      './src/chat/discord',
      './src/chat/teams',
      './src/chat/mattermost',
    ],
    message: 'Workflows import the domain and other workflows.',
  },
  {
    target: './src/simulation',
    from: [
      './src/mongo',
      './src/http',
      './src/dashboard',
      './src/embedded',
      './src/chat/slack',
      './src/chat/sandbox',
      './src/chat/discord',
      './src/chat/teams',
      './src/chat/mattermost',
    ],
    message: 'A simulation touches nothing outside.',
  },
  {
    target: './src/http',
    from: [
      './src/simulation/machine',
      './activities',
      './src/chat/slack/provider.ts',
      './src/chat/sandbox/provider.ts',
      './src/chat/discord/provider.ts',
      './src/chat/teams/provider.ts',
      './src/chat/mattermost/provider.ts',
    ],
    message: 'The HTTP layer never imports activities or providers.',
  },
  {
    target: [
      ...domain,
      neutralChat,
      './workflows',
      './activities',
      './src/config',
      './src/mongo',
      './src/http',
      './src/dashboard',
    ],
    from: './src/chat/platforms.ts',
    message: 'Only the composition roots and their wiring know the platforms of chat.',
  },
  {
    target: ['./src/!(operator|wiring)/**', './workflows', './activities'],
    from: ['./src/*.ts', './src/operator/**', './src/wiring/**'],
    message: 'Composition roots and their wiring are never imported.',
  },
  {
    target: './src/wiring',
    from: ['./src/*.ts', './src/operator/**'],
    message: 'Composition roots import the wiring, and never the other way round.',
  },
];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'test/artefacts'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ['./tsconfig.test.json'], tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.test.json' })],
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: layers }],
    },
  },
  {
    files: [
      ...[...domain, transport].map((d) => `${d.slice(2)}/**/*.ts`),
      ...[neutralChat, neutralTracker, neutralRedelivery, ...neutralSources].map((files) => files.slice(2)),
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                'node:*',
                '@temporalio/*',
                'mongodb',
                'express',
                '@slack/*',
                '@mattermost/*',
                'discord.js',
                '@discordjs/*',
                '@octokit/*',
              ],
              message: 'The domain is pure.',
            },
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The domain is given the time as an argument.' },
        { object: 'Math', property: 'random', message: 'The domain is deterministic.' },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                'node:*',
                '@temporalio/client',
                '@temporalio/worker',
                '@temporalio/activity',
                'mongodb',
              ],
              message: 'Workflow code is deterministic.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'test/**/*.tsx'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  // As their authors write them, for Node.js.
  { files: ['test/fixtures/plugins/**/*.js'], languageOptions: { globals: { fetch: 'readonly' } } },
);
