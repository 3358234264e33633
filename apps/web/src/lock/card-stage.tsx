// The cards: the line that moves under the finger, what can be done with the one on the screen, and the end of the line.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { LockAd, LockCard } from '@jhalak/contracts/lock';
import { safeUrl } from '../feed/ads/ad-face.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { useSignal } from '../shell/use-signal.ts';
import { AdCard } from './ad-card.tsx';
import { LockAdSheets, type OpenAdSheet } from './ad-sheets.tsx';
import { likesStillness } from './abilities.ts';
import { blurOf } from '../shell/blur-of.ts';
import { CardFace } from './card-face.tsx';
import { isLockAd } from './device/ads.ts';
import type { LockView } from './device/device.ts';
import { LockSheets, type OpenLockSheet } from './lock-sheets.tsx';
import { OffButton } from './off-button.tsx';
import { SideNotes } from './side-notes.tsx';
import { useAd, type AdOnLock } from './use-ad.ts';
import { useAdvance } from './use-advance.ts';
import { useAttention } from './use-attention.ts';
import { useCardActions } from './use-card-actions.ts';
import { useDeck, type Deck, type InLine } from './use-deck.ts';
import { useHidden } from './use-hidden.ts';
import { readingSide, useSwipeKeys, useSwipes } from './use-swipes.ts';
import { Quiet } from './neutral-card.tsx';

interface CardStageProps {
  view: Extract<LockView, { kind: 'cards' }>;
  refresh: () => Promise<void>;
}

export function CardStage({ view, refresh }: CardStageProps) {
  const { t, preferences } = useApp();
  const { lockHeld } = useSignal(preferences);
  const deck = useDeck(view);
  const ad = isLockAd(deck.card) ? deck.card : undefined;
  const card = isLockAd(deck.card) ? undefined : deck.card;
  const [sheet, setSheet] = useState<OpenLockSheet | OpenAdSheet | null>(null);
  const hidden = useHidden(deck.wake);
  const actions = useCardActions(card, refresh);
  const lit = !hidden && sheet === null;
  useAttention(card, !hidden);
  const adActs = useAd(ad, view.pack, lit, refresh);
  const still = likesStillness();
  const held = lockHeld || still;
  const sweep = useAdvance(deck.card, lit && !held, () => deck.go(1));
  const hold = () => preferences.set({ ...preferences.get(), lockHeld: !lockHeld });
  const { line, strip } = useStrip(deck, actions.open);
  useSwipeKeys(sheet !== null, { step: deck.go, open: actions.open, hold });
  return (
    <>
      {deck.card?.picture === undefined ? (
        <div class={`lock-around genre-${card?.genre ?? 'news'}`} />
      ) : (
        <img class="lock-around" src={blurOf(deck.card.picture.thumbhash)} alt="" />
      )}
      <section
        class="lock-stage"
        aria-roledescription={t('lock.carousel')}
        aria-label={t('lock.cards')}
        {...strip}
      >
        <div class="lock-line" ref={line} aria-live={held ? 'polite' : 'off'}>
          {nearby(deck).map(([one, place]) => (
            <div
              key={one?.id ?? 'end'}
              class="lock-place"
              inert={place !== deck.at}
              style={{ insetInlineStart: `${place * 100}%` }}
            >
              {one === undefined ? (
                <End deck={deck} />
              ) : isLockAd(one) ? (
                <AdCard ad={one} language={view.pack.language} here={place === deck.at} />
              ) : (
                <CardFace
                  card={one}
                  here={place === deck.at}
                  moves={lit && !lockHeld && !still}
                  seenBefore={deck.again}
                />
              )}
            </div>
          ))}
        </div>
        <Steps deck={deck} />
        <Position deck={deck} held={held} still={still} onHold={hold} />
        <div class="lock-actions">
          {ad === undefined ? (
            <CardActions card={card} actions={actions} onMore={() => setSheet('more')} />
          ) : (
            <AdActions ad={ad} acts={adActs} open={setSheet} />
          )}
          <OffButton />
        </div>
        <i class="lock-sweep" aria-hidden="true" key={sweep} data-runs={sweep !== ''} />
      </section>
      {card !== undefined && <SideNotes card={card} onWhy={() => setSheet('why')} />}
      {ad !== undefined && isAdSheet(sheet) && (
        <LockAdSheets
          sheet={sheet}
          ad={ad}
          pack={view.pack}
          acts={adActs}
          open={setSheet}
          onClose={() => setSheet(null)}
        />
      )}
      {sheet !== null && !isAdSheet(sheet) && (
        <LockSheets
          sheet={sheet}
          card={card}
          pack={view.pack}
          actions={actions}
          open={setSheet}
          onClose={() => setSheet(null)}
        />
      )}
    </>
  );
}

/** The card, its neighbours, and the end after the last. */
function nearby(deck: Deck): (readonly [InLine | undefined, number])[] {
  return [deck.at - 1, deck.at, deck.at + 1]
    .filter((place) => place >= 0 && place <= deck.line.length)
    .map((place) => [deck.line[place], place] as const);
}

/** The line under the finger. */
function useStrip(deck: Deck, open: () => void) {
  const line = useRef<HTMLDivElement>(null);
  const place = (px: number): void => {
    const element = line.current;
    if (element === null) return;
    element.classList.toggle('is-dragged', px !== 0);
    // At both ends the line gives way less and less.
    const beyond = (deck.at === 0 && px > 0) || (deck.at === deck.line.length && px < 0);
    const side = readingSide();
    const moved = side * (beyond ? px / 3 : px);
    element.style.transform = `translateX(calc(${-side * deck.at * 100}% + ${moved}px))`;
  };
  useEffect(() => place(0), [deck.at, deck.line]);
  const strip = useSwipes({ step: deck.go, open, drag: place });
  return { line, strip };
}

function Steps({ deck }: { deck: Deck }) {
  const { t } = useApp();
  return (
    <>
      <button
        type="button"
        class="lock-step is-back"
        aria-label={t('lock.previous')}
        disabled={deck.at === 0}
        onClick={() => deck.go(-1)}
      >
        <Icon name="back" />
      </button>
      <button
        type="button"
        class="lock-step"
        aria-label={t('lock.next')}
        disabled={deck.at >= deck.line.length}
        onClick={() => deck.go(1)}
      >
        <Icon name="next" />
      </button>
    </>
  );
}

interface PositionProps {
  deck: Deck;
  held: boolean;
  /** Nothing moves by itself anyway. */
  still: boolean;
  onHold: () => void;
}

function Position({ deck, held, still, onHold }: PositionProps) {
  const { t } = useApp();
  if (deck.card === undefined) return null;
  return (
    <div class="lock-position">
      <span aria-hidden="true">
        {deck.at + 1}/{deck.line.length}
      </span>
      {!still && (
        <button
          type="button"
          class="icon-button"
          aria-pressed={held}
          aria-label={t('lock.hold')}
          onClick={onHold}
        >
          <Icon name={held ? 'play' : 'pause'} />
        </button>
      )}
    </div>
  );
}

const isAdSheet = (sheet: OpenLockSheet | OpenAdSheet | null): sheet is OpenAdSheet =>
  sheet === 'ad' || sheet === 'ad_why' || sheet === 'ad_report';

/** An ad is opened by its button alone: a stray tap on its picture leads nowhere. */
function AdActions({
  ad,
  acts,
  open,
}: {
  ad: LockAd;
  acts: AdOnLock;
  open: (sheet: OpenAdSheet) => void;
}) {
  const { t } = useApp();
  const href = safeUrl(ad.url);
  return (
    <>
      {href !== undefined && (
        <a
          class="lock-open"
          href={href}
          target="_blank"
          rel="noopener noreferrer"
          onClick={() => acts.opened()}
        >
          <span dir="auto">{ad.button}</span>
          <span class="hidden">{t('ad.newTab')}</span>
        </a>
      )}
      <button
        type="button"
        class="lock-button"
        aria-label={t('ad.why')}
        aria-haspopup="dialog"
        onClick={() => open('ad_why')}
      >
        <Icon name="question" />
      </button>
      <button
        type="button"
        class="lock-button"
        aria-label={t('ad.acts')}
        aria-haspopup="dialog"
        onClick={() => open('ad')}
      >
        <Icon name="more" />
      </button>
    </>
  );
}

interface CardActionsProps {
  card: LockCard | undefined;
  actions: ReturnType<typeof useCardActions>;
  onMore: () => void;
}

function CardActions({ card, actions, onMore }: CardActionsProps) {
  const { t } = useApp();
  if (card === undefined) return null;
  return (
    <>
      <a
        class="lock-open"
        href={card.open}
        onClick={(event) => {
          event.preventDefault();
          actions.open();
        }}
      >
        {t(`lock.open_${card.kind}`)}
      </a>
      <button
        type="button"
        class="lock-button"
        aria-pressed={actions.saved}
        aria-label={t('lock.save')}
        onClick={() => void actions.toggleSaved()}
      >
        <Icon name="bookmark" filled={actions.saved} />
      </button>
      <button
        type="button"
        class="lock-button"
        aria-label={t('lock.more')}
        aria-haspopup="dialog"
        onClick={onMore}
      >
        <Icon name="more" />
      </button>
    </>
  );
}

function End({ deck }: { deck: Deck }) {
  const { t } = useApp();
  return (
    <Quiet>
      <h2>{t('lock.endTitle')}</h2>
      <p>{t('lock.endText')}</p>
      <div class="row">
        {deck.againCount > 0 && (
          <button type="button" class="button" onClick={deck.lookAgain}>
            <Icon name="retry" />
            {t('lock.lookAgain')}
          </button>
        )}
        <Link href="/" class="button">
          {t('lock.toClips')}
        </Link>
      </div>
    </Quiet>
  );
}
