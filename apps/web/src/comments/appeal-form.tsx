// Why a moderator removed one's own comment, and the answer to it; and the answer by itself, to whatever was decided.

import { useState } from 'preact/hooks';
import type { Comment } from '@jhalak/contracts/comments';
import { REPORT_REASONS } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { NoteField } from './note-field.tsx';

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

interface AppealProps {
  /** Takes the answer. */
  path: string;
  /** What is asked; default: why it was wrong. */
  label?: string;
  /** The field stands there from the beginning. */
  isOpen?: boolean;
}

export function Appeal({ path, label, isOpen = false }: AppealProps) {
  const app = useApp();
  const { t } = app;
  const [state, setState] = useState<'told' | 'writing' | 'sending' | 'sent'>(
    isOpen ? 'writing' : 'told',
  );
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    setState('sending');
    const reply = await app.api.send('POST', path, { note: note.trim() });
    setState(reply.kind === 'ok' ? 'sent' : 'writing');
    if (reply.kind === 'problem' && reply.code === 'appeal.over')
      setProblem(t('comments.appealOver'));
    else if (reply.kind !== 'ok') setProblem(failureText(app, reply));
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
      <NoteField
        label={label ?? t('comments.appealText')}
        note={note}
        problem={problem}
        required
        onNote={setNote}
      />
      <button type="submit" class="button primary" disabled={state === 'sending'}>
        {t('comments.appeal')}
      </button>
    </form>
  );
}
