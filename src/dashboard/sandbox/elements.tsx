import { useRef, useState } from 'preact/hooks';
import type { ElementView } from '../../chat/sandbox/render.ts';

/** @param onPress resolves once the press has been answered; until then no other one is sent. */
export function Elements(props: {
  elements: readonly ElementView[];
  onPress: (action: string, value?: string) => Promise<void>;
}) {
  const [pressed, setPressed] = useState<number>();
  // A second click comes before the page has been drawn anew.
  const busy = useRef(false);

  async function press(n: number, action: string, value?: string): Promise<void> {
    if (busy.current) return;
    busy.current = true;
    setPressed(n);
    await props.onPress(action, value);
    busy.current = false;
    setPressed(undefined);
  }

  return (
    <div class="elements">
      {props.elements.map((element, n) =>
        element.kind === 'button' ? (
          <button
            key={n}
            type="button"
            class={`button ${element.style ?? ''}`}
            aria-disabled={pressed !== undefined}
            aria-busy={pressed === n}
            onClick={() => void press(n, element.action)}
          >
            {element.label}
          </button>
        ) : (
          <select
            key={n}
            aria-label={element.placeholder}
            aria-busy={pressed === n}
            value=""
            onChange={(event) => {
              const { value } = event.currentTarget;
              event.currentTarget.value = '';
              if (value !== '') void press(n, element.action, value);
            }}
          >
            <option value="">{element.placeholder}</option>
            {element.options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
        ),
      )}
    </div>
  );
}
