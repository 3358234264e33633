// The pack that phones of a language get now, card by card. The page trusts its own cell and does not verify; phones do.

import { useEffect, useState } from 'preact/hooks';
import type { LockPack, SignedJson } from '@jhalak/contracts/lock';
import type { Brand } from '@jhalak/contracts/partners';
import type { Failure } from '../api/client.ts';
import { PhoneCard } from '../desk/phone-card.tsx';
import { bytesText, dateTimeText, timeText } from '../desk/when.ts';
import { languageName } from '../feed/clip-chips.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';

export function PackPreview({ brand }: { brand: Brand }) {
  const app = useApp();
  const { t, locale } = app;
  const [language, setLanguage] = useState(brand.languages[0] ?? 'hi');
  const [pack, setPack] = useState<LockPack | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [at, setAt] = useState(0);
  useEffect(() => {
    setPack(null);
    setFailure(null);
    setAt(0);
    const query = 'width=720&format=webp&kind=contextual';
    void app.api
      .get<SignedJson>(`/lock/v1/packs/${brand.region}/${language}/current?${query}`)
      .then((reply) => {
        if (reply.kind === 'ok') setPack(payloadOf(reply.value));
        else setFailure(reply);
      });
    // Depends on less than it reads: another language
  }, [language]);
  const card = pack?.cards[at];
  return (
    <section class="pack-preview" aria-labelledby="pack-title">
      <h2 id="pack-title">{t('pack.title')}</h2>
      <label class="field">
        <span>{t('cards.language')}</span>
        <select value={language} onChange={(event) => setLanguage(event.currentTarget.value)}>
          {brand.languages.map((code) => (
            <option key={code} value={code}>
              {languageName(code)}
            </option>
          ))}
        </select>
      </label>
      {pack === null && failure === null && (
        <div class="bone pack-bone" role="status" aria-label={t('common.loading')} />
      )}
      {failure !== null && (
        <div class="state is-small" role="alert">
          <Icon name="offline" />
          <p>{failureText(app, failure)}</p>
        </div>
      )}
      {pack !== null && card === undefined && (
        <div class="state is-small">
          <Icon name="spark" />
          <h3>{t('pack.emptyTitle')}</h3>
          <p>{t('pack.emptyText')}</p>
        </div>
      )}
      {pack !== null && card !== undefined && (
        <>
          <PhoneCard
            card={{
              ...card,
              picture: card.picture && { ...card.picture, url: card.picture.file.url },
            }}
            timeText={timeText(Date.now(), locale)}
          />
          <div class="pack-steps">
            <button
              type="button"
              class="icon-button"
              disabled={at === 0}
              aria-label={t('pack.previous')}
              onClick={() => setAt(at - 1)}
            >
              <Icon name="back" />
            </button>
            <span aria-live="polite">{t('pack.place', { at: at + 1, of: pack.cards.length })}</span>
            <button
              type="button"
              class="icon-button"
              disabled={at === pack.cards.length - 1}
              aria-label={t('pack.next')}
              onClick={() => setAt(at + 1)}
            >
              <Icon name="next" />
            </button>
          </div>
          <p class="soft pack-facts">
            {t('pack.facts', {
              version: pack.version,
              bytes: bytesText(pack.bytes),
              when: dateTimeText(pack.expiresAtMs, locale),
            })}
          </p>
        </>
      )}
    </section>
  );
}

/** @returns what was signed. The reply comes from this page's own cell over its own connection. */
function payloadOf({ payload }: SignedJson): LockPack {
  const plain = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as LockPack;
}
