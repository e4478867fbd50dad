import { TITLE_LIMIT } from '../incident/command.ts';
import { SEVERITIES } from '../incident/severity.ts';
import type { Frame } from './frame.ts';
import { FormToken, renderPage, type Said } from './layout.tsx';

type Named = ReadonlyMap<string, { readonly name: string }>;

export interface DeclarePageProps {
  readonly frame: Frame;
  /** What may be chosen, by key. */
  readonly teams: Named;
  readonly services: Named;
  /** What was filled in, by field; before that the severity of who names none. */
  readonly values: Readonly<Record<string, string>>;
  /** What is wrong with it, by field. */
  readonly errors: Readonly<Record<string, string>>;
  /** A new id: the same form sent twice declares one incident. */
  readonly delivery: string;
  readonly said?: Said | undefined;
}

/** How a field and what is wrong with it belong together for who does not see the page. */
function wrong(errors: DeclarePageProps['errors'], name: string) {
  return errors[name] === undefined
    ? {}
    : ({ 'aria-invalid': true, 'aria-describedby': `wrong-${name}` } as const);
}

function Wrong({ errors, name }: Pick<DeclarePageProps, 'errors'> & { name: string }) {
  const text = errors[name];
  return text === undefined ? null : (
    <span class="send failed" id={`wrong-${name}`}>
      {text}
    </span>
  );
}

function Choice({
  page,
  name,
  label,
  all,
}: {
  page: DeclarePageProps;
  name: string;
  label: string;
  all: Named;
}) {
  const { values, errors } = page;
  if (all.size === 0) return null;
  return (
    <label>
      {label}
      <select name={name} {...wrong(errors, name)}>
        <option value="">none</option>
        {[...all].map(([key, one]) => (
          <option key={key} value={key} selected={key === values[name]}>
            {one.name}
          </option>
        ))}
      </select>
      <Wrong errors={errors} name={name} />
    </label>
  );
}

/** @returns the page on which an incident is declared. Works without a script. */
export function declarePage(page: DeclarePageProps): string {
  const { frame, teams, services, values, errors, delivery, said } = page;
  return renderPage({
    title: 'Declare an incident',
    frame,
    said,
    children: (
      <>
        <h1>Declare an incident</h1>
        <form class="panel sheet" method="post" action="/incidents/declare">
          <FormToken frame={frame} />
          <input type="hidden" name="delivery" value={delivery} />
          <label>
            What is wrong?
            <input
              name="title"
              value={values.title ?? ''}
              placeholder="Checkout returns 500s"
              maxLength={TITLE_LIMIT}
              required
              autoFocus
              {...wrong(errors, 'title')}
            />
            <Wrong errors={errors} name="title" />
          </label>
          <label>
            Severity
            <select name="severity" {...wrong(errors, 'severity')}>
              {SEVERITIES.map((one) => (
                <option key={one} value={one} selected={one === values.severity}>
                  {one}
                </option>
              ))}
            </select>
            <Wrong errors={errors} name="severity" />
          </label>
          <Choice {...{ page, name: 'service', label: 'Service', all: services }} />
          <Choice {...{ page, name: 'team', label: 'Team', all: teams }} />
          <label>
            Labels (optional)
            <input
              name="labels"
              value={values.labels ?? ''}
              placeholder="region=eu, tier=gold"
              {...wrong(errors, 'labels')}
            />
            <Wrong errors={errors} name="labels" />
          </label>
          <label class="tick">
            <input type="checkbox" name="private" value="true" checked={values.private === 'true'} /> Private:
            seen by responders and admins only
          </label>
          <button type="submit" class="danger">
            Declare, and page who is on call
          </button>
        </form>
      </>
    ),
  });
}
