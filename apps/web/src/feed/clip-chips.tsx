// What a clip is, in small signs: why it is here, genre, language, sample.

import { CONTENT_LANGUAGES } from '@jhalak/contracts/languages';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { loadLater } from '../shell/later.ts';
import { useLazy } from '../shell/use-lazy.ts';
import type { FeedClip } from './feed-store.ts';

const loadAudience = () => loadLater().then((module) => module.LateChip);

export function ClipChips({ clip, onWhy }: { clip: FeedClip; onWhy: () => void }) {
  const { t } = useApp();
  const { video, reason } = clip;
  return (
    <>
      {reason && (
        <button
          type="button"
          class="chip chip-why"
          onClick={onWhy}
          aria-label={`${t('why.title')}: ${reason.text}`}
        >
          <Icon name="spark" />
          <span>{reason.text}</span>
        </button>
      )}
      <ClipMarks video={video} />
    </>
  );
}

/** What is said of a clip wherever it plays. */
export function ClipMarks({ video }: Pick<FeedClip, 'video'>) {
  const { t } = useApp();
  const Audience = useLazy(video.audience ? loadAudience : null, () => undefined);
  return (
    <div class="chips">
      {Audience && <Audience audience={video.audience} />}
      <span class={`chip genre-${video.genre}`}>{t(`genre.${video.genre}`)}</span>
      <span class="chip" lang={video.language}>
        {languageName(video.language)}
      </span>
      {video.ai && <span class="chip chip-ai">{t(`aiMark.${video.ai}`)}</span>}
      {video.sample && <span class="chip chip-sample">{t('chip.sample')}</span>}
    </div>
  );
}

/** @returns the language's name in itself; the code where it is unknown. */
export function languageName(code: string): string {
  return CONTENT_LANGUAGES.find((language) => language.code === code)?.name ?? code;
}
