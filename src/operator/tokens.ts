import { Option, type Command } from 'commander';
import { ACCESS_ROLES, type AccessRole } from '../access/role.ts';
import { ofTenant, type Out } from './options.ts';
import { assertTenant, withAssembly } from './with-assembly.ts';

/** Adds the commands for API tokens. */
export function addTokens(program: Command, out: Out): void {
  const token = program.command('token').description('manage API tokens');
  token
    .command('create')
    .description('make a token; it is shown once')
    .argument('<name>')
    .addOption(new Option('--role <role>', 'what it may do').choices(ACCESS_ROLES).default('responder'))
    .addOption(ofTenant())
    .action(async (name: string, { role, tenant }: { role: AccessRole; tenant: string }) => {
      await withAssembly(async ({ stores, config }) => {
        await assertTenant(config(), tenant);
        const { hashToken, newToken } = await import('../http/api/token.ts');
        const secret = newToken();
        await stores.tokens.add(hashToken(secret), {
          tenant,
          name,
          role,
          createdAt: Date.now(),
        });
        out(secret);
      });
    });
  token
    .command('list')
    .description('list tokens by name')
    .addOption(ofTenant())
    .action(async ({ tenant }: { tenant: string }) => {
      await withAssembly(async ({ stores }) => {
        for (const { name, role, createdAt } of await stores.tokens.list(tenant)) {
          out(`${name}\t${role}\t${new Date(createdAt).toISOString()}`);
        }
      });
    });
  token
    .command('revoke')
    .description('make a token worthless')
    .argument('<name>')
    .addOption(ofTenant())
    .action(async (name: string, { tenant }: { tenant: string }) => {
      await withAssembly(async ({ stores }) => {
        const revoked = await stores.tokens.revoke(tenant, name);
        out(revoked === 0 ? `There is no token ${name}.` : `Revoked ${name}.`);
        process.exitCode = revoked === 0 ? 1 : 0;
      });
    });
}
