import type { MessageView } from '../../chat/sandbox/render.ts';
import { Elements } from './elements.tsx';
import { Text } from './text.tsx';

/** The inside of a message: heading, sections, elements, with the severity's colour at its edge. */
export function Card(props: {
  view: MessageView;
  me: string;
  onPress: (action: string, value?: string) => Promise<void>;
}) {
  const { view, me, onPress } = props;
  return (
    <div class={view.accent ? `card accent-${view.accent.toLowerCase()}` : 'card-plain'}>
      {view.heading !== undefined && <h3>{view.heading}</h3>}
      {view.sections.map((section, n) => (
        <div class="section" key={n}>
          {section.text && section.text.length > 0 && (
            <p class="text">
              <Text text={section.text} me={me} />
            </p>
          )}
          {section.preformatted && <pre class="preformatted">{section.preformatted}</pre>}
          {section.fields && section.fields.length > 0 && (
            <dl class="fields">
              {section.fields.map((field, m) => (
                <div key={m}>
                  <dt>{field.label}</dt>
                  <dd>
                    <Text text={field.value} me={me} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
          {section.footnote && (
            <p class="footnote">
              <Text text={section.footnote} me={me} />
            </p>
          )}
        </div>
      ))}
      {view.elements && <Elements elements={view.elements} onPress={onPress} />}
    </div>
  );
}
