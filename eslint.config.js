import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';

const domain = [
  'incident',
  'escalation',
  'oncall',
  'alert',
  'git',
  'action',
  'access',
  'command',
  'conversation',
].map((d) => `./src/${d}`);
const neutralChat = './src/chat/*.ts';
const everything = ['./src', './workflows', './activities'];

/** Who may import whom; docs/architecture.md has the same table in words. */
const layers = [
  ...[...domain, neutralChat].map((target) => ({
    target,
    from: everything,
    except: [
      './incident',
      './escalation',
      './oncall',
      './alert',
      './git',
      './action',
      './access',
      './command',
      './chat',
      './conversation',
    ],
    message: 'The domain imports only the domain and pure parsing libraries.',
  })),
  ...['slack', 'sandbox', 'discord', 'teams', 'mattermost'].flatMap((platform) => [
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
      from: ['slack', 'sandbox', 'discord', 'teams', 'mattermost']
        .filter((other) => other !== platform)
        .map((other) => `./src/chat/${other}`),
      message: 'A chat platform never imports another platform.',
    },
  ]),
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
    target: './src/http',
    from: [
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
    target: ['./src/*/**', './workflows', './activities'],
    from: './src/*.ts',
    message: 'Composition roots are never imported.',
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
    files: [...domain.map((d) => `${d.slice(2)}/**/*.ts`), 'src/chat/*.ts'],
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
);
