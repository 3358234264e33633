// The public ad library: every ad that was shown here, who pays for it and whom it was for. Needs no account. What is searched
// stands in the address, so that a find can be passed on.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { AdLibraryPage } from '@jhalak/contracts/ad-library';
import { CONTENT_LANGUAGES } from '@jhalak/contracts/languages';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Failed } from '../shell/failed.tsx';
import { Icon } from '../shell/icons.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { LibraryCard } from './library-card.tsx';
import { asked, EMPTY, questionOf, type Question } from './question.ts';
import './ad-library.css';

const PAGE = 24;
/** Somebody is typing: the library is asked when they pause. */
const PAUSE_MS = 350;
const PLACES = ['feed', 'lock'] as const;
const KINDS = ['native', 'clip', 'lock'] as const;

export function AdLibraryScreen() {
  const app = useApp();
  const { t } = app;
  const [question, setQuestion] = useState<Question>(() => questionOf(location.search));
  const [page, setPage] = useState<AdLibraryPage | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const wait = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const words = asked(question);
  const now = useRef(words);
  now.current = words;

  async function load(): Promise<void> {
    const reply = await app.api.get<AdLibraryPage>(`/v1/ads/library?limit=${PAGE}&${words}`);
    // Another question stands there by now.
    if (now.current !== words) return;
    setFailure(reply.kind === 'ok' ? null : reply);
    if (reply.kind === 'ok') setPage(reply.value);
  }
  useEffect(() => {
    history.replaceState(history.state, '', words === '' ? '/ad-library' : `/ad-library?${words}`);
    clearTimeout(wait.current);
    wait.current = setTimeout(() => void load(), page === null ? 0 : PAUSE_MS);
    return () => clearTimeout(wait.current);
    // Depends on less than it reads: the question says all
  }, [words]);

  async function more(): Promise<void> {
    if (page?.next === null || page?.next === undefined) return;
    const path = `/v1/ads/library?limit=${PAGE}&cursor=${page.next}&${words}`;
    const reply = await app.api.get<AdLibraryPage>(path);
    if (reply.kind !== 'ok') sayFailure(app, reply);
    else if (now.current === words)
      setPage((before) => ({
        ...reply.value,
        items: [...(before?.items ?? []), ...reply.value.items],
      }));
  }

  return (
    <div class="screen ad-library">
      <header>
        <h1>{t('adLib.title')}</h1>
        <p class="soft">{t('adLib.intro')}</p>
      </header>
      <Filters question={question} onChange={setQuestion} />
      {failure !== null && <Failed failure={failure} onRetry={() => void load()} />}
      {page === null && failure === null && (
        <div class="ad-library-grid" role="status" aria-label={t('common.loading')}>
          <div class="bone ad-library-bone" />
          <div class="bone ad-library-bone" />
          <div class="bone ad-library-bone" />
        </div>
      )}
      {page?.items.length === 0 && (
        <div class="state is-small">
          <Icon name="megaphone" />
          <p>{t(words === '' ? 'adLib.empty' : 'adLib.none')}</p>
          {words !== '' && (
            <button type="button" class="button" onClick={() => setQuestion(EMPTY)}>
              {t('adLib.clear')}
            </button>
          )}
        </div>
      )}
      <ul class="ad-library-grid" aria-live="polite">
        {page?.items.map((ad) => (
          <li key={ad.id}>
            <LibraryCard ad={ad} currency={page.currency} />
          </li>
        ))}
      </ul>
      {page !== null && page.next !== null && (
        <button type="button" class="button ad-library-more" onClick={() => void more()}>
          {t('common.more')}
        </button>
      )}
    </div>
  );
}

interface FiltersProps {
  question: Question;
  onChange: (question: Question) => void;
}

function Filters({ question, onChange }: FiltersProps) {
  const { t } = useApp();
  const put = (part: Partial<Question>): void => onChange({ ...question, ...part });
  return (
    <form class="ad-library-filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        class="input"
        type="search"
        value={question.q}
        maxLength={100}
        placeholder={t('adLib.search')}
        aria-label={t('adLib.search')}
        onInput={(event) => put({ q: event.currentTarget.value })}
      />
      <label class="field">
        <span class="hidden">{t('adLib.place')}</span>
        <select
          value={question.placement}
          onChange={(event) => put({ placement: event.currentTarget.value })}
        >
          <option value="">{t('adLib.anyPlace')}</option>
          {PLACES.map((one) => (
            <option key={one} value={one}>
              {t(`adLibPlace.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="hidden">{t('adLib.kind')}</span>
        <select
          value={question.kind}
          onChange={(event) => put({ kind: event.currentTarget.value })}
        >
          <option value="">{t('adLib.anyKind')}</option>
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {t(`adLibKind.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="hidden">{t('adLib.language')}</span>
        <select
          value={question.language}
          onChange={(event) => put({ language: event.currentTarget.value })}
        >
          <option value="">{t('adLib.anyLanguage')}</option>
          {CONTENT_LANGUAGES.map(({ code, name }) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}
