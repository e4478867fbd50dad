import type { Frame } from './frame.ts';
import { renderPage } from './layout.tsx';

export interface NoticeProps {
  readonly frame?: Frame;
  readonly title: string;
  readonly text: string;
  /** Where to sign in leads, when that could help. */
  readonly next?: string;
  /** A button, and what it posts where, by an address beside that of the page. */
  readonly form?: {
    readonly action: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly label: string;
  };
}

/** @returns a page that says one thing, such as that there is no such incident. */
export function noticePage({ frame, title, text, next, form }: NoticeProps): string {
  return renderPage({
    title,
    ...(frame && { frame }),
    children: (
      <>
        <h1>{title}</h1>
        <p>{text}</p>
        {form && (
          <form method="post" action={form.action}>
            {Object.entries(form.fields).map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            <button type="submit">{form.label}</button>
          </form>
        )}
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
