// Subtitles of the clip on screen: off, or one of its languages. What is chosen holds for the next clips too.

import type { Video } from '@jhalak/contracts/videos';
import { useState } from 'preact/hooks';
import { languageName } from '../feed/clip-chips.tsx';
import { useApp } from '../shell/app-context.ts';
import { showSubtitles } from './show-subtitles.ts';
import { keepWish, languageFor, readWish } from './wish.ts';

export function SubtitleChoice({ video }: { video: Video }) {
  const { t, locale } = useApp();
  const there = (video.subtitles ?? []).map(({ language }) => language);
  const wish = readWish();
  const [shown, setShown] = useState(
    wish.on ? languageFor(there, wish, locale, video.language) : undefined,
  );
  if (there.length === 0) return null;
  const choose = (language: string | undefined): void => {
    keepWish(language === undefined ? { ...wish, on: false } : { on: true, language });
    setShown(language);
    showSubtitles(video);
  };
  return (
    <fieldset class="subtitle-choice">
      <legend>{t('subtitles.title')}</legend>
      <div class="tiles">
        {[undefined, ...there].map((language) => (
          <label key={language ?? 'off'} lang={language}>
            <input
              type="radio"
              name="subtitles"
              checked={shown === language}
              onChange={() => choose(language)}
            />
            {language === undefined ? t('inbox.who-nobody') : languageName(language)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
