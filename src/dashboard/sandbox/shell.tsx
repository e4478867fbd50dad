import { renderToString } from 'preact-render-to-string';

/** @returns the document of the sandbox page: the script draws everything in it. */
export function sandboxPage(instance: string): string {
  const document = renderToString(
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, interactive-widget=resizes-content"
        />
        <meta name="color-scheme" content="light dark" />
        <title>Muster sandbox</title>
        <link rel="icon" href="/sandbox/assets/sandbox.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/sandbox/assets/sandbox.css" />
        <script type="module" src="/sandbox/assets/sandbox.js" />
      </head>
      <body>
        <div id="app" data-instance={instance}>
          <p class="loading" role="status">
            Opening the sandbox…
          </p>
          <noscript>
            <p class="loading">The sandbox is a small chat and needs JavaScript.</p>
          </noscript>
        </div>
      </body>
    </html>,
  );
  return `<!doctype html>${document}`;
}
