// The editor's desk: cards that wait for a look, one at a time as it will stand on a phone; and how the sources do.

import { useEffect, useState } from 'preact/hooks';
import type { CardState, DeskCard } from '@jhalak/contracts/cards';
import { CONTENT_LANGUAGES } from '@jhalak/contracts/languages';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { NoPage } from '../shell/no-page.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { usePages } from '../shell/use-pages.ts';
import { CardReview } from './card-review.tsx';
import { CardRow } from './card-row.tsx';
import { NewCard } from './new-card.tsx';
import { Sources } from './sources.tsx';
import { useDeskKeys } from './use-desk-keys.ts';
import '../settings/settings.css';
import './desk.css';

const STATES = [
  'proposed',
  'approved',
  'refused',
  'killed',
  'expired',
] as const satisfies readonly CardState[];
type Place = CardState | 'sources';
const PLACES: readonly Place[] = [...STATES, 'sources'];

export function DeskScreen() {
  const app = useApp();
  const { t } = app;
  const [place, setPlace] = useState<Place>('proposed');
  const [language, setLanguage] = useState('');
  const [writing, setWriting] = useState(false);
  const [helping, setHelping] = useState(false);
  const cards = useCards(place === 'sources' ? 'proposed' : place, language);
  const { items, failure, chosen } = cards;
  useDeskKeys({
    j: () => cards.step(1),
    k: () => cards.step(-1),
    escape: () => cards.choose(null),
    n: () => setWriting(true),
    '?': () => setHelping(true),
  });
  if (failure !== null)
    return (
      <NoPage
        closed={{ title: t('cards.closedTitle'), text: t('cards.closedText') }}
        path="/desk"
        failure={failure}
        onRetry={cards.reload}
      />
    );
  const reviewing = chosen !== undefined && place !== 'sources';
  return (
    <div class={`screen card-desk${reviewing ? ' has-review' : ''}`}>
      <header class="card-desk-head">
        <h1>{t('cards.title')}</h1>
        <button type="button" class="button text keys-hint" onClick={() => setHelping(true)}>
          <kbd>?</kbd> {t('cards.keys')}
        </button>
        <button type="button" class="button" onClick={() => setWriting(true)}>
          <Icon name="plus" />
          {t('cards.write')}
        </button>
      </header>
      <div class="card-desk-places">
        <Segments
          label={t('cards.show')}
          value={place}
          choices={PLACES.map((one) => [one, t(`cardPlace.${one}`)] as const)}
          onChange={setPlace}
        />
        {place !== 'sources' && (
          <label class="field">
            <span>{t('cards.language')}</span>
            <select value={language} onChange={(event) => setLanguage(event.currentTarget.value)}>
              <option value="">{t('cards.allLanguages')}</option>
              {CONTENT_LANGUAGES.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {place === 'sources' ? (
        <Sources />
      ) : (
        <>
          <div class="card-desk-list">
            {items === null && (
              <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
            )}
            {items?.length === 0 && <Empty place={place} />}
            <ul class="card-rows">
              {items?.map((card) => (
                <li key={card.id}>
                  <CardRow
                    card={card}
                    current={card.id === chosen?.id}
                    onOpen={() => cards.choose(card.id)}
                  />
                </li>
              ))}
            </ul>
            {cards.hasMore && (
              <button type="button" class="button more" onClick={cards.more}>
                {t('common.more')}
              </button>
            )}
          </div>
          {chosen === undefined && (items?.length ?? 0) > 0 && (
            <p class="desk-hint soft">{t('moderation.hint')}</p>
          )}
          {chosen !== undefined && (
            <CardReview
              key={chosen.id}
              card={chosen}
              onChanged={cards.changed}
              onBack={() => cards.choose(null)}
            />
          )}
        </>
      )}
      {writing && (
        <NewCard
          onClose={() => setWriting(false)}
          onMade={() => {
            setWriting(false);
            cards.reload();
          }}
        />
      )}
      {helping && <KeysHelp onClose={() => setHelping(false)} />}
    </div>
  );
}

/** The list of one state, and which card is looked at. */
function useCards(state: CardState, language: string) {
  const query = new URLSearchParams({ state, limit: '40' });
  if (language !== '') query.set('language', language);
  const cards = usePages<DeskCard>(`/v1/desk/cards?${query}`);
  const [chosenId, setChosenId] = useState<string | null>(null);
  useEffect(() => setChosenId(null), [state, language]);
  const { items, failure, hasMore, reload, more } = cards;
  const at = items?.findIndex((card) => card.id === chosenId) ?? -1;
  return {
    items,
    failure,
    chosen: items?.[at],
    ...{ hasMore, reload, more },
    choose: setChosenId,
    step: (by: 1 | -1) => {
      const next = items?.[at === -1 ? 0 : at + by];
      if (next !== undefined) setChosenId(next.id);
    },
    /** A card that left this list goes from it, and the next one comes. */
    changed: (card: DeskCard) => {
      const stays = card.state === state;
      cards.change((before) =>
        before.flatMap((one) => (one.id !== card.id ? [one] : stays ? [card] : [])),
      );
      if (!stays) setChosenId(items?.[at + 1]?.id ?? items?.[at - 1]?.id ?? null);
    },
  };
}

function Empty({ place }: { place: CardState }) {
  const { t } = useApp();
  return (
    <div class="state is-small">
      <Icon name={place === 'proposed' ? 'check' : 'spark'} />
      <h2>{t(place === 'proposed' ? 'cards.doneTitle' : 'cards.emptyTitle')}</h2>
      <p>{t(place === 'proposed' ? 'cards.doneText' : 'cards.emptyText')}</p>
    </div>
  );
}

const KEYS = ['j', 'k', 'a', 'r', 'e', 'x', 'n', 'escape'] as const;

function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useApp();
  return (
    <Sheet title={t('cards.keys')} onClose={onClose}>
      <dl class="keys">
        {KEYS.map((key) => (
          <div key={key}>
            <dt>
              <kbd>{key === 'escape' ? 'Esc' : key.toUpperCase()}</kbd>
            </dt>
            <dd>{t(`cardKey.${key}`)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
