import { useState } from 'preact/hooks';
import type { SignInHow } from '@jhalak/contracts/accounts';
import type { InboxGroup } from '@jhalak/contracts/inbox';
import type { ReportReason } from '@jhalak/contracts/safety';
import { REPORT_REASONS } from '../contract-values.ts';
import { isolated } from '../i18n/isolated.ts';
import { useApp } from '../shell/app-context.ts';
import { Avatar } from '../shell/avatar.tsx';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { personPath } from '../shell/routes.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { agoText, isHeld, pathOf, sentenceOf } from './inbox-words.ts';
import type { Inbox } from './use-inbox.ts';

/** One group: who, what, when, with the clip, and what can be done at once. */
export function InboxRow({ group, inbox }: { group: InboxGroup; inbox: Inbox }) {
  const { t, locale } = useApp();
  const { unread, clip, comment } = group;
  const href = pathOf(group);
  const words = (
    <>
      <span class="inbox-words">
        {unread && <span class="hidden">{t('inbox.unread')}: </span>}
        <b>{sentenceOf(group, t, locale)}</b>
        {comment !== undefined && (
          <q dir="auto" class="inbox-quote">
            {comment.text}
          </q>
        )}
        {comment === undefined && clip !== undefined && clip.caption !== '' && (
          <span dir="auto" lang={clip.language} class="inbox-quote">
            {clip.caption}
          </span>
        )}
        {group.kind === 'sign_in' && <Where group={group} />}
        <small>{agoText(group.atMs, Date.now(), t, locale)}</small>
      </span>
      {clip !== undefined && (
        <img
          class="inbox-clip"
          src={clip.poster}
          alt=""
          loading="lazy"
          // Withheld or gone since: nothing says less than a torn picture.
          onError={({ currentTarget }) => (currentTarget.style.visibility = 'hidden')}
        />
      )}
    </>
  );
  return (
    <li class={unread ? 'inbox-row is-unread' : 'inbox-row'}>
      <Faces group={group} />
      {href === undefined ? (
        <span class="inbox-link">{words}</span>
      ) : (
        // A press anywhere in it counts as having read it; the way there is the link's own.
        <span class="inbox-link" onClickCapture={() => inbox.markOne(group)}>
          <Link href={href}>{words}</Link>
        </span>
      )}
      <Decision group={group} />
      {group.kind === 'follow_request' && <Answer group={group} inbox={inbox} />}
    </li>
  );
}

const HOWS = ['password', 'recovery', 'code', 'passkey'] as const satisfies readonly SignInHow[];

/** On what and how somebody signed in: enough to know one's own. */
function Where({ group: { device, reason } }: { group: InboxGroup }) {
  const { t } = useApp();
  const { browser, system } = device ?? {};
  const how = HOWS.find((one) => one === reason);
  const where =
    browser !== undefined && system !== undefined
      ? t('sessions.device', { browser, system })
      : (browser ?? system);
  return (
    <span class="inbox-quote">
      {[where, how && t(`sessionHow.${how}`)].filter(Boolean).join(' · ')}
    </span>
  );
}

const SIGNS = {
  clip_published: 'play',
  clip_refused: 'retry',
  clip_limited: 'shield',
  clip_removed: 'hide',
  clip_restored: 'check',
  order: 'flag',
  comment_removed: 'hide',
  comment_restored: 'check',
  comment_upheld: 'flag',
  sign_in: 'shield',
  way_in: 'shield',
  standing: 'shield',
  grievance: 'megaphone',
} as const;

function Faces({ group }: { group: InboxGroup }) {
  const { kind, people } = group;
  if (kind in SIGNS)
    return (
      <span class={`inbox-faces inbox-sign is-${kind}`} aria-hidden="true">
        <Icon name={isHeld(group) ? 'shield' : SIGNS[kind as keyof typeof SIGNS]} />
      </span>
    );
  return (
    <span class={people.length > 1 ? 'inbox-faces is-two' : 'inbox-faces'}>
      {people.slice(0, 2).map(({ handle }) => (
        <Avatar key={handle} handle={handle} />
      ))}
    </span>
  );
}

/** Why, in whose words, and what one can do about it. */
function Decision({ group }: { group: InboxGroup }) {
  const { t, viewer } = useApp();
  const { kind, reason, note, law, authority, reference } = group;
  const known = REPORT_REASONS.find((one: ReportReason) => one === reason);
  if (kind === 'clip_refused')
    return (
      <div class="inbox-more">
        <Link href="/create" class="button">
          {isHeld(group) ? t('comments.appeal') : t('inbox.sendAgain')}
        </Link>
      </div>
    );
  if (kind === 'sign_in' || kind === 'way_in')
    return (
      <div class="inbox-more">
        <Link href="/settings" class="button">
          {t('sessions.title')}
        </Link>
      </div>
    );
  if (kind === 'standing')
    return reason === 'suspended' && viewer?.handle !== undefined ? (
      <div class="inbox-more">
        <Link href={personPath(viewer.handle)} class="button">
          {t('comments.appeal')}
        </Link>
      </div>
    ) : null;
  const isComment = kind === 'comment_removed';
  if (!isComment && kind !== 'clip_removed' && kind !== 'clip_limited' && kind !== 'order')
    return null;
  // A comment is answered where it stands; with its clip out of sight it stands nowhere.
  const path = isComment ? group.clip && pathOf(group) : '/me';
  return (
    <div class="inbox-more">
      {known !== undefined && (
        <p>
          <span class="soft">{t('me.removedWhy')}</span> {t(`reason.${known}`)}
        </p>
      )}
      {law !== undefined && (
        <p>
          {[t(`orders.law.${law}`), authority, reference]
            .filter((part) => part !== undefined && part !== '')
            .map((part) => isolated(part ?? ''))
            .join(' · ')}
        </p>
      )}
      {note !== undefined && <blockquote dir="auto">{note}</blockquote>}
      {path !== undefined && (
        <Link href={path} class="button">
          {isComment ? t('comments.appeal') : t('inbox.object')}
        </Link>
      )}
    </div>
  );
}

/** Yes or no, where it is asked. */
function Answer({ group, inbox }: { group: InboxGroup; inbox: Inbox }) {
  const app = useApp();
  const { t, api } = app;
  const [sending, setSending] = useState(false);
  const handle = group.people[0]?.handle;
  if (handle === undefined) return null;
  async function answer(how: 'accept' | 'refuse', said: string): Promise<void> {
    setSending(true);
    const path = `/v1/follow-requests/${encodeURIComponent(handle ?? '')}/${how}`;
    const reply = await api.send('POST', path);
    setSending(false);
    // Answered or taken back meanwhile: it is gone all the same.
    const isGone = reply.kind === 'problem' && reply.status === 404;
    if (reply.kind !== 'ok' && !isGone) return sayFailure(app, reply);
    inbox.take(group.id);
    if (!isGone) app.say(said);
  }
  return (
    <div class="inbox-more row">
      <button
        type="button"
        class="button primary"
        disabled={sending}
        onClick={() => void answer('accept', t('inbox.accepted', { handle }))}
      >
        {t('inbox.accept')}
      </button>
      <button
        type="button"
        class="button"
        disabled={sending}
        onClick={() => void answer('refuse', t('inbox.refused'))}
      >
        {t('inbox.refuse')}
      </button>
    </div>
  );
}
