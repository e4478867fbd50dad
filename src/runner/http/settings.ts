import { z } from 'zod';
import { duration, size } from '../../config/fields.ts';
import { headerNameProblem, headerValueProblem, plainHeaderProblem } from './header.ts';
import { compileUrl } from './url.ts';

const HOUR_MS = 3_600_000;
/** More would not fit into a history of Temporal's, which takes 2 MB at once. */
const MOST_BYTES = 1024 ** 2;

/** @returns a text that is checked, with what is wrong in the check's words. */
const checked = (problem: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const message = problem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

const secret = (problem: (text: string) => string | undefined) =>
  checked((text) => (text === '' ? 'is empty' : problem(text))).meta({ secret: true });

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const values = z.record(z.string().min(1), z.union([scalar, z.array(scalar)]));

const code = z.int().min(100).max(599);
const classes = ['2xx', '3xx', '4xx', '5xx'] as const;

/**
 * What the configuration says of an action that is an HTTP request. Texts are Jinja templates of the action's parameters
 * and of `secrets`.
 */
export const httpSettings = z.strictObject({
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PURGE'])
    .prefault('GET')
    .describe('Method of the request.'),
  url: checked((text) => {
    const compiled = compileUrl(text);
    return typeof compiled === 'string' ? compiled : undefined;
  }).describe(
    'Address of the request. `{{ … }}` may fill segments of the path and values of the query, which are encoded; never scheme, host or port.',
  ),
  query: values
    .prefault({})
    .describe(
      'What is added to the query, by name. A list says its name more than once; a parameter that was not given is left out.',
    ),
  headers: z
    .record(checked(plainHeaderProblem), z.string())
    .prefault({})
    .describe('Headers of the request. Credentials belong under `auth`.'),
  body: z
    .strictObject({
      json: z
        .unknown()
        .optional()
        .describe(
          'Sent as JSON. A text that is one placeholder (`"{{ count }}"`) becomes the parameter with its type, and is left out where it was not given.',
        ),
      form: values.optional().describe('Sent as a form, application/x-www-form-urlencoded.'),
      text: z.string().optional().describe('Sent as it is, as text/plain unless `headers` says otherwise.'),
    })
    .optional()
    .describe('What is sent: one of json, form and text.'),
  auth: z
    .strictObject({
      bearer: secret((text) => (/^[\x21-\x7e]+$/.test(text) ? undefined : 'has white space in it'))
        .optional()
        .describe('A bearer token, as ${ENV_NAME}.'),
      basic: z
        .strictObject({
          username: checked((text) =>
            /[:\p{Cc}]/u.test(text) ? 'must have no colon and no control character' : undefined,
          ).describe(
            'User name; or a key, as ${ENV_NAME}, for services that take it with an empty password.',
          ),
          password: secret((text) => (/\p{Cc}/u.test(text) ? 'has a control character in it' : undefined))
            .optional()
            .describe('Password, as ${ENV_NAME}; without it an empty one.'),
        })
        .optional()
        .describe('HTTP basic authentication.'),
      header: z
        .strictObject({
          name: checked(headerNameProblem).describe('Name of the header, such as X-Api-Key.'),
          scheme: z
            .string()
            .regex(/^[\x21-\x7e]{1,60}$/, 'must be one word such as Token')
            .optional()
            .describe('A word before the value, with a blank between: `Authorization: Token …`.'),
          value: secret(headerValueProblem).describe('Its value, as ${ENV_NAME}.'),
        })
        .optional()
        .describe('A header of its own.'),
    })
    .optional()
    .describe('By what the server knows Muster: one of bearer, basic and header.'),
  secrets: z
    .record(
      z.string().regex(/^[a-z_]\w{0,63}$/i, 'must be a name such as routing_key'),
      secret(() => undefined),
    )
    .prefault({})
    .describe(
      'Values that templates know as `secrets.<name>`, each as ${ENV_NAME}, and that are never shown.',
    ),
  privately: z
    .boolean()
    .prefault(false)
    .describe('Whether it may reach private addresses and this machine, and go without TLS.'),
  hosts: z
    .array(
      z
        .string()
        .regex(
          /^(?:\*\.)?[a-z0-9._-]+$|^\[[0-9a-f:.]+\]$/,
          'must be a host such as api.example.com or *.example.com',
        ),
    )
    .optional()
    .describe('The hosts that it may reach, for addresses that come from elsewhere, such as ${ENV_NAME}.'),
  timeout: duration(100)
    .refine((ms) => ms <= HOUR_MS, 'must be at most 1h: wait for what takes longer in an action of its own')
    .prefault('60s')
    .describe('How long one attempt may take, from looking up the name to the last byte of the answer.'),
  redirects: z
    .int()
    .min(0)
    .max(20)
    .prefault(0)
    .describe('How many redirects are followed, within the same scheme, host and port alone.'),
  expect: z
    .array(z.union([code, z.enum(classes)]))
    .min(1)
    .prefault(['2xx'])
    .describe('Statuses that mean success.'),
  mostBytes: size
    .refine((bytes) => bytes <= MOST_BYTES, 'must be at most 1mb')
    .prefault('256kb')
    .describe('How much of the answer is kept; the rest is dropped, and that it was is said.'),
  retry: z
    .strictObject({
      attempts: z.int().min(1).max(20).prefault(3).describe('How often it is tried at most.'),
      on: z
        .array(z.union([code, z.enum([...classes, 'network'])]))
        .prefault([429, '5xx', 'network'])
        .describe('After which statuses it is tried again, and whether after failed connections.'),
    })
    .prefault({})
    .describe(
      'Trying again, where that has no second effect: by a method that is idempotent, or with `repeatable` or `idempotencyHeader`, or when nothing was done yet.',
    ),
  repeatable: z
    .boolean()
    .prefault(false)
    .describe('Whether the same request can come twice without a second effect, whatever its method.'),
  idempotencyHeader: z
    .union([checked(plainHeaderProblem), z.literal(false)])
    .optional()
    .describe(
      'Header with a key that is the same for each attempt of one run. Name it where the server heeds it: then a POST is tried again, too. Without it Idempotency-Key is sent with POST and PATCH all the same; false: with none.',
    ),
});

export type HttpSettings = z.infer<typeof httpSettings>;
