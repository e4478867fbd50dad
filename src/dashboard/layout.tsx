import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Frame, Notice } from './frame.ts';
import { Clock } from './parts.tsx';

/** What somebody is told of what they have just done. */
export interface Said {
  readonly text: string;
  readonly isProblem?: boolean;
}

export interface PageProps {
  readonly title: string;
  /** Absent where nobody is known: then only the sign-in is offered. */
  readonly frame?: Frame;
  /** Address of the events that tell when the page is stale. */
  readonly live?: string;
  readonly said?: Said | undefined;
  readonly children: ComponentChildren;
}

const PLACES = [
  { href: '/incidents', label: 'Incidents' },
  { href: '/on-call', label: 'On call' },
  { href: '/changes', label: 'Changes' },
  { href: '/figures', label: 'Figures' },
  { href: '/simulate', label: 'Simulate' },
  { href: '/providers', label: 'Providers' },
] as const;

function Places({ frame }: { frame: Frame }) {
  const here = (href: string) =>
    frame.path === href || frame.path.startsWith(`${href}/`) ? ('page' as const) : undefined;
  return (
    <nav aria-label="Main">
      {PLACES.map(({ href, label }) => (
        <a key={href} href={href} aria-current={here(href)}>
          {label}
        </a>
      ))}
      {frame.runs && (
        <a href="/runs" aria-current={here('/runs')}>
          Runs
        </a>
      )}
      {frame.integrations && (
        <a href="/integrations" aria-current={here('/integrations')}>
          Integrations
        </a>
      )}
      {frame.audit && (
        <a href="/audit" aria-current={here('/audit')}>
          Audit
        </a>
      )}
      {frame.sandbox !== undefined && <a href={frame.sandbox}>Chat</a>}
      <a href="/api/openapi.json">API</a>
    </nav>
  );
}

/** The field by which a form shows that it is of a page of ours. Every form that changes something has it. */
export function FormToken({ frame }: { frame: Frame }) {
  return frame.signedIn ? <input type="hidden" name="form" value={frame.signedIn.formToken} /> : null;
}

function Account({ frame }: { frame: Frame }) {
  if (!frame.signedIn)
    return (
      <a class="account" href={`/sign-in?next=${encodeURIComponent(frame.here)}`}>
        Sign in
      </a>
    );
  return (
    <form class="account sign-out" method="post" action="/sign-out">
      <FormToken frame={frame} />
      <span>{frame.signedIn.name}</span> <button type="submit">Sign out</button>
    </form>
  );
}

/** For who signed in at a machine that is not theirs, or lost one. */
function SignOutEverywhere({ frame }: { frame: Frame }) {
  if (!frame.signedIn) return null;
  return (
    <form method="post" action="/sign-out">
      <FormToken frame={frame} />
      <input type="hidden" name="everywhere" value="yes" />
      <button type="submit">Sign me out everywhere</button>
    </form>
  );
}

/** Works without a script: the choice is kept in a cookie, so that no page flashes in the other. */
function ThemeSwitch({ frame }: { frame: Frame }) {
  const choices = [
    ['auto', 'As the device'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ] as const;
  return (
    <form class="theme" method="post" action="/theme">
      <FormToken frame={frame} />
      <input type="hidden" name="next" value={frame.here} />
      <fieldset>
        <legend>Appearance</legend>
        {choices.map(([value, label]) => (
          <button
            key={value}
            type="submit"
            name="theme"
            value={value}
            aria-pressed={(frame.theme ?? 'auto') === value ? 'true' : 'false'}
          >
            {label}
          </button>
        ))}
      </fieldset>
    </form>
  );
}

function Notices({ notices }: { notices: readonly Notice[] }) {
  return (
    <>
      {notices.map(({ title, lines, at }) => (
        <section key={title} class="notice" aria-label="Notice">
          <p>
            <strong>{title}</strong> <Clock at={at} />
          </p>
          {lines.length > 0 && (
            <ul>
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </>
  );
}

function Page({ title, frame, live, said, children }: PageProps) {
  return (
    <html lang="en" data-theme={frame?.theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={frame?.theme ?? 'light dark'} />
        <title>{`${title} · Muster`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/muster.css" />
        <script type="module" src="/assets/live.js" />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="bar">
          <a class="brand" href="/incidents">
            Muster
          </a>
          {frame && <Places frame={frame} />}
          {frame && <Account frame={frame} />}
        </header>
        <p id="said" class={said?.isProblem ? 'said problem' : 'said'} role="status">
          {said?.text}
        </p>
        <main id="main" tabIndex={-1} data-live={live}>
          {frame && <Notices notices={frame.notices} />}
          {children}
        </main>
        {frame && (
          <footer>
            <ThemeSwitch frame={frame} />
            <SignOutEverywhere frame={frame} />
            <p id="live-state" hidden={live === undefined} />
          </footer>
        )}
      </body>
    </html>
  );
}

/** @returns a whole HTML document. */
export function renderPage(props: PageProps): string {
  return `<!doctype html>${renderToString(<Page {...props} />)}`;
}
