// Why a moderator removed one's own comment, and the answer to it.

import { useState } from 'preact/hooks';
import type { Comment } from '@jhalak/contracts/comments';
import { REPORT_REASONS } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';

/** The contract's bound of an answer. */
const NOTE_MAX = 1_000;

export function AppealForm({ comment }: { comment: Comment }) {
  const app = useApp();
  const { t } = app;
  const { moderation } = comment;
  const reason = REPORT_REASONS.find((one) => one === moderation?.reason) ?? 'other';
  const [state, setState] = useState<'told' | 'writing' | 'sent'>('told');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    const path = `/v1/comments/${comment.id}/appeal`;
    const reply = await app.api.send('POST', path, { note: note.trim() });
    if (reply.kind === 'ok') setState('sent');
    else if (reply.kind === 'problem' && reply.code === 'appeal.over')
      setProblem(t('comments.appealOver'));
    else setProblem(failureText(app, reply));
  }

  return (
    <div class="comment-state">
      <p>
        {t('comments.removedOwn')} <b>{t(`reason.${reason}`)}</b>
      </p>
      {moderation?.note && <blockquote dir="auto">{moderation.note}</blockquote>}
      {state === 'told' && (
        <button type="button" class="button text" onClick={() => setState('writing')}>
          {t('comments.appeal')}
        </button>
      )}
      {state === 'writing' && (
        <form onSubmit={(event) => void send(event)}>
          <label class="field">
            <span>{t('comments.appealText')}</span>
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
          <button type="submit" class="button">
            {t('comments.appeal')}
          </button>
        </form>
      )}
      {state === 'sent' && <p role="status">{t('comments.appealed')}</p>}
    </div>
  );
}
