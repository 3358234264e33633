// A person's public page: who they are, what they published.

import { useEffect, useState } from 'preact/hooks';
import type { Person, Viewer } from '@jhalak/contracts/accounts';
import type { VideoPage } from '@jhalak/contracts/videos';
import type { Failure } from '../api/client.ts';
import type { ScreenProblem } from '../session/page-data.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Avatar } from '../shell/avatar.tsx';
import { Failed } from '../shell/failed.tsx';
import { Icon } from '../shell/icons.tsx';
import { FollowButton } from '../people/follow-button.tsx';
import { Link } from '../shell/link.tsx';
import { personPath } from '../shell/routes.ts';
import { ShareSheet } from '../share/share-sheet.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { ScreenSkeleton } from '../shell/screen-skeleton.tsx';
import { ClipGrid } from './clip-grid.tsx';
import { OwnSuspension } from './own-suspension.tsx';
import { PersonMenu } from './person-menu.tsx';
import './person.css';

export function PersonScreen() {
  const app = useApp();
  const { t, route, firstScreen, api, viewer } = app;
  const path = `/v1/people/${encodeURIComponent(route.param)}`;
  const [person, setPerson] = useState<Person | undefined>(firstScreen.person);
  const [videos, setVideos] = useState<VideoPage | undefined>(firstScreen.videos);
  const [problem, setProblem] = useState<ScreenProblem | null>(firstScreen.problem ?? null);
  /** Of the clips alone. */
  const [failure, setFailure] = useState<Failure | null>(null);
  async function load(): Promise<void> {
    setProblem(null);
    setFailure(null);
    const [who, page] = await Promise.all([
      api.get<Person>(path),
      api.get<VideoPage>(`${path}/videos?limit=18`),
    ]);
    if (who.kind === 'ok') setPerson(who.value);
    else setProblem(who.kind === 'offline' ? { status: 0, code: 'offline' } : who);
    if (page.kind === 'ok') setVideos(page.value);
    else setFailure(page);
  }
  useEffect(() => {
    if (person === undefined && problem === null) void load();
    // Depends on less than it reads: once a person; the screen has the person's key
  }, []);

  async function more(): Promise<void> {
    if (!videos?.next) return;
    const reply = await api.get<VideoPage>(
      `${path}/videos?limit=18&cursor=${encodeURIComponent(videos.next)}`,
    );
    if (reply.kind === 'ok')
      setVideos({ items: [...videos.items, ...reply.value.items], next: reply.value.next });
    else sayFailure(app, reply);
  }

  if (problem !== null)
    return (
      <PersonProblem
        problem={problem}
        onAgain={() => {
          setPerson(undefined);
          setVideos(undefined);
          void load();
        }}
      />
    );
  if (person === undefined) return <ScreenSkeleton />;
  return (
    <div class="screen person">
      <PersonHead
        person={person}
        onChange={setPerson}
        onBlocked={() => setProblem({ status: 403, code: 'person.blocked' })}
      />
      {person.self && person.suspended === true && <OwnSuspension />}
      {!isOpen(person, viewer) ? (
        <div class="state is-small">
          <Icon name="shield" />
          <h2>{t('person.privateTitle')}</h2>
          <p>{t('person.privateText', { handle: person.handle })}</p>
        </div>
      ) : failure !== null && videos === undefined ? (
        <Failed failure={failure} onRetry={() => void load()} />
      ) : videos === undefined ? (
        <div class="bone bone-block" />
      ) : videos.items.length === 0 ? (
        <div class="state is-small">
          <Icon name="camera" />
          <h2>{person.self ? t('me.emptyTitle') : t('person.emptyTitle')}</h2>
          <p>
            {person.self ? t('me.emptyText') : t('person.emptyText', { handle: person.handle })}
          </p>
          {person.self && (
            <Link href="/create" class="button primary">
              {t('end.create')}
            </Link>
          )}
        </div>
      ) : (
        <ClipGrid videos={videos.items} onMore={videos.next === null ? null : () => void more()} />
      )}
    </div>
  );
}

/** Whether one sees what they publish. Who follows without a name is not known to a private account. */
function isOpen(person: Person, viewer: Viewer | null | undefined): boolean {
  return !person.private || person.self || (person.followed && viewer?.handle !== undefined);
}

interface PersonHeadProps {
  person: Person;
  onChange: (person: Person) => void;
  onBlocked: () => void;
}

function PersonHead({ person, onChange, onBlocked }: PersonHeadProps) {
  const app = useApp();
  const { t, locale, viewer } = app;
  const { handle, counts } = person;
  const [sheet, setSheet] = useState<'share' | 'menu' | null>(null);
  const close = () => setSheet(null);

  function stand({ followed, requested }: Pick<Person, 'followed' | 'requested'>): void {
    const change = Number(followed) - Number(person.followed);
    const followers = Math.max(0, counts.followers + change);
    onChange({ ...person, followed, requested, counts: { ...counts, followers } });
  }

  const mayList = isOpen(person, viewer);
  const figures: [number, string, string?][] = [
    [counts.videos, t('person.videos', { count: counts.videos })],
    [counts.followers, t('person.followers', { count: counts.followers }), 'followers'],
    [counts.following, t('person.following', { count: counts.following }), 'following'],
  ];
  return (
    <header class="person-head">
      <Avatar handle={handle} large />
      <div class="person-names">
        <h1>
          <bdi>{person.displayName || `@${handle}`}</bdi>
          {person.sample && <span class="chip chip-sample">{t('chip.sample')}</span>}
          {person.private && <span class="chip chip-sample">{t('person.private')}</span>}
        </h1>
        {person.displayName && (
          <p class="soft">
            <bdi>@{handle}</bdi>
          </p>
        )}
        {person.followsYou && <p class="soft">{t('person.followsYou')}</p>}
      </div>
      {person.bio && (
        <p class="person-bio" dir="auto">
          {person.bio}
        </p>
      )}
      {person.movedTo !== undefined && (
        <a class="button person-moved" href={person.movedTo.url} rel="noreferrer nofollow">
          <Icon name="share" />
          {t('person.movedTo', { place: new URL(person.movedTo.url).host })}
        </a>
      )}
      <dl class="figures">
        {figures.map(([count, label, list]) => (
          <div key={list ?? 'videos'}>
            <dt>{label}</dt>
            <dd>
              {list !== undefined && mayList ? (
                <Link
                  href={`${personPath(handle)}/${list}`}
                  label={`${formatCount(count, locale)} ${label}`}
                >
                  {formatCount(count, locale)}
                </Link>
              ) : (
                formatCount(count, locale)
              )}
            </dd>
          </div>
        ))}
      </dl>
      <div class="row">
        {person.self ? (
          <Link href="/me" class="button primary">
            {t('person.manage')}
          </Link>
        ) : (
          <FollowButton person={person} onChange={stand} />
        )}
        <button type="button" class="button person-share" onClick={() => setSheet('share')}>
          <Icon name="share" />
          <span>{t('rail.share')}</span>
        </button>
        {!person.self && (
          <button
            type="button"
            class="button person-more"
            aria-label={t('person.menu', { handle })}
            aria-haspopup="dialog"
            onClick={() => setSheet('menu')}
          >
            <Icon name="more" />
          </button>
        )}
      </div>
      {sheet === 'share' && (
        <ShareSheet url={app.origin + personPath(handle)} text={`@${handle}`} onClose={close} />
      )}
      {sheet === 'menu' && (
        <PersonMenu person={person} onChange={onChange} onBlocked={onBlocked} onClose={close} />
      )}
    </header>
  );
}

function PersonProblem({ problem, onAgain }: { problem: ScreenProblem; onAgain: () => void }) {
  const app = useApp();
  const { t, route } = app;
  const handle = route.param;
  if (problem.code === 'person.blocked') {
    const unblock = async () => {
      const path = `/v1/people/${encodeURIComponent(handle)}/block`;
      const reply = await app.api.send('DELETE', path);
      if (reply.kind !== 'ok') {
        sayFailure(app, reply);
        return;
      }
      app.feeds.clear();
      app.say(t('person.unblockedToast', { handle }));
      onAgain();
    };
    return (
      <div class="screen state">
        <Icon name="shield" />
        <h1>{t('person.blockedTitle', { handle })}</h1>
        <p>{t('person.blockedText')}</p>
        <button type="button" class="button primary" onClick={() => void unblock()}>
          {t('person.unblock')}
        </button>
        <Link href="/people/kept-away" class="button text">
          {t('people.keptAway')}
        </Link>
      </div>
    );
  }
  if (problem.code === 'person.suspended')
    return (
      <div class="screen state">
        <Icon name="shield" />
        <h1>{t('person.suspendedTitle')}</h1>
        <p>{t('person.suspendedText')}</p>
        <Link href="/" class="button primary">
          {t('notFound.action')}
        </Link>
      </div>
    );
  const gone = problem.status >= 400 && problem.status < 500;
  return (
    <div class="screen state">
      <Icon name={problem.code === 'offline' ? 'offline' : 'person'} />
      <h1>{gone ? t('person.goneTitle') : t('video.serverTitle')}</h1>
      <p>
        {gone
          ? t('person.goneText')
          : problem.code === 'offline'
            ? t('error.offline')
            : t('error.server')}
      </p>
      {!gone && (
        <button type="button" class="button primary" onClick={onAgain}>
          {t('common.retry')}
        </button>
      )}
      <Link href="/" class={gone ? 'button primary' : 'button quiet'}>
        {t('notFound.action')}
      </Link>
    </div>
  );
}
