// The sheet before an act: what it will do, and why it is done, which a register keeps.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Reply } from '../api/client.ts';
import { useApp } from './app-context.ts';
import { failureText } from './say-failure.ts';
import { Sheet } from './sheet.tsx';

/** The reason that is asked for, within the contract's bounds in characters. */
interface Why {
  label: string;
  min?: number;
  max: number;
}

interface ActSheetProps<Value> {
  title: string;
  /** Words of the button that does it. */
  button: string;
  /** Of the button while it is done; default the same words. */
  working?: string;
  /** Whether it takes something away. */
  grave?: boolean;
  /** None where no reason is asked for, as of the second person's yes. */
  why?: Why;
  /** Gives nothing when the person turned back on the way. */
  send: (why: string) => Promise<Reply<Value> | undefined>;
  onDone: (value: Value) => void;
  onClose: () => void;
  /** Above the reason: what will happen, other fields. */
  children?: ComponentChildren;
}

export function ActSheet<Value>(props: ActSheetProps<Value>) {
  const app = useApp();
  const { t } = app;
  const { why } = props;
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function submit(): Promise<void> {
    setBusy(true);
    setProblem(null);
    const reply = await props.send(reason.trim());
    setBusy(false);
    if (reply === undefined) return;
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
        {why !== undefined && (
          <label class="field">
            <span>{why.label}</span>
            <textarea
              rows={3}
              required
              minLength={why.min}
              maxLength={why.max}
              dir="auto"
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
        )}
        <div class="actions is-near act-decide">
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <button
            type="submit"
            class={props.grave === true ? 'button danger' : 'button primary'}
            disabled={busy}
          >
            {busy ? (props.working ?? props.button) : props.button}
          </button>
          <button type="button" class="button" onClick={props.onClose}>
            {t('common.cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
