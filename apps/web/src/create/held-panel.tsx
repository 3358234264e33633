// A clip that is held before publication: what was decided, and the answer to it.

import { useEffect, useState } from 'preact/hooks';
import type { OwnHold, UploadHold } from '@jhalak/contracts/matching';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';

/** The contract's bound of an answer. */
const NOTE_MAX = 1_000;

export function HeldPanel({ uploadId }: { uploadId: string }) {
  const app = useApp();
  const { t, api } = app;
  const [hold, setHold] = useState<UploadHold | null>(null);
  const [note, setNote] = useState('');
  const [state, setState] = useState<'told' | 'sending' | 'sent'>('told');
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    // Without it the card still says what happened, and the next visit asks again.
    void api.get<OwnHold>(`/v1/uploads/${uploadId}/hold`).then((reply) => {
      if (reply.kind === 'ok') setHold(reply.value.hold);
    });
  }, [uploadId]);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    setState('sending');
    const path = `/v1/uploads/${uploadId}/hold/appeal`;
    const reply = await api.send<UploadHold>('POST', path, { note: note.trim() });
    setState(reply.kind === 'ok' ? 'sent' : 'told');
    if (reply.kind === 'ok') setHold(reply.value);
    else setProblem(failureText(app, reply));
  }

  if (hold === null) return null;
  return (
    <div class="held-panel">
      {hold.note && <blockquote dir="auto">{hold.note}</blockquote>}
      {state === 'sent' && <p role="status">{t('comments.appealed')}</p>}
      {hold.appealUntilMs !== null && (
        <form onSubmit={(event) => void send(event)}>
          <label class="field">
            <span>{t('held.ask')}</span>
            <textarea
              rows={2}
              required
              maxLength={NOTE_MAX}
              dir="auto"
              value={note}
              onInput={(event) => setNote(event.currentTarget.value)}
            />
          </label>
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" class="button primary" disabled={state === 'sending'}>
            {t('comments.appeal')}
          </button>
        </form>
      )}
    </div>
  );
}
