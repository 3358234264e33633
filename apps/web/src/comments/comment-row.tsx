// One comment with what one can do with it, and the replies that open under it.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Comment } from '@jhalak/contracts/comments';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Avatar } from '../shell/avatar.tsx';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { personPath } from '../shell/routes.ts';
import { AppealForm } from './appeal-form.tsx';
import { Sign } from './signs.tsx';
import { agoText, partsOf } from './words.ts';

export interface RowActs {
  /** Whether the reader made the clip. */
  creator: boolean;
  /** Whether the reader can write here. */
  mayWrite: boolean;
  deleted: ReadonlySet<string>;
  onLike: (comment: Comment, on: boolean) => void;
  onReply: (comment: Comment) => void;
  onPin: (comment: Comment, on: boolean) => void;
  onDelete: (comment: Comment) => void;
  onRestore: (comment: Comment) => void;
  onDecide: (comment: Comment, act: 'approve' | 'refuse') => void;
  onReport: (comment: Comment) => void;
}

interface RowProps extends RowActs {
  comment: Comment;
  /** What the address names: it comes into sight. */
  linked: boolean;
}

export function CommentRow(props: RowProps) {
  const { comment, linked, deleted } = props;
  const { t } = useApp();
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (linked) row.current?.scrollIntoView({ block: 'center' });
  }, [linked]);
  if (deleted.has(comment.id)) {
    return (
      <p class="comment-note" role="status">
        {t('comments.deleted')}
        <button type="button" class="button text" onClick={() => props.onRestore(comment)}>
          {t('common.undo')}
        </button>
      </p>
    );
  }
  const { author } = comment;
  if (author === null)
    return (
      <p class="comment-note">
        {comment.state === 'removed' ? t('comments.removed') : t('comments.gone')}
      </p>
    );
  return (
    <div class={linked ? 'comment is-linked' : 'comment'} ref={row}>
      <Avatar handle={author.handle} />
      <div class="comment-body">
        <Head comment={comment} handle={author.handle} />
        <Words {...props} />
        <State {...props} />
        {comment.state === 'shown' && <Acts {...props} handle={author.handle} />}
      </div>
    </div>
  );
}

function Head({ comment, handle }: { comment: Comment; handle: string }) {
  const { t, locale } = useApp();
  return (
    <p class="comment-head">
      <Link href={personPath(handle)}>
        <b dir="auto">@{handle}</b>
      </Link>
      {comment.byCreator && <span class="comment-mark">{t('comments.creator')}</span>}
      {comment.pinned && (
        <span class="comment-mark">
          <Sign name="pin" />
          {t('comments.pinned')}
        </span>
      )}
      <time dateTime={new Date(comment.createdAtMs).toISOString()}>
        {agoText(Math.max(0, Date.now() - comment.createdAtMs), locale)}
      </time>
    </p>
  );
}

/** Two taps on the words like them. */
function Words({ comment, onLike }: Pick<RowProps, 'comment' | 'onLike'>) {
  return (
    <p
      class="comment-text"
      dir="auto"
      lang={comment.language ?? undefined}
      onDblClick={() =>
        comment.state === 'shown' && comment.viewer?.liked !== true && onLike(comment, true)
      }
    >
      {partsOf(comment.text, comment.mentions).map(({ text, handle }) =>
        handle === undefined ? (
          text
        ) : (
          <Link href={personPath(handle)} class="comment-name">
            {text}
          </Link>
        ),
      )}
    </p>
  );
}

function Acts({ comment, handle, creator, mayWrite, ...on }: RowProps & { handle: string }) {
  const { t, locale } = useApp();
  const [open, setOpen] = useState(false);
  const liked = comment.viewer?.liked === true;
  const own = comment.viewer?.own === true;
  return (
    <>
      <div class="comment-acts">
        <button
          type="button"
          class={liked ? 'is-liked' : ''}
          aria-pressed={liked}
          aria-label={`${t('comments.like', { handle })}, ${t('rail.likes', {
            count: comment.likes,
            shown: formatCount(comment.likes, locale),
          })}`}
          onClick={() => on.onLike(comment, !liked)}
        >
          <Icon name="heart" filled={liked} />
          {comment.likes > 0 && formatCount(comment.likes, locale)}
        </button>
        {mayWrite && (
          <button
            type="button"
            aria-label={`${t('comments.reply')} @${handle}`}
            onClick={() => on.onReply(comment)}
          >
            <Sign name="reply" />
            {t('comments.reply')}
          </button>
        )}
        <button
          type="button"
          aria-label={t('comments.more', { handle })}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Icon name="more" />
        </button>
      </div>
      {open && (
        <div class="comment-menu" role="group" aria-label={t('comments.more', { handle })}>
          {creator && comment.parentId === null && (
            <button
              type="button"
              class="button"
              onClick={() => {
                setOpen(false);
                on.onPin(comment, !comment.pinned);
              }}
            >
              <Sign name="pin" />
              {comment.pinned ? t('comments.unpin') : t('comments.pin')}
            </button>
          )}
          {!own && (
            <button type="button" class="button" onClick={() => on.onReport(comment)}>
              <Icon name="flag" />
              {t('more.report')}
            </button>
          )}
          {(own || creator) && (
            <button type="button" class="button danger" onClick={() => on.onDelete(comment)}>
              <Icon name="trash" />
              {t('comments.delete')}
            </button>
          )}
        </div>
      )}
    </>
  );
}

/** Why others do not read it, and what can be done about it. */
function State({ comment, creator, onDecide, onDelete }: RowProps) {
  const { t } = useApp();
  const own = comment.viewer?.own === true;
  switch (comment.state) {
    case 'held':
      return (
        <div class="comment-state">
          <p>
            <Icon name="clock" />
            {creator ? t('comments.waitsForYou') : t('comments.waits')}
          </p>
          {creator && (
            <div class="row">
              <button type="button" class="button" onClick={() => onDecide(comment, 'approve')}>
                <Icon name="check" />
                {t('comments.approve')}
              </button>
              <button type="button" class="button" onClick={() => onDecide(comment, 'refuse')}>
                <Icon name="hide" />
                {t('comments.refuse')}
              </button>
            </div>
          )}
          {own && (
            <button type="button" class="button text" onClick={() => onDelete(comment)}>
              {t('comments.delete')}
            </button>
          )}
        </div>
      );
    case 'refused':
      return (
        <p class="comment-state">
          <Icon name="hide" />
          {creator ? t('comments.refusedByYou') : t('comments.refused')}
        </p>
      );
    case 'removed':
      return <AppealForm comment={comment} />;
    default:
      return null;
  }
}
