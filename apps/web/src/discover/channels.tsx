// Genres as channels: pictures of what is in them, and the topics that people are at.

import type { ChannelList } from '@jhalak/contracts/trends';
import { useApp } from '../shell/app-context.ts';
import { GenreSign } from '../shell/genre-sign.tsx';
import { Link } from '../shell/link.tsx';
import { genrePath } from './ask-paths.ts';
import { useOnce } from './use-once.ts';

const TOPICS_SHOWN = 3;

export function Channels() {
  const { t } = useApp();
  const { value, failure } = useOnce<ChannelList>('/v1/channels');
  // The rest of the screen says what failed, and an empty house has nothing to choose from.
  if (failure !== null || value?.items.length === 0) return null;
  return (
    <section class="channels">
      <h2>{t('discover.channels')}</h2>
      <ul>
        {value === undefined
          ? [0, 1, 2, 3].map((at) => <li key={at} class="bone channel-bone" />)
          : value.items.map(({ genre, topics, pictures }) => (
              <li key={genre}>
                <Link href={genrePath(genre)} class={`channel genre-${genre}`}>
                  <span class="channel-pictures" aria-hidden="true">
                    {pictures.map(({ poster }) => (
                      <img key={poster} src={poster} alt="" loading="lazy" decoding="async" />
                    ))}
                  </span>
                  <span class="channel-name">
                    <GenreSign genre={genre} />
                    <b>{t(`genre.${genre}`)}</b>
                  </span>
                  {topics.length > 0 && (
                    <small>
                      {topics.slice(0, TOPICS_SHOWN).map(({ tag }) => (
                        <bdi key={tag}>#{tag} </bdi>
                      ))}
                    </small>
                  )}
                </Link>
              </li>
            ))}
      </ul>
    </section>
  );
}
