import { RETRY_MS, type ActionKind } from '../kind.ts';
import { isListed } from './check.ts';
import { unknownParameters } from './named-parameters.ts';
import { commandSettings, type CommandSettings } from './settings.ts';

/** How often a command is tried that may be repeated. */
const ATTEMPTS = 3;

export const command: ActionKind<CommandSettings> = {
  name: 'command',
  title: 'a local program or script',
  settings: commandSettings,
  // The program itself may be there on the machines of workers alone: they look, and before each run.
  check: (settings, { allowed, parameters }) => ({
    problems: isListed(settings.program, allowed)
      ? []
      : [
          {
            path: ['program'],
            message: 'is not allowed: add it to `commands.programs`, or its folder to `commands.folders`',
          },
        ],
    warnings: unknownParameters(settings, parameters),
  }),
  limits: ({ timeout, grace, repeatable }) => ({
    timeoutMs: timeout + grace,
    attempts: repeatable ? ATTEMPTS : 1,
    retryMs: RETRY_MS,
  }),
};
