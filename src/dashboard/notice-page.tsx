import { renderPage } from './layout.tsx';

/**
 * @returns a page that says one thing, such as that there is no such incident.
 * @param next where to sign in leads, when that could help.
 */
export function noticePage(title: string, text: string, next?: string): string {
  return renderPage({
    title,
    children: (
      <>
        <h1>{title}</h1>
        <p>{text}</p>
        {next !== undefined && (
          <p>
            A private incident is shown only to who may see it:{' '}
            <a href={`/sign-in?next=${encodeURIComponent(next)}`}>sign in</a> if that is you.
          </p>
        )}
      </>
    ),
  });
}

/** @returns the page that asks for an API token. @param problem why the last one was not taken. */
export function signInPage(next: string, problem?: string): string {
  return renderPage({
    title: 'Sign in',
    children: (
      <form class="sign-in" method="post" action="/sign-in">
        <h1>Sign in</h1>
        <p>
          Reading incidents needs an API token. <code>muster token create my-name --role viewer</code> makes
          one.
        </p>
        {problem !== undefined && <p role="alert">{problem}</p>}
        <label>
          Token <input type="password" name="token" autocomplete="current-password" required />
        </label>
        <input type="hidden" name="next" value={next} />
        <button type="submit">Sign in</button>
      </form>
    ),
  });
}
