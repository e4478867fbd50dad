import { renderPage } from './layout.tsx';

export interface SignInProps {
  /** Where it leads, an address of our own. */
  readonly next: string;
  /** Why the last try failed. */
  readonly problem?: string;
  /** The OpenID provider by which people sign in, where there is one. */
  readonly openid?: OpenIdWay | undefined;
  /** Where who was refused is signed in still: the provider would send the same account again. */
  readonly elsewhere?: Elsewhere | undefined;
}

export interface OpenIdWay {
  readonly name: string;
  readonly tenant: string;
}

/** A link, not a form: browsers let no form of ours lead to another site. */
function ByOpenId({ way: { name, tenant }, next }: { way: OpenIdWay; next: string }) {
  const query = new URLSearchParams({ tenant, next }).toString();
  return (
    <p class="panel">
      <a class="button primary" href={`/sign-in/openid?${query}`}>
        Sign in with {name}
      </a>
    </p>
  );
}

/** @returns the page on which people sign in. */
export function signInPage({ next, problem, openid, elsewhere }: SignInProps): string {
  return renderPage({
    title: 'Sign in',
    children: (
      <div class="sign-in">
        <h1>Sign in</h1>
        {problem !== undefined && (
          <p class="problems" role="alert">
            {problem}
          </p>
        )}
        {elsewhere && (
          <p>
            <a class="button" href={elsewhere.address}>
              Sign out of {elsewhere.name}
            </a>
          </p>
        )}
        {openid && <ByOpenId way={openid} next={next} />}
        <form class="panel" method="post" action="/sign-in">
          <label for="token">API token</label>
          <input
            id="token"
            type="password"
            name="token"
            autocomplete="current-password"
            aria-describedby="token-hint"
            required
          />
          <p id="token-hint" class="hint">
            {!openid && (
              <>
                <code>muster start</code> prints one;{' '}
              </>
            )}
            <code>muster token create my-name --role responder</code> makes {openid ? 'one' : 'more'}.
          </p>
          <input type="hidden" name="next" value={next} />
          <button type="submit" class={openid ? undefined : 'primary'}>
            Sign in with a token
          </button>
        </form>
      </div>
    ),
  });
}

/** Where somebody is signed in still. */
export interface Elsewhere {
  readonly name: string;
  readonly address: string;
}

/** @returns the page that follows a sign-out where somebody is still signed in at the provider. */
export function signedOutPage({ name, address }: Elsewhere): string {
  return renderPage({
    title: 'Signed out',
    children: (
      <div class="sign-in">
        <h1>Signed out</h1>
        <p class="panel">
          You are signed out of Muster, and still signed in at {name}.{' '}
          <a class="button" href={address}>
            Sign out there too
          </a>
        </p>
        <p>
          <a href="/sign-in">Sign in again</a>
        </p>
      </div>
    ),
  });
}
