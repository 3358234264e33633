// The words to a clip: caption, tags, language, genre. What is typed is kept at once, so that leaving loses nothing.

import { useEffect, useRef, useState } from 'preact/hooks';
import { languageOfText } from '@jhalak/contracts/language-of-text';
import { CONTENT_LANGUAGES, GENRES } from '@jhalak/contracts/languages';
import { CAPTION_MAX, TAGS_MAX } from '../contract-values.ts';
import { AudienceField } from '../people/audience.tsx';
import { TrimEditor } from '../record/trim-editor.tsx';
import { trimToSend } from '../record/trim.ts';
import { useApp } from '../shell/app-context.ts';
import { GenreSign } from '../shell/genre-sign.tsx';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { SureButton } from '../shell/sure-button.tsx';
import type { Draft, DraftDetails } from '../uploads/drafts.ts';
import type { UploadQueue } from '../uploads/upload-queue.ts';
import { SoundField } from '../sound/sound-field.tsx';
import { AiField } from './ai-field.tsx';
import { TagField } from './tag-field.tsx';

/** A pause in typing after which the draft is written to the device. */
const KEEP_AFTER_MS = 600;

interface DetailsFormProps {
  draft: Draft;
  queue: UploadQueue;
  /** Keeps the draft and shows the list. */
  onAside: () => void;
}

export function DetailsForm({ draft: given, queue, onAside }: DetailsFormProps) {
  const app = useApp();
  const { t, viewer } = app;
  const [draft, setDraft] = useState(given);
  const [problem, setProblem] = useState<string | null>(null);
  const latest = useRef(draft);
  latest.current = draft;
  const languageChosen = useRef(false);
  const { details } = draft;
  const signedUp = viewer?.handle !== undefined;

  useEffect(() => {
    const timer = setTimeout(
      () => void queue.save(draft).catch(() => app.say(t('record.notKept'))),
      KEEP_AFTER_MS,
    );
    return () => clearTimeout(timer);
    // Depends on less than it reads: each change of the draft, nothing else
  }, [draft]);

  const change = (part: Partial<DraftDetails>) =>
    setDraft((before) => ({ ...before, details: { ...before.details, ...part } }));

  /** The language follows the caption's script until it is chosen by hand. */
  function write(caption: string): void {
    const guess = languageChosen.current
      ? null
      : languageOfText(caption, details.language, viewer?.languages ?? []);
    change(guess === null ? { caption } : { caption, language: guess });
  }

  async function publish(event: Event): Promise<void> {
    event.preventDefault();
    if (details.genre === '') {
      setProblem(t('details.genreMissing'));
      return;
    }
    await queue.publish(latest.current);
  }

  async function signUp(): Promise<void> {
    await queue.save(latest.current);
    app.navigate('/signup?next=/create');
  }

  return (
    <form class="screen details" onSubmit={(event) => void publish(event)}>
      <header class="screen-head">
        <button
          type="button"
          class="icon-button"
          aria-label={t('common.back')}
          onClick={() => void queue.save(latest.current).finally(onAside)}
        >
          <Icon name="back" />
        </button>
        <h1>{t('details.title')}</h1>
      </header>
      {draft.blob !== null && (
        <TrimEditor
          blob={draft.blob}
          durationMs={draft.durationMs}
          trim={draft.trim}
          onChange={(trim, durationMs) =>
            setDraft((before) => ({ ...before, trim: trimToSend(trim, durationMs) }))
          }
        />
      )}
      <label class="field">
        <span>
          {t('details.caption')}
          <span class="count" aria-hidden="true">
            {details.caption.length}/{CAPTION_MAX}
          </span>
        </span>
        <textarea
          rows={3}
          maxLength={CAPTION_MAX}
          value={details.caption}
          lang={details.language}
          dir="auto"
          placeholder={t('details.captionHint')}
          onInput={(event) => write(event.currentTarget.value)}
        />
      </label>
      <TagField
        caption={details.caption}
        tags={details.tags}
        max={TAGS_MAX}
        language={details.language}
        onChange={(tags) => change({ tags })}
      />
      <label class="field">
        <span>{t('details.language')}</span>
        <select
          value={details.language}
          onChange={(event) => {
            languageChosen.current = true;
            change({ language: event.currentTarget.value });
          }}
        >
          {CONTENT_LANGUAGES.map(({ code, name }) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <fieldset class="field">
        <legend class="field-label">{t('details.genre')}</legend>
        <div class="radio-tiles">
          {GENRES.map((genre) => (
            <label key={genre} class={`genre-${genre}`}>
              <input
                type="radio"
                name="genre"
                value={genre}
                checked={details.genre === genre}
                onChange={() => {
                  change({ genre });
                  setProblem(null);
                }}
              />
              <GenreSign genre={genre} />
              <span>{t(`genre.${genre}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <AudienceField
        value={details.audience ?? 'everyone'}
        onChange={(audience) => change({ audience })}
      />
      <AiField
        mark={details.ai}
        onChange={(ai) =>
          setDraft((before) => {
            const { ai: _, ...others } = before.details;
            return { ...before, details: ai === undefined ? others : { ...others, ai } };
          })
        }
      />
      <SoundField
        details={details}
        onChange={change}
        onDrop={() =>
          setDraft((before) => {
            const { sound: _, soundMode: __, ...others } = before.details;
            return { ...before, details: others };
          })
        }
      />
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      {signedUp ? (
        <div class="actions">
          <button type="submit" class="button primary tall">
            <Icon name="upload" />
            {t('details.publish')}
          </button>
          <SureButton onSure={() => void queue.discard(draft.id)}>
            {t('details.discard')}
          </SureButton>
        </div>
      ) : (
        <div class="actions">
          <p class="soft">{t('details.accountFirst')}</p>
          <button type="button" class="button primary tall" onClick={() => void signUp()}>
            {t('account.signUp')}
          </button>
          <Link href="/signin?next=/create" class="button">
            {t('account.signIn')}
          </Link>
          <SureButton onSure={() => void queue.discard(draft.id)}>
            {t('details.discard')}
          </SureButton>
        </div>
      )}
    </form>
  );
}
