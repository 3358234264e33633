import { useState } from 'preact/hooks';
import type { OrderRecord } from '@jhalak/contracts/orders';
import type { Reply } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';

/** The contract's bound of a note. */
const NOTE_MAX = 1_000;

/** A sheet for an act that the register keeps with its reason. */
export function NoteSheet({
  title,
  send,
  onDone,
  onClose,
}: {
  title: string;
  send: (note: string) => Promise<Reply<OrderRecord>>;
  onDone: (record: OrderRecord) => void;
  onClose: () => void;
}) {
  const app = useApp();
  const { t } = app;
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function submit(): Promise<void> {
    setBusy(true);
    const reply = await send(note.trim());
    setBusy(false);
    if (reply.kind === 'ok') onDone(reply.value);
    else setProblem(failureText(app, reply));
  }
  return (
    <Sheet title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
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
        <div class="actions">
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" class="button primary" disabled={busy}>
            {title}
          </button>
          <button type="button" class="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
