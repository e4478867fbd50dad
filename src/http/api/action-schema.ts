import { z } from 'zod';
import { ACTION_LIMIT } from '../../action-item/item.ts';
import { formerly } from './schema.ts';

const time = z.iso.datetime().meta({ description: 'UTC.' });
const person = z.object({ id: z.string(), name: z.string() });
const mark = z.object({ by: person, at: time });
const text = z.string().trim().min(1).max(ACTION_LIMIT);
const owner = z.string().min(1).max(200).meta({ description: 'Id of a person.' });

export const actionBody = z
  .strictObject({ text, owner: owner.optional(), due: time.optional() })
  .meta({ id: 'NewActionItem' });

export const actionChangeBody = z
  .strictObject({
    text: text.optional(),
    owner: owner.nullable().optional(),
    due: time.nullable().optional(),
    done: z.boolean().optional(),
  })
  .meta({ id: 'ActionItemChange', description: 'null forgets the owner or the date.' });

export const pushBody = z
  .strictObject({
    to: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({
        description:
          "A tracker, or a place of one, that the configuration names; without it the incident's own.",
        examples: ['github/acme/payments'],
      }),
  })
  .meta({ id: 'ActionItemPush' });

export const actionsQuery = z.strictObject({
  mine: z
    .enum(['true', 'false'])
    .transform((flag) => flag === 'true')
    .optional()
    .meta({ description: 'Only those that the caller owns.' }),
});

export const actionResource = z
  .object({
    id: z.string().meta({ examples: ['INC-42-3'] }),
    incident: z.string(),
    number: z.number().int(),
    text: z.string(),
    owner: person.optional(),
    given: mark.optional().meta({ description: 'Who made somebody else its owner, and when.' }),
    due: time.optional(),
    state: z.enum(['open', 'overdue', 'done']),
    created: mark,
    done: mark.optional(),
    push: z
      .object({
        to: z.string().meta({ description: 'Where it is to stand.', examples: ['github/acme/payments'] }),
        asked: mark,
        trouble: z
          .object({
            code: z.string(),
            message: z.string(),
            at: time,
            final: z.boolean().meta({ description: 'Is it not tried again unless somebody asks?' }),
          })
          .optional(),
      })
      .optional()
      .meta({ description: 'It is on its way into a bug tracker, or could not be pushed.' }),
    issue: z
      .object({
        tracker: z.string(),
        key: z.string(),
        url: z.string(),
        formerly: formerly.optional(),
        trouble: z.string().optional().meta({ description: 'Why the ticket does not follow the item.' }),
      })
      .optional()
      .meta({ description: 'Where it is in a bug tracker.' }),
    comments: z
      .array(z.object({ by: z.string(), text: z.string(), at: time }))
      .optional()
      .meta({ description: 'The newest of what was said of its ticket in the bug tracker, oldest first.' }),
  })
  .meta({ id: 'ActionItem' });

export const actionsResource = z.object({ actions: z.array(actionResource) }).meta({ id: 'ActionItems' });
