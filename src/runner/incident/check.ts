import { COMMAND_FIELDS, type IncidentSettings } from '../../action/incident-wish.ts';
import {
  brokenTemplates,
  unfilledPlaceholders,
  type CheckedSettings,
  type SettingFinding,
} from '../../action/written-templates.ts';

/** Looks at settings of incident commands that the schema has taken. @param parameters names that the action has. */
export function checkIncident(settings: IncidentSettings, parameters: readonly string[]): CheckedSettings {
  const { command, incident, ...fields } = settings;
  const { needs, takes } = COMMAND_FIELDS[command];
  const allowed = [...needs, ...takes];
  const missing = needs
    .filter((field) => settings[field] === undefined)
    .map((field): SettingFinding => ({ path: [], message: `\`command: ${command}\` needs \`${field}\`` }));
  const stray = Object.keys(fields)
    .filter((field) => fields[field as keyof typeof fields] !== undefined)
    .filter((field) => !(allowed as readonly string[]).includes(field))
    .map((field): SettingFinding => {
      const known = allowed.length === 0 ? 'nothing' : allowed.map((one) => `\`${one}\``).join(', ');
      return { path: [field], message: `says nothing to \`command: ${command}\`, which takes ${known}` };
    });
  if (command === 'declare' && incident !== undefined)
    stray.push({ path: ['incident'], message: 'is none yet with `command: declare`: take it out' });
  const templates = { incident, ...fields };
  return {
    problems: [...brokenTemplates(templates), ...missing, ...stray],
    warnings: unfilledPlaceholders(templates, [...parameters, 'incident']),
  };
}
