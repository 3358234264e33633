// The sheet before an act: what it will do, and why it is done, which the register keeps.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Reply } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';

/** The contract's bound of a note. */
const NOTE_MAX = 1_000;

interface ActSheetProps<Value> {
  title: string;
  /** Words of the button that does it. */
  button: string;
  grave: boolean;
  /** Whether a reason is asked for; the second person's yes needs none. */
  asksWhy: boolean;
  send: (note: string) => Promise<Reply<Value>>;
  onDone: (value: Value) => void;
  onClose: () => void;
  children: ComponentChildren;
}

export function ActSheet<Value>(props: ActSheetProps<Value>) {
  const app = useApp();
  const { t } = app;
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function submit(): Promise<void> {
    setBusy(true);
    setProblem(null);
    const reply = await props.send(note.trim());
    setBusy(false);
    if (reply.kind === 'ok') props.onDone(reply.value);
    else setProblem(failureText(app, reply));
  }
  return (
    <Sheet title={props.title} onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {props.children}
        {props.asksWhy && (
          <label class="field">
            <span>{t('orders.note')}</span>
            <textarea
              rows={3}
              required
              maxLength={NOTE_MAX}
              dir="auto"
              value={note}
              onInput={(event) => setNote(event.currentTarget.value)}
            />
          </label>
        )}
        <div class="actions is-near order-decide">
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <button
            type="submit"
            class={props.grave ? 'button danger' : 'button primary'}
            disabled={busy}
          >
            {busy ? t('orders.working') : props.button}
          </button>
          <button type="button" class="button" onClick={props.onClose}>
            {t('common.cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
