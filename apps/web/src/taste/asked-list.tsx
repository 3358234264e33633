// What a person asked for, each to be taken back; and the words that they do not want to read.

import type { TasteChoice } from '@jhalak/contracts/taste';
import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { KindSign, nameOf } from './belief-name.tsx';
import type { TasteState } from './use-taste.ts';

/** As the contract bounds it. */
const WORDS_MAX = 60;

export function AskedList({
  choices,
  taste,
}: {
  choices: readonly TasteChoice[];
  taste: TasteState;
}) {
  const { t } = useApp();
  return (
    <section>
      <h2>{t('taste.asked')}</h2>
      <p class="soft">{t('taste.askedHint')}</p>
      {choices.length > 0 && (
        <ul class="asked-list">
          {choices.map((choice) => {
            const clip = choice.clip?.caption || t('wish.aClip');
            const name = choice.of === 'clip' ? clip : nameOf(t, choice.of, choice.value);
            return (
              <li key={choice.id} class={`is-${choice.wish}`}>
                {choice.clip === undefined ? (
                  <KindSign of={choice.of} value={choice.value} />
                ) : (
                  <img src={choice.clip.poster} alt="" loading="lazy" decoding="async" />
                )}
                <span>
                  <b dir="auto">{name}</b>
                  <small>
                    {t(
                      choice.of === 'words' || choice.of === 'tag'
                        ? 'wish.is_muted'
                        : `wish.is_${choice.wish}`,
                    )}
                  </small>
                </span>
                <button
                  type="button"
                  class="icon-button"
                  aria-label={t('wish.takeBack', { name })}
                  onClick={() => void taste.unchoose(choice, t('wish.said_back', { name }))}
                >
                  <Icon name="close" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <MuteWords
        onMute={async (words) =>
          await taste.choose(
            { of: words.startsWith('#') ? 'tag' : 'words', value: words, wish: 'none' },
            t('wish.said_mute', { name: words }),
          )
        }
      />
    </section>
  );
}

/** One field for a word, a phrase or a tag. */
export function MuteWords({ onMute }: { onMute: (words: string) => Promise<void> }) {
  const { t } = useApp();
  const [words, setWords] = useState('');
  const clean = words.trim();
  return (
    <form
      class="mute-words"
      onSubmit={(event) => {
        event.preventDefault();
        if (clean === '') return;
        void onMute(clean);
        setWords('');
      }}
    >
      <label class="field">
        <span>{t('mute.label')}</span>
        <input
          type="text"
          dir="auto"
          maxLength={WORDS_MAX}
          value={words}
          autocomplete="off"
          enterkeyhint="done"
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <small>{t('mute.hint')}</small>
      </label>
      <button type="submit" class="button" disabled={clean === ''}>
        <Icon name="muted" />
        {t('mute.action')}
      </button>
    </form>
  );
}
