import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';

export interface PageProps {
  readonly title: string;
  /** Address of the events that tell when the page is stale. */
  readonly live?: string;
  /** Address of the sandbox chat, where there is one. */
  readonly sandbox?: string | undefined;
  /** Name of the API token with which the reader is signed in. */
  readonly signedInAs?: string | undefined;
  readonly children: ComponentChildren;
}

function Page({ title, live, sandbox, signedInAs, children }: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Muster`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/muster.css" />
        <script type="module" src="/assets/live.js" />
      </head>
      <body>
        <header class="bar">
          <a class="brand" href="/incidents">
            Muster
          </a>
          <nav aria-label="Main">
            <a href="/incidents">Incidents</a>
            <a href="/providers">Providers</a>
            {sandbox !== undefined && <a href={sandbox}>Chat</a>}
            <a href="/api/openapi.json">API</a>
          </nav>
          {signedInAs !== undefined && (
            <form class="sign-out" method="post" action="/sign-out">
              {signedInAs} <button type="submit">Sign out</button>
            </form>
          )}
        </header>
        <main id="main" data-live={live}>
          {children}
        </main>
      </body>
    </html>
  );
}

/** @returns a whole HTML document. */
export function renderPage(props: PageProps): string {
  return `<!doctype html>${renderToString(<Page {...props} />)}`;
}
