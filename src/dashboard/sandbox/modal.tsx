import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Input } from '../../chat/element.ts';
import type { OpenModal } from './model.ts';
import type { PageChannel, PagePerson } from './wire.ts';

function initialValues(inputs: readonly Input[]): Record<string, string> {
  return Object.fromEntries(
    inputs.map((input) => {
      const first =
        input.type === 'select' && !input.optional && !input.placeholder ? input.options?.[0]?.value : '';
      return [input.id, input.initial ?? (input.type === 'checkbox' ? 'false' : (first ?? ''))];
    }),
  );
}

function Control(props: {
  input: Input;
  id: string;
  value: string;
  describedBy: string | undefined;
  people: readonly PagePerson[];
  channels: readonly PageChannel[];
  onChange: (value: string) => void;
}) {
  const { input, id, value, onChange } = props;
  const shared = {
    id,
    name: input.id,
    required: !input.optional,
    'aria-invalid': props.describedBy !== undefined,
    'aria-describedby': props.describedBy,
    ...(input.limit !== undefined && { maxLength: input.limit }),
  };
  const written = { placeholder: input.placeholder ?? '', value };
  switch (input.type) {
    case 'text':
      return (
        <input
          type="text"
          {...shared}
          {...written}
          autocomplete="off"
          onInput={(e) => onChange(e.currentTarget.value)}
        />
      );
    case 'paragraph':
      return <textarea rows={4} {...shared} {...written} onInput={(e) => onChange(e.currentTarget.value)} />;
    case 'checkbox':
      return (
        <input
          type="checkbox"
          {...shared}
          required={false}
          checked={value === 'true'}
          onChange={(e) => onChange(String(e.currentTarget.checked))}
        />
      );
    case 'select':
    case 'user':
    case 'channel': {
      const options =
        input.type === 'user'
          ? props.people.map((person) => ({ label: person.name, value: person.id }))
          : input.type === 'channel'
            ? props.channels
                .filter(({ archived }) => !archived)
                .map((channel) => ({ label: `#${channel.id}`, value: channel.id }))
            : (input.options ?? []);
      return (
        <select {...shared} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
          {(input.optional || value === '' || input.type === 'user') && (
            <option value="">{input.placeholder ?? (input.optional ? 'None' : 'Choose…')}</option>
          )}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      );
    }
  }
}

/** A form that Muster has opened. Stays open, with what is wrong, until the server accepts it. */
export function ModalDialog(props: {
  open: OpenModal;
  people: readonly PagePerson[];
  channels?: readonly PageChannel[];
  problem: string | undefined;
  onSubmit: (values: Record<string, string>) => Promise<void>;
  onClose: () => void;
}) {
  const { modal, errors } = props.open;
  const dialog = useRef<HTMLDialogElement>(null);
  const [values, setValues] = useState(() => initialValues(modal.inputs));
  const [sending, setSending] = useState(false);
  const base = useId();

  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    document.getElementById(`${base}-0`)?.focus();
    return () => {
      // A dialog that is taken away, rather than closed, leaves the keyboard nowhere.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [base]);
  useEffect(() => {
    const first = modal.inputs.findIndex((input) => errors[input.id] !== undefined);
    if (first >= 0) document.getElementById(`${base}-${first}`)?.focus();
  }, [errors, modal, base]);

  async function submit(): Promise<void> {
    if (sending) return;
    setSending(true);
    await props.onSubmit(values);
    setSending(false);
  }

  return (
    <dialog ref={dialog} class="modal" aria-labelledby={`${base}-title`} onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header>
          <h2 id={`${base}-title`}>{modal.title}</h2>
          <button type="button" class="icon" aria-label="Close" onClick={() => dialog.current?.close()}>
            ×
          </button>
        </header>
        <div class="inputs">
          {modal.inputs.map((input, n) => {
            const id = `${base}-${n}`;
            const error = errors[input.id];
            const describedBy = error === undefined ? undefined : `${id}-error`;
            return (
              <div class={`input input-${input.type}`} key={input.id}>
                <label for={id}>
                  {input.label}
                  {input.optional && input.type !== 'checkbox' && <span class="optional"> optional</span>}
                </label>
                <Control
                  input={input}
                  id={id}
                  value={values[input.id] ?? ''}
                  describedBy={describedBy}
                  people={props.people}
                  channels={props.channels ?? []}
                  onChange={(value) => setValues((now) => ({ ...now, [input.id]: value }))}
                />
                {error !== undefined && (
                  <p class="error" id={describedBy}>
                    {error}
                  </p>
                )}
              </div>
            );
          })}
          {props.problem !== undefined && (
            <p class="error" role="alert">
              {props.problem}
            </p>
          )}
        </div>
        <footer>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="button primary" aria-busy={sending}>
            {modal.submit}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
