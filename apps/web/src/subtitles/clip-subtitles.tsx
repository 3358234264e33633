// The subtitles of one's own clip: bring a file, write, change and take away, one language at a time.

import { CONTENT_LANGUAGES } from '@jhalak/contracts/languages';
import type { ClipSubtitles, Subtitles } from '@jhalak/contracts/subtitles';
import type { Video } from '@jhalak/contracts/videos';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Reply } from '../api/client.ts';
import { languageName } from '../feed/clip-chips.tsx';
import { useApp } from '../shell/app-context.ts';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { CueEditor } from './cue-editor.tsx';
import { draftOf, fileOf } from './cue-text.ts';
import { faultOf, faultText } from './fault-text.ts';
import './subtitles.css';

/** What is being edited; a language that has none yet begins empty. */
type Edited = Pick<Subtitles, 'language' | 'cues'>;

export function SubtitlesOfClip({ video }: { video: Video }) {
  const app = useApp();
  const { t, api } = app;
  const path = `/v1/videos/${video.id}/subtitles`;
  const [held, setHeld] = useState<ClipSubtitles | null>(null);
  const [language, setLanguage] = useState<Edited['language']>(video.language);
  const [edited, setEdited] = useState<Edited | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    void api.get<ClipSubtitles>(path).then((reply) => {
      // The sheet is there for more than this: without an answer it stays away.
      if (reply.kind === 'ok') setHeld(reply.value);
    });
    // Depends on less than it reads: once a clip
  }, [path]);
  // A toast lies below the sheet: what was taken away is brought back where it was.
  const [removed, setRemoved] = useState<Subtitles | null>(null);
  const panel = useRef<HTMLElement>(null);
  const isEdited = edited !== null;
  useEffect(() => {
    // The list and the editor are of other heights: what was asked for stays in sight.
    panel.current?.scrollIntoView({ block: 'nearest' });
  }, [isEdited]);
  if (held === null) return null;

  async function put(into: string, text: string): Promise<Reply<ClipSubtitles>> {
    const reply = await api.send<ClipSubtitles>('PUT', `${path}/${into}`, { text });
    if (reply.kind === 'ok') {
      setHeld(reply.value);
      app.say(t('comments.saved'));
    }
    return reply;
  }

  async function take(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    setProblem(null);
    const reply = await put(language, await file.text());
    if (reply.kind === 'ok') return;
    const fault = faultOf(reply);
    setProblem(fault === undefined ? failureText(app, reply) : faultText(app, fault));
  }

  async function remove(one: Subtitles): Promise<void> {
    const reply = await api.send<ClipSubtitles>('DELETE', `${path}/${one.language}`);
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    setHeld(reply.value);
    setRemoved(one);
  }

  async function putBack(one: Subtitles): Promise<void> {
    const reply = await put(one.language, fileOf(one.cues.map(draftOf)).text);
    if (reply.kind === 'ok') setRemoved(null);
    else sayFailure(app, reply);
  }

  if (edited !== null)
    return (
      <section class="clip-subtitles" ref={panel}>
        <h3 lang={edited.language}>{languageName(edited.language)}</h3>
        <CueEditor
          cues={edited.cues}
          language={edited.language}
          clipMs={video.durationMs}
          put={(text) => put(edited.language, text)}
          onClose={() => setEdited(null)}
        />
      </section>
    );
  const known = held.items.find((one) => one.language === language);
  return (
    <section class="clip-subtitles" ref={panel}>
      <h3>{t('subtitles.title')}</h3>
      <p class="soft">{t('subtitles.hint')}</p>
      {held.transcripts === 'not_installed' && <p class="soft">{t('subtitles.noMachine')}</p>}
      <ul>
        {held.items.map((one) => (
          <li key={one.language} class="subtitle-row">
            <b lang={one.language}>{languageName(one.language)}</b>
            <button type="button" class="button" onClick={() => setEdited(one)}>
              {t('ways.changePhone')}
            </button>
            <button type="button" class="button" onClick={() => void remove(one)}>
              {t('ways.remove')}
            </button>
          </li>
        ))}
      </ul>
      {removed !== null && (
        <p class="subtitle-row" role="status">
          <span>
            <b lang={removed.language}>{languageName(removed.language)}</b> {t('ways.removed')}
          </span>
          <button type="button" class="button" onClick={() => void putBack(removed)}>
            {t('common.undo')}
          </button>
        </p>
      )}
      <div class="subtitle-new">
        <div class="field">
          <select
            value={language}
            aria-label={t('discover.language')}
            onChange={({ currentTarget: { value } }) => {
              const found = CONTENT_LANGUAGES.find(({ code }) => code === value);
              if (found !== undefined) setLanguage(found.code);
            }}
          >
            {CONTENT_LANGUAGES.map(({ code, name }) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <label class="button subtitle-file">
          <input
            type="file"
            accept=".vtt,.srt,text/vtt,application/x-subrip"
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              void take(file).then(() => (currentTarget.value = ''));
            }}
          />
          {t('create.choose')}
        </label>
        <button
          type="button"
          class="button"
          onClick={() => setEdited(known ?? { language, cues: [] })}
        >
          {t('subtitles.write')}
        </button>
      </div>
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
