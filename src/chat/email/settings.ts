import { z } from 'zod';

/** What the configuration says under `chat.<instance>` for `platform: email`. */
export const emailSettings = z
  .strictObject({
    host: z.string().min(1).describe('The SMTP server that takes the mail, such as smtp.example.com.'),
    port: z.int().min(1).max(65_535).default(587).describe('Its port: 587 with starttls, 465 with tls.'),
    encryption: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe(
        'starttls: the connection is encrypted before anything is said, or nothing is sent. tls: encrypted from the beginning. none: only for a server on this machine.',
      ),
    user: z.string().min(1).optional().describe('Name by which Muster signs in. Without it: it does not.'),
    password: z
      .string()
      .min(1)
      .optional()
      .describe('Password for that, as ${ENV_NAME}.')
      .meta({ secret: true }),
    from: z.email('must be an e-mail address').describe('The address from which the mail comes.'),
    name: z.string().min(1).max(80).default('Muster').describe('The name beside it.'),
    linkSecret: z
      .string()
      .min(32, 'must have at least 32 characters: make one with openssl rand -hex 32')
      .optional()
      .describe(
        'Signs the links by which a mail is answered, such as Acknowledge, as ${ENV_NAME}. Without it mails have none.',
      )
      .meta({ secret: true }),
    previousLinkSecret: z
      .string()
      .min(32, 'is too short: leave it out when no secret is being replaced')
      .optional()
      .describe('The linkSecret before its rotation: links that it signed stay good while both are given.')
      .meta({ secret: true }),
    timeoutMs: z.int().min(100).max(60_000).default(15_000).describe('How long the server may be silent.'),
  })
  .superRefine(({ user, password, encryption, host }, context) => {
    const wrong = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (user !== undefined && password === undefined) wrong('password', 'is missing: `user` signs in by it');
    if (encryption === 'none' && !['localhost', '127.0.0.1', '::1'].includes(host))
      wrong('encryption', 'may be none only for a server on this machine: use starttls or tls');
  });

export type EmailSettings = z.infer<typeof emailSettings>;
