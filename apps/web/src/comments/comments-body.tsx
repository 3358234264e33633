// What stands in the sheet of comments: the list, with threads that open in place, and where one writes.

import { useState } from 'preact/hooks';
import type { Comment, MayComment } from '@jhalak/contracts/comments';
import type { Video } from '@jhalak/contracts/videos';
import { formatCount } from '../i18n/numbers.ts';
import { ParentFirst } from '../family/parent-first.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { ReportSheet } from '../shell/report-sheet.tsx';
import { videoPath } from '../shell/routes.ts';
import { failureText } from '../shell/say-failure.ts';
import { Segments } from '../settings/controls.tsx';
import { CommentRow, type RowActs } from './comment-row.tsx';
import { Composer } from './composer.tsx';
import { useThread, type Thread } from './use-thread.ts';
import '../settings/settings.css';
import './comments.css';

interface CommentsBodyProps {
  video: Video;
  /** The comment that the address names. */
  linked: string | null;
  /** Told by how much the clip has more comments, or fewer. */
  onCount: (by: number) => void;
}

export function CommentsBody({ video, linked, onCount }: CommentsBodyProps) {
  const app = useApp();
  const { t } = app;
  const thread = useThread(video.id, linked, onCount);
  const [answers, setAnswers] = useState<Comment | null>(null);
  const [reported, setReported] = useState<Comment | null>(null);
  const { page, failure } = thread;
  const acts: RowActs = {
    creator: page?.creator === true,
    mayWrite: page?.may === 'yes',
    deleted: thread.deleted,
    onLike: (comment, on) => void thread.like(comment, on),
    onReply: setAnswers,
    onPin: (comment, on) => void thread.pin(comment, on),
    onDelete: (comment) => void thread.remove(comment),
    onRestore: (comment) => void thread.restore(comment),
    onDecide: (comment, act) => void thread.decide(comment, act),
    onReport: setReported,
  };
  return (
    <div class="comments">
      <Segments
        label={t('comments.order')}
        value={thread.order}
        choices={[
          ['best', t('comments.best')],
          ['newest', t('comments.newest')],
        ]}
        onChange={thread.setOrder}
      />
      <div class="comments-list" aria-busy={page === null && failure === null}>
        {failure !== null && page === null && (
          <div class="state is-small" role="alert">
            <Icon name={failure.kind === 'offline' ? 'offline' : 'retry'} />
            <p>{failureText(app, failure)}</p>
            <button type="button" class="button" onClick={() => void thread.load()}>
              {t('common.retry')}
            </button>
          </div>
        )}
        {page === null && failure === null && <Bones />}
        <Waiting thread={thread} />
        {page?.items.length === 0 && thread.waiting.length === 0 && (
          <div class="state is-small">
            <Icon name="comment" />
            <h3>{t('comments.emptyTitle')}</h3>
            {page.may === 'yes' && <p>{t('comments.emptyText')}</p>}
          </div>
        )}
        <ul class="comment-list">
          {page?.items.map((comment) => (
            <li key={comment.id}>
              <CommentRow comment={comment} linked={comment.id === linked} {...acts} />
              <Replies comment={comment} thread={thread} linked={linked} acts={acts} />
            </li>
          ))}
        </ul>
        {page?.next && (
          <button type="button" class="button more" onClick={() => void thread.more()}>
            {t('common.more')}
          </button>
        )}
      </div>
      <div class="comments-foot">
        {thread.problem !== null && (
          <p class="field-problem" role="alert">
            {thread.problem}
          </p>
        )}
        {app.viewer?.child?.consent === false && app.viewer.handle !== undefined ? (
          <ParentFirst />
        ) : page?.may === 'yes' || (page === null && app.viewer?.handle !== undefined) ? (
          <Composer
            videoId={video.id}
            answers={answers}
            onLeave={() => setAnswers(null)}
            onSay={thread.say}
          />
        ) : (
          <Closed may={page?.may} videoId={video.id} />
        )}
      </div>
      {reported !== null && (
        <ReportSheet
          path={`/v1/comments/${reported.id}/reports`}
          onReported={() => undefined}
          onClose={() => setReported(null)}
        />
      )}
    </div>
  );
}

/** The shape of comments that are on their way. */
function Bones() {
  const { t } = useApp();
  return (
    <div role="status" aria-label={t('common.loading')}>
      {[0, 1, 2].map((one) => (
        <div class="comment" key={one}>
          <span class="bone comment-bone" />
          <div class="comment-body">
            <div class="bone bone-line is-short" />
            <div class="bone bone-line" />
          </div>
        </div>
      ))}
    </div>
  );
}

/** What was written and could not be sent yet. */
function Waiting({ thread }: { thread: Thread }) {
  const { t } = useApp();
  if (thread.waiting.length === 0) return null;
  return (
    <ul class="comment-list">
      {thread.waiting.map(({ key, text }) => (
        <li key={key} class="comment is-waiting">
          <Icon name="clock" />
          <div class="comment-body">
            <p class="comment-text" dir="auto">
              {text}
            </p>
            <p class="comment-state" role="status">
              {t('comments.queued')}
              <button type="button" class="button text" onClick={() => thread.drop(key)}>
                {t('comments.discard')}
              </button>
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Replies({
  comment,
  thread,
  linked,
  acts,
}: {
  comment: Comment;
  thread: Thread;
  linked: string | null;
  acts: RowActs;
}) {
  const { t, locale } = useApp();
  const open = thread.replies.get(comment.id);
  if (comment.replies === 0 && open === undefined) return null;
  const count = { count: comment.replies, shown: formatCount(comment.replies, locale) };
  return (
    <div class="comment-replies">
      <button
        type="button"
        class="button text"
        aria-expanded={open !== undefined}
        onClick={() =>
          open === undefined ? void thread.openReplies(comment.id) : thread.closeReplies(comment.id)
        }
      >
        <Icon name="down" />
        {open === undefined ? t('comments.replies', count) : t('comments.hideReplies')}
      </button>
      {open !== undefined && (
        <ul class="comment-list">
          {open.items.map((one) => (
            <li key={one.id}>
              <CommentRow comment={one} linked={one.id === linked} {...acts} />
            </li>
          ))}
        </ul>
      )}
      {open?.busy === true && (
        <div class="bone bone-line" role="status" aria-label={t('common.loading')} />
      )}
      {open?.next && (
        <button
          type="button"
          class="button text"
          onClick={() => void thread.openReplies(comment.id)}
        >
          {t('common.more')}
        </button>
      )}
    </div>
  );
}

/** Why one cannot write here, and what can be done about it. */
function Closed({ may, videoId }: { may: MayComment | undefined; videoId: string }) {
  const { t } = useApp();
  if (may === undefined) return null;
  if (may === 'sign_in')
    return (
      <Link href={`/signin?next=${videoPath(videoId)}`} class="button primary">
        {t('comments.signIn')}
      </Link>
    );
  return (
    <p class="soft">{may === 'followers' ? t('comments.followersOnly') : t('comments.closed')}</p>
  );
}
