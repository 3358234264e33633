import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Reply } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';

/** As the contract has it: a sentence that somebody else understands a year later. */
const REASON_MIN = 8;
const REASON_MAX = 500;

interface ReasonSheetProps {
  title: string;
  /** What the button says. */
  act: string;
  /** Whether it takes something away. */
  grave?: boolean;
  /** Above the reason: what will happen, other fields. */
  children?: ComponentChildren;
  send: (reason: string) => Promise<Reply<unknown>>;
  onDone: () => void;
  onClose: () => void;
}

/** A sheet for an act that is kept on record with its reason. */
export function ReasonSheet(props: ReasonSheetProps) {
  const app = useApp();
  const { t } = app;
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function submit(): Promise<void> {
    setBusy(true);
    const reply = await props.send(reason.trim());
    setBusy(false);
    if (reply.kind === 'ok') props.onDone();
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
        <label class="field">
          <span>{t('staff.reason')}</span>
          <textarea
            rows={2}
            required
            minLength={REASON_MIN}
            maxLength={REASON_MAX}
            dir="auto"
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <div class="actions is-near">
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
            {props.act}
          </button>
          <button type="button" class="button" onClick={props.onClose}>
            {t('common.cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
