import { ACTION_LIMIT, actionId, type ActionItem } from '../action-item/item.ts';
import type { Person } from '../incident/person.ts';
import type { IncidentView } from '../incident/view.ts';
import { SECTION_LIMIT, type PostmortemDocument } from '../postmortem/document.ts';
import { htmlOf } from '../postmortem/html.ts';
import { writtenSections, type Template, type TemplateSection } from '../postmortem/template.ts';
import { routeText } from '../tracker/route.ts';
import { incidentAddress, postmortemAddress } from './address.ts';
import type { Frame } from './frame.ts';
import { FormToken, renderPage, type Said } from './layout.tsx';

export interface PostmortemPageProps {
  readonly view: IncidentView;
  readonly document: PostmortemDocument;
  readonly template: Template;
  readonly actions: readonly ActionItem[];
  /** Whom an action item can be given to. */
  readonly people: readonly Person[];
  /** A new id: the same form sent twice has one effect. */
  readonly delivery: string;
  /** May the reader change action items? */
  readonly mayAct: boolean;
  /** Is there a bug tracker into which they can be pushed? */
  readonly mayPush: boolean;
  /** The whole document. */
  readonly markdown: string;
  readonly frame: Frame;
  /** May the reader write it? */
  readonly mayWrite: boolean;
  readonly said?: Said | undefined;
  /** What was sent and not taken, by the section's key: it is not lost. */
  readonly refused?: Readonly<Record<string, string>> | undefined;
}

interface Forms {
  readonly action: string;
  readonly frame: Frame;
  readonly document: PostmortemDocument;
}

function Hidden({ frame, document }: Forms) {
  return (
    <>
      <FormToken frame={frame} />
      <input type="hidden" name="revision" value={document.revision} />
    </>
  );
}

function SectionForm({
  section,
  text,
  isOpen,
  forms,
}: {
  section: TemplateSection;
  text: string;
  isOpen: boolean;
  forms: Forms;
}) {
  const { key, title, guidance } = section;
  return (
    <details id={`write-${key}`} open={isOpen}>
      <summary>{title}</summary>
      <form method="post" action={forms.action}>
        <Hidden {...forms} />
        <input type="hidden" name="section" value={key} />
        <label>
          {guidance || title} (Markdown)
          <textarea name="text" rows={8} maxLength={SECTION_LIMIT}>
            {text}
          </textarea>
        </label>
        <button type="submit" class="primary">
          Save
        </button>
      </form>
    </details>
  );
}

/** How far an item is on its way into a bug tracker, with the button that sends it there. */
function PushForm({ item, action, frame, mayPush }: PushFormProps) {
  const { issue, push } = item;
  if (issue) return <a href={issue.url}>{issue.key}</a>;
  const isUnderWay = push !== undefined && !push.trouble?.final;
  return (
    <>
      {mayPush && !item.done && !isUnderWay && (
        <form class="inline" method="post" action={action}>
          <FormToken frame={frame} />
          <input type="hidden" name="number" value={item.number} />
          <input type="hidden" name="push" value="true" />
          <button type="submit" aria-label={`Push to the bug tracker: ${item.text}`}>
            Push
          </button>
        </form>
      )}
      {isUnderWay && <span>On its way to {routeText(push)}.</span>}
      {push?.trouble && <p class="problem">{push.trouble.message}</p>}
    </>
  );
}

interface PushFormProps extends Pick<PostmortemPageProps, 'frame' | 'mayPush'> {
  readonly item: ActionItem;
  readonly action: string;
}

function ActionForms({ actions, people, delivery, frame, path, query, mayPush }: ActionFormProps) {
  const action = `${path}/actions${query && `?${query}`}`;
  return (
    <section class="commands" aria-label="Action items">
      <h2>Action items</h2>
      {actions.map((item) => (
        <div key={item.number} class="action-item">
          <form class="inline" method="post" action={action}>
            <FormToken frame={frame} />
            <input type="hidden" name="number" value={item.number} />
            <input type="hidden" name="done" value={item.done ? 'false' : 'true'} />
            <button type="submit" aria-label={`${item.done ? 'Reopen' : 'Done'}: ${item.text}`}>
              {item.done ? 'Reopen' : 'Done'}
            </button>
          </form>{' '}
          {actionId(item)} {item.text}{' '}
          <PushForm item={item} action={action} frame={frame} mayPush={mayPush} />
        </div>
      ))}
      <details id="add-action">
        <summary>Add an action item</summary>
        <form method="post" action={action}>
          <FormToken frame={frame} />
          <input type="hidden" name="delivery" value={`${delivery}-action`} />
          <label>
            What is to be done?
            <input name="text" maxLength={ACTION_LIMIT} required />
          </label>
          <label>
            Owner
            <select name="owner">
              <option value="">nobody yet</option>
              {people.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label>
            Due (the end of that day where the owner lives)
            <input type="date" name="due" />
          </label>
          <button type="submit" class="primary">
            Add
          </button>
        </form>
      </details>
    </section>
  );
}

interface ActionFormProps extends Pick<
  PostmortemPageProps,
  'actions' | 'people' | 'delivery' | 'frame' | 'mayPush'
> {
  /** Address of the incident's page, without and with its query. */
  readonly path: string;
  readonly query: string;
}

/** @param at epoch milliseconds. @returns an instant as a field for it takes it. */
const field = (at: number | undefined): string =>
  at === undefined ? '' : new Date(at).toISOString().slice(0, 16);

function ImpactForm(forms: Forms) {
  const { impact } = forms.document;
  return (
    <details id="write-impact-window">
      <summary>When people were affected</summary>
      <form method="post" action={forms.action}>
        <Hidden {...forms} />
        <label>
          From (UTC)
          <input type="datetime-local" name="from" value={field(impact?.from)} />
        </label>
        <label>
          Until (UTC)
          <input type="datetime-local" name="until" value={field(impact?.until)} />
        </label>
        <button type="submit">Save</button>
      </form>
    </details>
  );
}

/** @returns the page of an incident's post-mortem, with the forms by which it is written. */
export function postmortemPage(props: PostmortemPageProps): string {
  const { view, document, template, markdown, frame, mayWrite, said, refused = {} } = props;
  const { incident } = view;
  const address = postmortemAddress(incidentAddress(incident));
  const [path = '', query = ''] = address.split('?');
  const file = (ending: string): string => `${path}.${ending}${query && `?${query}`}`;
  const [incidentPath = ''] = incidentAddress(incident).split('?');
  const forms = { action: address, frame, document };
  const isPublished = document.status === 'published';
  return renderPage({
    title: `Post-mortem of ${incident.id}`,
    frame,
    said,
    children: (
      <article class="postmortem">
        <p class="badges">
          <a class="id" href={incidentAddress(incident)}>
            {incident.id}
          </a>{' '}
          <span class="status">{document.status}</span> <a href={file('md')}>Markdown</a>{' '}
          <a href={file('html')}>HTML</a>
        </p>
        {/* Made of Markdown in which HTML is shown as text. */}
        <div class="document" dangerouslySetInnerHTML={{ __html: htmlOf(markdown) }} />
        {props.mayAct && <ActionForms {...props} path={incidentPath} query={query} />}
        {mayWrite && (
          <section class="commands" aria-label="Write">
            <h2>Write</h2>
            {writtenSections(template).map((section) => (
              <SectionForm
                key={section.key}
                section={section}
                text={refused[section.key] ?? document.sections[section.key] ?? ''}
                isOpen={refused[section.key] !== undefined}
                forms={forms}
              />
            ))}
            <ImpactForm {...forms} />
            <form method="post" action={address}>
              <Hidden {...forms} />
              <input type="hidden" name="status" value={isPublished ? 'draft' : 'published'} />
              <button type="submit">{isPublished ? 'Make it a draft again' : 'Publish'}</button>
            </form>
          </section>
        )}
      </article>
    ),
  });
}
