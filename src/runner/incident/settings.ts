import { z } from 'zod';
import { INCIDENT_COMMANDS, type IncidentSettings } from '../../action/incident-wish.ts';

const template = (what: string) => z.string().min(1).optional().describe(`${what} A Jinja template.`);

/** What the configuration says of an action that is an incident command. */
export const incidentSettings = z.strictObject({
  command: z.enum(INCIDENT_COMMANDS).describe('What is asked, as after /im.'),
  incident: template('Which incident: INC-42. Without it the one that the run belongs to.'),
  title: template('Of declare, link and title.'),
  severity: template('Of declare and severity: SEV-1 to SEV-4.'),
  service: template('Of declare: a key under `services`.'),
  team: template('Of declare: a key under `teams`.'),
  labels: z
    .record(z.string(), z.string())
    .optional()
    .describe('Of declare: labels, by name. Values are Jinja templates.'),
  private: z.boolean().optional().describe('Of declare: whether only those who take part may see it.'),
  note: template('Of mitigate, resolve, close, reopen, escalate, hold and resume.'),
  text: template('Of note and update.'),
  person: template('Of assign: a key under `people`.'),
  role: template('Of assign: commander, communications or scribe.'),
  url: template('Of link.'),
}) satisfies z.ZodType<IncidentSettings>;
