import { LABEL_NAME } from '../incident/label.ts';
import { COMMAND_NAMES, NOTE_LIMIT, TITLE_LIMIT, type CommandName } from '../incident/command.ts';
import { parseIncidentId, type IncidentId } from '../incident/id.ts';
import { parseRole, ROLES, type Role } from '../incident/person.ts';
import { parseSeverity, SEVERITIES, type Severity } from '../incident/severity.ts';
import { BadParameter } from './bad-parameter.ts';
import { filledText, type Filling } from './filling.ts';

/** What can be asked: to declare an incident, or any command to one that there is. */
export const INCIDENT_COMMANDS = ['declare', ...COMMAND_NAMES] as const;
export type IncidentCommandName = (typeof INCIDENT_COMMANDS)[number];

/** Settings of an action that is an incident command. All but `command` and `private` are templates. */
export interface IncidentSettings {
  readonly command: IncidentCommandName;
  /** Absent: the incident that the run belongs to. */
  readonly incident?: string | undefined;
  readonly title?: string | undefined;
  readonly severity?: string | undefined;
  readonly service?: string | undefined;
  readonly team?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly private?: boolean | undefined;
  readonly note?: string | undefined;
  readonly text?: string | undefined;
  readonly person?: string | undefined;
  readonly role?: string | undefined;
  readonly url?: string | undefined;
}

type Field = Exclude<keyof IncidentSettings, 'command' | 'incident'>;

/** Which settings go with which command. */
export const COMMAND_FIELDS: Readonly<
  Record<IncidentCommandName, { readonly needs: readonly Field[]; readonly takes: readonly Field[] }>
> = {
  declare: { needs: ['title'], takes: ['severity', 'service', 'team', 'labels', 'private'] },
  ack: { needs: [], takes: [] },
  mitigate: { needs: [], takes: ['note'] },
  resolve: { needs: [], takes: ['note'] },
  close: { needs: [], takes: ['note'] },
  reopen: { needs: [], takes: ['note'] },
  escalate: { needs: [], takes: ['note'] },
  assign: { needs: ['person'], takes: ['role'] },
  note: { needs: ['text'], takes: [] },
  update: { needs: ['text'], takes: [] },
  link: { needs: ['url'], takes: ['title'] },
  hold: { needs: [], takes: ['note'] },
  resume: { needs: [], takes: ['note'] },
  join: { needs: [], takes: [] },
  leave: { needs: [], takes: [] },
  severity: { needs: ['severity'], takes: [] },
  title: { needs: ['title'], takes: [] },
};

/** An incident to be declared. */
export interface DeclareWish {
  readonly declare: {
    readonly title: string;
    readonly severity?: Severity;
    readonly service?: string;
    readonly team?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly private?: boolean;
  };
}

/** A command to an incident. Of a person it has what they are called in the configuration. */
export interface CommandWish {
  readonly incident: IncidentId;
  readonly command: CommandName;
  readonly note?: string;
  readonly text?: string;
  readonly url?: string;
  readonly title?: string;
  readonly severity?: Severity;
  readonly person?: string;
  readonly role?: Role;
}

export type IncidentWish = DeclareWish | CommandWish;

/** A run needs an incident and belongs to none: what can be done about that depends on where it was ordered. */
export class NoIncident extends Error {
  override readonly name = 'NoIncident';
}

/**
 * @param filling its variables are the parameters of the action.
 * @param own the incident that the run belongs to.
 * @returns what is asked of which incident. @throws BadParameter when the parameters make nothing of it;
 * NoIncident
 */
export function incidentWish(settings: IncidentSettings, filling: Filling, own?: string): IncidentWish {
  const { command } = settings;
  const { needs } = COMMAND_FIELDS[command];
  const inside = {
    ...filling,
    variables: { ...filling.variables, ...(own !== undefined && { incident: own }) },
  };
  const text = (field: Exclude<Field, 'labels' | 'private'>, most = NOTE_LIMIT): string | undefined => {
    const written = settings[field];
    const said = written === undefined ? '' : filledText(written, inside).trim();
    if (said === '' && needs.includes(field)) throw new BadParameter(`\`${field}\` is empty`);
    if (said.length > most) throw new BadParameter(`\`${field}\` has more than ${most} characters`);
    return said === '' ? undefined : said;
  };
  const title = text('title', TITLE_LIMIT);
  const severity = read(
    text('severity'),
    parseSeverity,
    `\`severity\` must be one of ${SEVERITIES.join(', ')}`,
  );
  if (command === 'declare') {
    const [service, team] = [text('service'), text('team')];
    const labels = labelsOf(settings.labels, inside);
    return {
      declare: {
        title: title ?? '',
        ...(severity && { severity }),
        ...(service !== undefined && { service }),
        ...(team !== undefined && { team }),
        ...(labels && { labels }),
        ...(settings.private !== undefined && { private: settings.private }),
      },
    };
  }
  const role = read(text('role'), parseRole, `\`role\` must be one of ${ROLES.join(', ')}`);
  const others = { note: text('note'), text: text('text'), url: text('url'), person: text('person'), title };
  return {
    incident: incidentOf(settings.incident, inside, own),
    command,
    ...(Object.fromEntries(Object.entries(others).filter(([, said]) => said !== undefined)) as Partial<
      typeof others & Record<string, string>
    >),
    ...(severity && { severity }),
    ...(role && { role }),
  } as CommandWish;
}

function incidentOf(written: string | undefined, filling: Filling, own: string | undefined): IncidentId {
  const said = written === undefined ? own : filledText(written, filling).trim();
  if (said === undefined) throw new NoIncident();
  if (said === '')
    throw new BadParameter('`incident` is empty: say the parameter of which the action makes it');
  const id = parseIncidentId(said);
  if (!id) throw new BadParameter('`incident` is no incident such as INC-42');
  return id;
}

function labelsOf(
  written: IncidentSettings['labels'],
  filling: Filling,
): Readonly<Record<string, string>> | undefined {
  const labels = Object.entries(written ?? {}).flatMap(([name, template]): [string, string][] => {
    const value = filledText(template, filling).trim();
    if (value !== '' && !LABEL_NAME.test(name))
      throw new BadParameter(`\`labels\`: ${name} is no name of a label`);
    return value === '' ? [] : [[name, value]];
  });
  return labels.length > 0 ? Object.fromEntries(labels) : undefined;
}

/** @throws BadParameter when a text is there and means nothing. */
function read<T>(
  text: string | undefined,
  parse: (text: string) => T | undefined,
  wanted: string,
): T | undefined {
  const value = text === undefined ? undefined : parse(text);
  if (text !== undefined && value === undefined) throw new BadParameter(wanted);
  return value;
}
