import { parseLinkCode } from '../access/link-code.ts';
import { LOUDNESS, parseLoudness } from '../access/loudness.ts';
import type { AccountWish } from './account-wish.ts';
import { problem, type Problem } from './ask.ts';

type AccountAsk = { readonly kind: 'account'; readonly wish: AccountWish } | Problem;

const ask = (wish: AccountWish): AccountAsk => ({ kind: 'account', wish });

/** Reads what was typed after `link`, `unlink`, `whoami` or `loud`. */
export function parseAccount(name: 'link' | 'unlink' | 'whoami' | 'loud', text: string): AccountAsk {
  const said = text.trim();
  switch (name) {
    case 'link': {
      if (!said) return ask({ do: 'link' });
      const code = parseLinkCode(said);
      return code
        ? ask({ do: 'link', code })
        : problem(
            'That is no code. `/im link` alone makes one; on the other platform type it as it stands, such as `/im link mlink-7kqm-2r9x-dn4t`.',
          );
    }
    case 'unlink': {
      const [instance, ...more] = said.split(/\s+/);
      if (more.length > 0)
        return problem('`unlink` takes one provider instance, such as `/im unlink main-slack`.');
      return ask({ do: 'unlink', ...(instance && { instance: instance.toLowerCase() }) });
    }
    case 'whoami':
      return said ? problem('`whoami` takes nothing more: `/im whoami`.') : ask({ do: 'whoami' });
    case 'loud': {
      if (!said) return ask({ do: 'loud' });
      if (/^(?:default|reset)$/i.test(said)) return ask({ do: 'loud', level: 'default' });
      const level = parseLoudness(said);
      return level
        ? ask({ do: 'loud', level })
        : problem(
            `${JSON.stringify(said.slice(0, 40))} is not how loud it can be: one of ${LOUDNESS.join(', ')}, or default.`,
          );
    }
  }
}

/** @returns what a button of a link's question asks for; undefined when it is another button. */
export function parseAccountPress(command: string, about: string | undefined): AccountAsk | undefined {
  if (command !== 'link-yes' && command !== 'link-no') return undefined;
  if (about === undefined || !/^[0-9a-f]{32}$/.test(about)) return undefined;
  return ask({ do: 'confirm', request: about, yes: command === 'link-yes' });
}
