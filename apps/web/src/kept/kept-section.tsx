// What is on this phone and plays without network.

import { megabytesText } from '../budget/megabytes-text.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { videoPath } from '../shell/routes.ts';
import { useSignal } from '../shell/use-signal.ts';
import { keptAddress } from './kept-address.ts';
import { dropClip, keepClip, keptClips } from './kept-clips.ts';
import './kept.css';

export function KeptSection() {
  const app = useApp();
  const { t, locale } = app;
  const kept = useSignal(keptClips);
  if (kept.length === 0) return null;
  const size = megabytesText(
    kept.reduce((sum, { bytes }) => sum + bytes, 0),
    locale,
  );
  return (
    <section class="kept">
      <h2>{t('kept.title')}</h2>
      <p class="soft">{t('kept.sum', { count: kept.length, size })}</p>
      <ul>
        {kept.map(({ video, bytes }) => (
          <li key={video.id}>
            <Link href={videoPath(video.id)} class="kept-clip">
              <img src={keptAddress(video.poster)} alt="" decoding="async" />
              <span>
                <b dir="auto">
                  {video.caption || t('feed.clipBy', { handle: video.creator.handle })}
                </b>
                <small>
                  <bdi>@{video.creator.handle}</bdi> · {megabytesText(bytes, locale)}
                </small>
              </span>
            </Link>
            <button
              type="button"
              class="kept-drop"
              aria-label={t('kept.drop')}
              onClick={() => {
                void dropClip(video.id);
                app.say(t('kept.dropped'), {
                  label: t('common.undo'),
                  run: () => void keepClip(video),
                });
              }}
            >
              <Icon name="trash" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
