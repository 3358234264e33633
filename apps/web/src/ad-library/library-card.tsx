import { useState } from 'preact/hooks';
import type { AdLibraryAd } from '@jhalak/contracts/ad-library';
import { dayText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { bandText, signOf } from './bands.ts';
import { TargetingList } from './targeting-list.tsx';

/** Grounds of ads that are words; which one follows from who advertises, so that one advertiser's look alike. */
const TINTS = 6;
/** The picture of a lock screen is 9 by 16; this wide is sharp on every card. */
const PICTURE_WIDTH_PX = 720;

/** One ad: what people saw first, then who and how much. */
export function LibraryCard({ ad, currency }: { ad: AdLibraryAd; currency: string }) {
  const app = useApp();
  const { t, locale } = app;
  const { advertiser } = ad;
  const first = dayText(ad.firstMs, locale);
  const last = dayText(ad.lastMs, locale);
  return (
    <article class="ad-library-card">
      <div class={`ad-library-picture tint-${tintOf(advertiser.name)}`}>
        <Shown ad={ad} />
        <p class="chips">
          {ad.placements.map((one) => (
            <span key={one} class="chip">
              {t(`adLibPlace.${one}`)}
            </span>
          ))}
        </p>
      </div>
      <div class="ad-library-words">
        <h2 dir="auto">{ad.sponsor}</h2>
        <p class="ad-library-who">
          <span dir="auto">{advertiser.legalName ?? advertiser.name}</span>
          {advertiser.domain !== '' && <span class="soft">{advertiser.domain}</span>}
          {ad.seat !== undefined && <span class="soft">{t('adLib.via', { name: ad.seat })}</span>}
          <span class={advertiser.verified ? 'ad-library-verified' : 'soft'}>
            {advertiser.verified && <Icon name="check" />}
            {t(advertiser.verified ? 'adLib.verified' : 'adLib.notVerified')}
          </span>
        </p>
        <dl>
          <div>
            <dt>{t('adLib.people')}</dt>
            <dd>{bandText(ad.reach, app)}</dd>
          </div>
          <div>
            <dt>{t('adLib.spent')}</dt>
            <dd>{bandText(ad.spend, app, signOf(currency))}</dd>
          </div>
          <div>
            <dt>{t('adLib.showings')}</dt>
            <dd>{bandText(ad.shown, app)}</dd>
          </div>
          <div>
            <dt>{t('adLib.when')}</dt>
            <dd>{first === last ? first : `${first} – ${last}`}</dd>
          </div>
        </dl>
        <details>
          <summary>{t('adLib.forWhom')}</summary>
          {ad.seat === undefined ? (
            <TargetingList targeting={ad.targeting} />
          ) : (
            <p>{t('adLib.outside')}</p>
          )}
        </details>
      </div>
    </article>
  );
}

function Shown({ ad: { content } }: { ad: AdLibraryAd }) {
  const { t } = useApp();
  const [gone, setGone] = useState(false);
  if (content === undefined)
    return (
      <div class="ad-library-gone">
        <Icon name="shield" />
        <p>{t('adLib.withheld')}</p>
      </div>
    );
  if (content.kind === 'native')
    return (
      <div class="ad-library-native" dir="auto">
        <b>{content.title}</b>
        <p>{content.text}</p>
      </div>
    );
  const file = content.kind === 'lock' ? pictureOf(content.files) : undefined;
  const src = content.kind === 'clip' ? content.poster : file?.url;
  if (src === undefined || gone)
    return (
      <div class="ad-library-gone">
        <Icon name="hide" />
        <p dir="auto">{content.kind === 'lock' ? content.title : t('adLib.gone')}</p>
      </div>
    );
  const alternative = content.kind === 'lock' ? content.alternative : (content.caption ?? '');
  return (
    <>
      <img src={src} alt={alternative} loading="lazy" onError={() => setGone(true)} />
      {content.kind === 'clip' && (
        <span class="ad-library-play" aria-hidden="true">
          <Icon name="play" filled />
        </span>
      )}
      {content.kind === 'lock' && (
        <b class="ad-library-title" dir="auto">
          {content.title}
        </b>
      )}
    </>
  );
}

type Lock = Extract<AdLibraryAd['content'], { kind: 'lock' }>;

function pictureOf(files: Lock['files']): Lock['files'][number] | undefined {
  const webp = files.filter(({ type }) => type === 'image/webp');
  return webp.find(({ widthPx }) => widthPx >= PICTURE_WIDTH_PX) ?? webp.at(-1);
}

/** The same of a name always. */
function tintOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_973;
  return sum % TINTS;
}
