// One's own page: who others see, every clip in every state, and the way to settings.

import { useEffect, useState } from 'preact/hooks';
import type { ReportReason } from '@jhalak/contracts/safety';
import type { Person } from '@jhalak/contracts/accounts';
import type { Video, VideoPage } from '@jhalak/contracts/videos';
import type { Failure } from '../api/client.ts';
import { HeldSheet } from '../comments/held-sheet.tsx';
import { ClipTile } from '../person/clip-grid.tsx';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Avatar } from '../shell/avatar.tsx';
import { Failed } from '../shell/failed.tsx';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { personPath } from '../shell/routes.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { REPORT_REASONS } from '../contract-values.ts';
import { ClipSheet } from './clip-sheet.tsx';
import { ProfileSheet } from './profile-sheet.tsx';
import { OwnNotices } from './own-notices.tsx';
import { WorkLinks } from './work-links.tsx';
import '../person/person.css';
import './me.css';

export function MeScreen() {
  const { viewer } = useApp();
  return viewer?.handle === undefined ? <Visitor /> : <Member handle={viewer.handle} />;
}

function Visitor() {
  const { t } = useApp();
  return (
    <div class="screen state">
      <Icon name="person" />
      <h1>{t('me.visitorTitle')}</h1>
      <p>{t('me.visitorText')}</p>
      <Link href="/signup" class="button primary">
        {t('account.signUp')}
      </Link>
      <Link href="/signin" class="button">
        {t('account.signIn')}
      </Link>
      <Link href="/saved" class="button text">
        <Icon name="bookmark" />
        {t('saved.title')}
      </Link>
      <Link href="/taste" class="button text">
        <Icon name="spark" />
        {t('taste.title')}
      </Link>
      <Link href="/settings" class="button text">
        <Icon name="settings" />
        {t('settings.title')}
      </Link>
    </div>
  );
}

function Member({ handle }: { handle: string }) {
  const app = useApp();
  const { t, api } = app;
  const [person, setPerson] = useState<Person | null>(null);
  const [videos, setVideos] = useState<VideoPage | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [chosen, setChosen] = useState<Video | null>(null);
  const [writing, setWriting] = useState(false);

  async function load(): Promise<void> {
    setFailure(null);
    const [who, page] = await Promise.all([
      api.get<Person>(`/v1/people/${encodeURIComponent(handle)}`),
      api.get<VideoPage>('/v1/profile/videos?limit=24'),
    ]);
    if (who.kind === 'ok') setPerson(who.value);
    if (page.kind === 'ok') setVideos(page.value);
    else setFailure(page);
  }
  // Depends on less than it reads: once a person
  useEffect(() => void load(), [handle]);

  async function more(): Promise<void> {
    if (!videos?.next) return;
    const page = await api.get<VideoPage>(
      `/v1/profile/videos?limit=24&cursor=${encodeURIComponent(videos.next)}`,
    );
    if (page.kind === 'ok')
      setVideos({ items: [...videos.items, ...page.value.items], next: page.value.next });
    else sayFailure(app, page);
  }

  const replace = (video: Video) =>
    setVideos(
      (before) =>
        before && {
          ...before,
          items: before.items.map((one) => (one.id === video.id ? { ...one, ...video } : one)),
        },
    );

  return (
    <div class="screen">
      <MeHead handle={handle} person={person} onWrite={() => setWriting(true)} />
      <OwnNotices />
      {failure !== null && <Failed failure={failure} onRetry={() => void load()} />}
      {videos === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {videos?.items.length === 0 && (
        <div class="state is-small">
          <Icon name="camera" />
          <h2>{t('me.emptyTitle')}</h2>
          <p>{t('me.emptyText')}</p>
          <Link href="/create" class="button primary">
            {t('end.create')}
          </Link>
        </div>
      )}
      {videos !== null && videos.items.length > 0 && (
        <OwnClips videos={videos.items} onChoose={setChosen} />
      )}
      {videos !== null && videos.next !== null && (
        <button type="button" class="button more" onClick={() => void more()}>
          {t('common.more')}
        </button>
      )}
      {chosen !== null && (
        <ClipSheet video={chosen} onChange={replace} onClose={() => setChosen(null)} />
      )}
      {writing && person !== null && (
        <ProfileSheet person={person} onSaved={setPerson} onClose={() => setWriting(false)} />
      )}
    </div>
  );
}

function MeHead({
  handle,
  person,
  onWrite,
}: {
  handle: string;
  person: Person | null;
  onWrite: () => void;
}) {
  const { t, locale } = useApp();
  const [held, setHeld] = useState(false);
  return (
    <header class="person-head">
      <Avatar handle={handle} large />
      <div class="person-names">
        <h1>
          <bdi>{person?.displayName || `@${handle}`}</bdi>
        </h1>
        {person?.displayName && (
          <p class="soft">
            <bdi>@{handle}</bdi>
          </p>
        )}
      </div>
      <Link href="/settings" class="icon-button me-settings" label={t('settings.title')}>
        <Icon name="settings" />
      </Link>
      {person?.bio && (
        <p class="person-bio" dir="auto">
          {person.bio}
        </p>
      )}
      {person !== null && (
        <dl class="figures">
          <div>
            <dt>{t('person.followers', { count: person.counts.followers })}</dt>
            <dd>
              <Link
                href={`${personPath(handle)}/followers`}
                label={`${formatCount(person.counts.followers, locale)} ${t('person.followers', { count: person.counts.followers })}`}
              >
                {formatCount(person.counts.followers, locale)}
              </Link>
            </dd>
          </div>
          <div>
            <dt>{t('person.following', { count: person.counts.following })}</dt>
            <dd>
              <Link
                href={`${personPath(handle)}/following`}
                label={`${formatCount(person.counts.following, locale)} ${t('person.following', { count: person.counts.following })}`}
              >
                {formatCount(person.counts.following, locale)}
              </Link>
            </dd>
          </div>
        </dl>
      )}
      <div class="row">
        <button type="button" class="button" onClick={onWrite} disabled={person === null}>
          {t('me.edit')}
        </button>
        <Link href={personPath(handle)} class="button">
          {t('me.public')}
        </Link>
        <Link href="/saved" class="button">
          <Icon name="bookmark" />
          {t('saved.title')}
        </Link>
        <Link href="/people" class="button">
          <Icon name="people" />
          {t('people.title')}
        </Link>
        <Link href="/taste" class="button">
          <Icon name="spark" />
          {t('taste.title')}
        </Link>
        <Link href="/earnings" class="button">
          {t('earned.title')}
        </Link>
        <button type="button" class="button" aria-haspopup="dialog" onClick={() => setHeld(true)}>
          <Icon name="comment" />
          {t('comments.title')}
        </button>
        <WorkLinks />
      </div>
      {held && <HeldSheet onClose={() => setHeld(false)} />}
    </header>
  );
}

/** Clips with something to say come first, each with its reason in words. */
function OwnClips({
  videos,
  onChoose,
}: {
  videos: readonly Video[];
  onChoose: (video: Video) => void;
}) {
  const { t } = useApp();
  const told = videos.filter(
    (video) => video.state === 'removed' && video.moderation !== undefined,
  );
  return (
    <>
      {told.map((video) => (
        <RemovedNote key={video.id} video={video} />
      ))}
      <ul class="clip-grid">
        {videos.map((video) => (
          <li key={video.id} class={`own is-${video.state}`}>
            <ClipTile
              video={video}
              state={video.state === 'published' ? undefined : t(`state.${video.state}`)}
            />
            <button
              type="button"
              class="own-more icon-button"
              aria-label={t('me.clipMenu', { caption: video.caption })}
              aria-haspopup="dialog"
              onClick={() => onChoose(video)}
            >
              <Icon name="more" />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function RemovedNote({ video }: { video: Video }) {
  const { t } = useApp();
  const reason =
    REPORT_REASONS.find((one: ReportReason) => one === video.moderation?.reason) ?? 'other';
  return (
    <section class="removed" aria-label={t('state.removed')}>
      <img src={video.poster} alt="" />
      <div>
        <b>{t('me.removed')}</b>
        <p dir="auto" lang={video.language}>
          {video.caption}
        </p>
        <p>
          <span class="soft">{t('me.removedWhy')}</span> {t(`reason.${reason}`)}
        </p>
        {video.moderation?.note && <blockquote dir="auto">{video.moderation.note}</blockquote>}
      </div>
    </section>
  );
}
