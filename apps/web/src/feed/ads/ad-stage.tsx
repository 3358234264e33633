// One ad in the line of clips: its face, what is measured of it, and its sheets.

import { useRef, useState } from 'preact/hooks';
import type { ServedAd } from '@jhalak/contracts/ad-slots';
import { useApp } from '../../shell/app-context.ts';
import type { EventQueue } from '../event-queue.ts';
import type { AdPlace, FeedAd } from '../feed-store.ts';
import type { AdEvent } from './ad-events.ts';
import { AdFace } from './ad-face.tsx';
import { adSheets } from './ad-sheets.tsx';
import { VisibleShare } from './visible-share.ts';
import { useVisibleShare } from './use-visible-share.ts';

/** @returns the component that shows this ad wherever it stands; what was measured stays with it over scrolling to and fro. */
export function stageOf(ad: ServedAd, events: EventQueue<AdEvent>): FeedAd['Face'] {
  const video = ad.content.kind === 'clip';
  const share = new VisibleShare(video);
  const told = new Set<AdEvent['type']>();
  let hidden = false;
  const tell = (type: AdEvent['type']): void => {
    // Each counts once; the server would say so too.
    if (told.has(type)) return;
    told.add(type);
    const { token, expiresAtMs: untilMs } = ad;
    const timeline = type === 'view' ? share.timeline(performance.now()) : undefined;
    events.add({ type, token, untilMs, ...(timeline !== undefined && { timeline }) });
    void events.flush();
  };

  return function AdStage({ at, active, playing, covered, goOn, open }: AdPlace) {
    const { t } = useApp();
    const article = useRef<HTMLElement>(null);
    const [gone, setGone] = useState(hidden);
    useVisibleShare(article, {
      share,
      // A clip that stands still is not being seen in the rule's sense.
      wanted: active && !covered && !gone && (!video || playing),
      onSeen: () => tell('render'),
      onView: () => tell('view'),
    });
    const sheets = adSheets(ad, {
      onHidden: () => {
        tell('hide');
        hidden = true;
        setGone(true);
        goOn();
      },
      onReported: () => tell('report'),
    });
    return (
      <article
        class="card ad-card"
        ref={article}
        style={{ top: `calc(var(--stage-height) * ${at})` }}
        aria-label={t('ad.by', { sponsor: ad.sponsor })}
        aria-posinset={at + 1}
        aria-setsize={-1}
        aria-hidden={!active}
        inert={!active}
      >
        {gone ? (
          <div class="ad-gone state">
            <p>{t('ad.gone')}</p>
          </div>
        ) : (
          <AdFace
            ad={ad}
            acts={{
              onOpen: () => tell('click'),
              onWhy: () => open({ kind: 'ad', Body: sheets.Why }),
              onHide: () => open({ kind: 'ad', Body: sheets.Hide }),
              onReport: () => open({ kind: 'ad', Body: sheets.Report }),
            }}
          />
        )}
      </article>
    );
  };
}
