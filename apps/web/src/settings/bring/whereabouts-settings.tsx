// Where people find somebody now: the word that the new service gives, and the page of the old one that it is carried to.

import type { Import, WhereaboutsPage, Whereabouts, Word } from '@jhalak/contracts/imports';
import { useEffect, useState } from 'preact/hooks';
import { useStepUp } from '../../account/step-up.tsx';
import { copyLink } from '../../share/copy-link.ts';
import { QrCode } from '../../share/qr-code.tsx';
import { useApp } from '../../shell/app-context.ts';
import { Icon } from '../../shell/icons.tsx';
import { failureText, sayFailure } from '../../shell/say-failure.ts';
import { hostOf } from './bring-choice.tsx';

/** A word is a line of some four hundred letters. */
const WORD_MAX = 2_000;

export function WhereaboutsSettings({ latest }: { latest: Import | null }) {
  const app = useApp();
  const { t, api } = app;
  const [page, setPage] = useState<WhereaboutsPage | null>(null);
  useEffect(() => {
    void api.get<WhereaboutsPage>('/v1/me/whereabouts').then((reply) => {
      if (reply.kind === 'ok') setPage(reply.value);
    });
    // Depends on less than it reads: once
  }, []);
  if (page === null) return null;
  const show = (now: Whereabouts | null) => setPage((before) => before && { ...before, now });
  async function hide(): Promise<void> {
    const reply = await api.send('DELETE', '/v1/me/whereabouts');
    if (reply.kind === 'ok') show(null);
    else sayFailure(app, reply);
  }
  return (
    <details class="channel-claim whereabouts" open={page.now !== null}>
      <summary>{t('here.title')}</summary>
      <p class="soft">{t('here.hint')}</p>
      {page.now === null ? (
        <ShowForm cell={page.cell} onShown={show} />
      ) : (
        <div class="archive">
          <p role="status">
            <Icon name="check" /> {t('here.now', { place: hostOf(page.now.url) })}
          </p>
          <button type="button" class="button" onClick={() => void hide()}>
            {t('here.hide')}
          </button>
        </div>
      )}
      <WordForm
        key={latest?.source?.cell ?? ''}
        cell={latest?.source?.cell ?? ''}
        handle={latest?.source?.handle ?? ''}
      />
    </details>
  );
}

function ShowForm({ cell, onShown }: { cell: string; onShown: (now: Whereabouts) => void }) {
  const app = useApp();
  const { t, api } = app;
  const [word, setWord] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const { guard, sheet } = useStepUp();
  async function send(): Promise<void> {
    const reply = await guard(
      async () => await api.send<Whereabouts>('PUT', '/v1/me/whereabouts', { word }),
    );
    if (reply === undefined) return;
    if (reply.kind === 'ok') onShown(reply.value);
    else
      setProblem(
        reply.kind === 'problem' && reply.status === 422
          ? t('here.wrong')
          : failureText(app, reply),
      );
  }
  return (
    <>
      <form
        class="channel-form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p class="soft">
          {t('here.own')} <code translate={false}>{cell}</code>
        </p>
        <label class="field">
          <span>{t('here.label')}</span>
          <textarea
            rows={3}
            dir="ltr"
            value={word}
            maxLength={WORD_MAX}
            minLength={20}
            required
            spellcheck={false}
            autocapitalize="none"
            onInput={(event) => setWord(event.currentTarget.value)}
          />
        </label>
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button">
          {t('here.show')}
        </button>
      </form>
      {sheet}
    </>
  );
}

function WordForm({ cell: knownCell, handle: knownHandle }: { cell: string; handle: string }) {
  const app = useApp();
  const { t, api } = app;
  const [cell, setCell] = useState(knownCell);
  const [handle, setHandle] = useState(knownHandle);
  const [word, setWord] = useState<string | null>(null);
  async function ask(): Promise<void> {
    const body = { cell: cell.trim(), handle: handle.trim().replace(/^@/u, '') };
    const reply = await api.send<Word>('POST', '/v1/me/whereabouts/words', body);
    if (reply.kind === 'ok') setWord(reply.value.word);
    else sayFailure(app, reply);
  }
  if (word !== null)
    return (
      <div class="bring-word">
        <p class="soft">{t('here.copyHint')}</p>
        <code translate={false} dir="ltr">
          {word}
        </code>
        <button type="button" class="button primary" onClick={() => void copyLink(app, word)}>
          {t('codes.copy')}
        </button>
        <QrCode text={word} label={t('here.qr')} />
      </div>
    );
  return (
    <form
      class="channel-form"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <h3>{t('here.word')}</h3>
      <label class="field">
        <span>{t('here.cell')}</span>
        <input
          type="text"
          value={cell}
          maxLength={40}
          required
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          onInput={(event) => setCell(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>{t('here.handle')}</span>
        <input
          type="text"
          value={handle}
          minLength={3}
          maxLength={31}
          required
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          onInput={(event) => setHandle(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button">
        {t('here.get')}
      </button>
    </form>
  );
}
