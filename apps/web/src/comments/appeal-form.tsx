// Why a moderator removed one's own comment, and the answer to it; and the answer by itself, to whatever was decided.

import { useState } from 'preact/hooks';
import type { Comment } from '@jhalak/contracts/comments';
import { REPORT_REASONS } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';

/** The contract's bound of an answer. */
const NOTE_MAX = 1_000;

export function AppealForm({ comment }: { comment: Comment }) {
  const { t } = useApp();
  const { moderation } = comment;
  const reason = REPORT_REASONS.find((one) => one === moderation?.reason) ?? 'other';
  return (
    <div class="comment-state">
      <p>
        {t('comments.removedOwn')} <b>{t(`reason.${reason}`)}</b>
      </p>
      {moderation?.note && <blockquote dir="auto">{moderation.note}</blockquote>}
      <Appeal path={`/v1/comments/${comment.id}/appeal`} />
    </div>
  );
}

/** @param path takes the answer. */
export function Appeal({ path }: { path: string }) {
  const app = useApp();
  const { t } = app;
  const [state, setState] = useState<'told' | 'writing' | 'sent'>('told');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    const reply = await app.api.send('POST', path, { note: note.trim() });
    if (reply.kind === 'ok') setState('sent');
    else if (reply.kind === 'problem' && reply.code === 'appeal.over')
      setProblem(t('comments.appealOver'));
    else setProblem(failureText(app, reply));
  }

  if (state === 'sent') return <p role="status">{t('comments.appealed')}</p>;
  if (state === 'told')
    return (
      <button type="button" class="button" onClick={() => setState('writing')}>
        {t('comments.appeal')}
      </button>
    );
  return (
    <form onSubmit={(event) => void send(event)}>
      <label class="field">
        <span>{t('comments.appealText')}</span>
        <textarea
          rows={3}
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
      <button type="submit" class="button primary">
        {t('comments.appeal')}
      </button>
    </form>
  );
}
