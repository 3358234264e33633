// What was found: the best of each kind, or one kind page by page.

import type { PackCard } from '@jhalak/contracts/packs';
import type { FoundPerson, FoundTag, SearchAnswer } from '@jhalak/contracts/search';
import type { SoundCard } from '@jhalak/contracts/sounds';
import type { StoryItem } from '@jhalak/contracts/stories';
import type { Video } from '@jhalak/contracts/videos';
import { formatCount } from '../i18n/numbers.ts';
import type { Translate } from '../i18n/translate.ts';
import { PackList } from '../people/packs/pack-list.tsx';
import { useApp } from '../shell/app-context.ts';
import { Avatar } from '../shell/avatar.tsx';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { personPath, storyPath } from '../shell/routes.ts';
import { failureText } from '../shell/say-failure.ts';
import { TabRow } from '../shell/tab-row.tsx';
import { AlsoWritten } from './also-written.tsx';
import { askPath, RESULT_KINDS, tagPath, type ResultKind } from './ask-paths.ts';
import { Channels } from './channels.tsx';
import { Hash } from './hash.tsx';
import { SoundLine } from '../sound/sound-line.tsx';
import { ListEnd } from './list-end.tsx';
import { PosterBones, PosterGrid } from './poster-grid.tsx';
import { usePages } from './use-pages.ts';

/** Whole rows of three and of four. */
const PAGE = 24;
/** Of each kind where all are shown. */
const FEW = 6;

type Found = Video | FoundPerson | PackCard | FoundTag | SoundCard | StoryItem;

const idOf = (one: Found): string =>
  'id' in one ? one.id : 'tag' in one ? `#${one.tag}` : `@${one.handle}`;

const kindWord = (t: Translate, kind: ResultKind): string =>
  kind === 'packs' ? t('packs.title') : t(`discover.${kind}`);

/** @param props.kind absent: the best few of each. */
export function Results({ words, kind }: { words: string; kind: ResultKind | undefined }) {
  const app = useApp();
  const { t } = app;
  const asked = `q=${encodeURIComponent(words)}`;
  const { items, head, status, failure, more } = usePages<Found, SearchAnswer>(
    kind === undefined
      ? `/v1/search?${asked}&limit=${FEW}`
      : `/v1/search?${asked}&kind=${kind}&limit=${PAGE}`,
    (page) => RESULT_KINDS.flatMap((one): readonly Found[] => page[one]),
    idOf,
  );
  const isEmpty = status === 'ready' && items.length === 0;
  if (head === undefined && failure !== null)
    return (
      <div class="state is-small" role="alert">
        <Icon name={failure.kind === 'offline' ? 'offline' : 'retry'} />
        <h2>{t('discover.failed')}</h2>
        <p>{failureText(app, failure)}</p>
        <button type="button" class="button primary" onClick={more}>
          {t('common.retry')}
        </button>
      </div>
    );
  return (
    <>
      <KindTabs words={words} kind={kind} />
      {status !== 'loading' && <AlsoWritten words={words} found={!isEmpty} />}
      {head === undefined && (kind === 'clips' ? <PosterBones /> : <Bones kind={kind} />)}
      {isEmpty && <NothingFound words={words} kind={kind} />}
      {isEmpty && <Channels />}
      {kind === undefined
        ? head !== undefined && <FewOfEach words={words} head={head} />
        : items.length > 0 && <FoundList kind={kind} items={items} />}
      {kind !== undefined && items.length > 0 && (
        <ListEnd more={more} failure={failure} loading={status === 'loading'} />
      )}
    </>
  );
}

function KindTabs({ words, kind }: { words: string; kind: ResultKind | undefined }) {
  const { t } = useApp();
  return (
    <TabRow class="kinds" label={t('discover.kinds')}>
      <Link href={askPath(words)} class="kind" current={kind === undefined}>
        {t('discover.all')}
      </Link>
      {RESULT_KINDS.map((one) => (
        <Link key={one} href={askPath(words, one)} class="kind" current={kind === one}>
          {kindWord(t, one)}
        </Link>
      ))}
    </TabRow>
  );
}

function FewOfEach({ words, head }: { words: string; head: SearchAnswer }) {
  const { t } = useApp();
  return (
    <>
      {RESULT_KINDS.map((kind) => {
        const items: readonly Found[] = head[kind];
        if (items.length === 0) return null;
        return (
          <section key={kind} class="found">
            <div class="found-head">
              <h2>{kindWord(t, kind)}</h2>
              {items.length >= FEW && (
                <Link href={askPath(words, kind)} class="button text">
                  {t('common.more')}
                </Link>
              )}
            </div>
            <FoundList kind={kind} items={items} />
          </section>
        );
      })}
    </>
  );
}

function FoundList({ kind, items }: { kind: ResultKind; items: readonly Found[] }) {
  if (kind === 'clips') return <PosterGrid videos={items as readonly Video[]} />;
  if (kind === 'packs') return <PackList packs={items as readonly PackCard[]} />;
  return (
    <ul class="found-list">
      {items.map((one) => (
        <li key={idOf(one)}>
          {'handle' in one ? (
            <PersonLine person={one} />
          ) : 'tag' in one ? (
            <TagLine tag={one} />
          ) : 'uses' in one ? (
            <SoundLine sound={one} />
          ) : (
            'headline' in one && <StoryLine story={one} />
          )}
        </li>
      ))}
    </ul>
  );
}

function PersonLine({ person: { handle, displayName, bio, sample } }: { person: FoundPerson }) {
  const { t } = useApp();
  return (
    <Link href={personPath(handle)} class="found-line">
      <Avatar handle={handle} />
      <span>
        <b>
          <bdi>{displayName ?? `@${handle}`}</bdi>
          {sample && <span class="chip chip-sample">{t('chip.sample')}</span>}
        </b>
        <small>
          <bdi>{displayName === undefined ? bio : `@${handle}`}</bdi>
        </small>
      </span>
    </Link>
  );
}

function TagLine({ tag: { tag, clips } }: { tag: FoundTag }) {
  const { t, locale } = useApp();
  return (
    <Link href={tagPath(tag)} class="found-line">
      <span class="found-sign">
        <Hash />
      </span>
      <span>
        <b>
          <bdi>#{tag}</bdi>
        </b>
        <small>{t('discover.tagClips', { count: clips, shown: formatCount(clips, locale) })}</small>
      </span>
    </Link>
  );
}

function StoryLine({ story }: { story: StoryItem }) {
  const { t } = useApp();
  const picture = story.picture?.renditions.find(({ format }) => format === 'webp');
  return (
    <Link href={storyPath(story.id)} class="found-line found-story">
      {picture === undefined ? (
        <span class="found-sign">
          <Icon name="megaphone" />
        </span>
      ) : (
        <img src={picture.url} alt={story.picture?.alternative ?? ''} loading="lazy" />
      )}
      <span>
        <b lang={story.language} dir="auto">
          {story.headline}
        </b>
        <small>{t('story.reports', { count: story.reportCount })}</small>
      </span>
    </Link>
  );
}

function NothingFound({ words, kind }: { words: string; kind: ResultKind | undefined }) {
  const { t } = useApp();
  return (
    <div class="state is-small">
      <Icon name="search" />
      <h2>{t('discover.emptyTitle', { words })}</h2>
      <p>{kind === undefined ? t('discover.emptyText') : t('discover.emptyKind')}</p>
      {kind !== undefined && (
        <Link href={askPath(words)} class="button">
          {t('discover.all')}
        </Link>
      )}
    </div>
  );
}

function Bones({ kind }: { kind: ResultKind | undefined }) {
  const { t } = useApp();
  return (
    <div role="status" aria-label={t('common.loading')}>
      {kind === undefined && <PosterBones count={6} />}
      {[0, 1, 2, 3].map((at) => (
        <div key={at} class="bone found-bone" />
      ))}
    </div>
  );
}
