import { forbidden, refuse } from '../state.ts';
import { textOf, type Endpoint } from './endpoint.ts';

/** GET /commands?team_id&custom_only, POST /commands, PUT /commands/{command}; a right of its own. */
export const listCommands: Endpoint = (state) => {
  if (!state.rights.has('manage_slash_commands')) forbidden();
  return state.commands;
};

export const createCommand: Endpoint = (state, { body }) => {
  if (!state.rights.has('manage_slash_commands')) forbidden();
  if (state.commands.some((one) => one['trigger'] === body['trigger']))
    refuse('api.command.duplicate_trigger.app_error', 400);
  const command = { ...body, id: state.id('comm'), token: state.id('toke'), creator_id: state.bot.id };
  state.commands.push(command);
  return command;
};

export const updateCommand: Endpoint = (state, { at, body }) => {
  if (!state.rights.has('manage_slash_commands')) forbidden();
  const command = state.commands.find((one) => one['id'] === at['command']);
  if (!command) return refuse('store.sql_command.get.missing.app_error', 404);
  if (textOf(body, 'team_id') !== state.team.id) refuse('api.command.team_mismatch.app_error', 400);
  return Object.assign(command, body, { token: command['token'] });
};
