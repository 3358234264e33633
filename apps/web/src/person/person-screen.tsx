// A person's public page: who they are, what they published.

import { useEffect, useState } from 'preact/hooks';
import type { Person } from '@jhalak/contracts/accounts';
import type { VideoPage } from '@jhalak/contracts/videos';
import type { ScreenProblem } from '../session/page-data.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Avatar } from '../shell/avatar.tsx';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { ScreenSkeleton } from '../shell/screen-skeleton.tsx';
import { ClipGrid } from './clip-grid.tsx';
import './person.css';

export function PersonScreen() {
  const app = useApp();
  const { t, route, firstScreen, api } = app;
  const path = `/v1/people/${encodeURIComponent(route.param)}`;
  const [person, setPerson] = useState<Person | undefined>(firstScreen.person);
  const [videos, setVideos] = useState<VideoPage | undefined>(firstScreen.videos);
  const [problem, setProblem] = useState<ScreenProblem | null>(firstScreen.problem ?? null);
  useEffect(() => {
    if (person !== undefined || problem !== null) return;
    void api.get<Person>(path).then((reply) => {
      if (reply.kind === 'ok') setPerson(reply.value);
      else setProblem(reply.kind === 'offline' ? { status: 0, code: 'offline' } : reply);
    });
    void api
      .get<VideoPage>(`${path}/videos?limit=18`)
      .then((reply) => reply.kind === 'ok' && setVideos(reply.value));
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

  if (problem !== null) return <PersonProblem problem={problem} />;
  if (person === undefined) return <ScreenSkeleton />;
  return (
    <div class="screen person">
      <PersonHead person={person} onChange={setPerson} />
      {videos === undefined ? (
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
      {!person.self && <p class="soft">{t('person.reportHint')}</p>}
    </div>
  );
}

function PersonHead({ person, onChange }: { person: Person; onChange: (person: Person) => void }) {
  const app = useApp();
  const { t, locale } = app;
  const { handle, counts, followed } = person;

  async function toggleFollow(): Promise<void> {
    const change = followed ? -1 : 1;
    onChange({
      ...person,
      followed: !followed,
      counts: { ...counts, followers: Math.max(0, counts.followers + change) },
    });
    const reply = (await app.ensureViewer())
      ? await app.api.send(
          followed ? 'DELETE' : 'PUT',
          `/v1/people/${encodeURIComponent(handle)}/follow`,
        )
      : null;
    if (reply?.kind === 'ok') {
      app.feeds.delete('following:');
      return;
    }
    onChange(person);
    if (reply?.kind === 'problem' && reply.status === 401) app.navigate('/signup');
    else if (reply !== null) sayFailure(app, reply);
  }

  async function share(): Promise<void> {
    const url = `${app.origin}/@${encodeURIComponent(handle)}`;
    try {
      if (typeof navigator.share === 'function')
        await navigator.share({ url, title: `@${handle}` });
      else {
        await navigator.clipboard.writeText(url);
        app.say(t('toast.copied'));
      }
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) app.say(url);
    }
  }

  const figures: [number, string][] = [
    [counts.videos, t('person.videos', { count: counts.videos })],
    [counts.followers, t('person.followers', { count: counts.followers })],
    [counts.following, t('person.following', { count: counts.following })],
  ];
  return (
    <header class="person-head">
      <Avatar handle={handle} large />
      <div class="person-names">
        <h1>
          {person.displayName || `@${handle}`}
          {person.sample && <span class="chip chip-sample">{t('chip.sample')}</span>}
        </h1>
        {person.displayName && <p class="soft">@{handle}</p>}
      </div>
      {person.bio && (
        <p class="person-bio" dir="auto">
          {person.bio}
        </p>
      )}
      <dl class="figures">
        {figures.map(([count, label]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{formatCount(count, locale)}</dd>
          </div>
        ))}
      </dl>
      <div class="row">
        {person.self ? (
          <Link href="/me" class="button primary">
            {t('person.manage')}
          </Link>
        ) : (
          <button
            type="button"
            class={followed ? 'button' : 'button primary'}
            aria-pressed={followed}
            onClick={() => void toggleFollow()}
          >
            <Icon name={followed ? 'check' : 'plus'} />
            {followed ? t('person.followed') : t('person.follow')}
          </button>
        )}
        <button type="button" class="button" onClick={() => void share()}>
          <Icon name="share" />
          {t('rail.share')}
        </button>
      </div>
    </header>
  );
}

function PersonProblem({ problem }: { problem: ScreenProblem }) {
  const { t } = useApp();
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
      <Link href="/" class="button primary">
        {t('notFound.action')}
      </Link>
    </div>
  );
}
