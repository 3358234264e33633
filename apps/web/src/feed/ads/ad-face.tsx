// An ad as people see it in the feed: a card of words over the whole stage, or a clip with words over it. Always with its
// label, who pays, why, hide and report. Knows nothing of where it comes from: the feed and the wizard's preview draw it.

import type { ServedAd } from '@jhalak/contracts/ad-slots';
import { useApp } from '../../shell/app-context.ts';
import { blurOf } from '../../shell/blur-of.ts';
import { Icon, type IconName } from '../../shell/icons.tsx';
import { AdGround } from './ad-ground.tsx';
import './ads.css';

/** What is drawn of an ad. */
export type AdWords = Pick<ServedAd, 'sponsor' | 'label' | 'content' | 'button' | 'url'>;

/** What can be done with it; a preview leaves them out, and then the buttons do nothing. */
export interface AdActs {
  /** The address opens in a new tab; this is told of it. */
  onOpen?: () => void;
  onWhy?: () => void;
  onHide?: () => void;
  onReport?: () => void;
}

export function AdFace({ ad, acts }: { ad: AdWords; acts: AdActs }) {
  return ad.content.kind === 'clip' ? (
    <ClipFace ad={ad} acts={acts} video={ad.content.video} />
  ) : (
    <CardFace ad={ad} acts={acts} title={ad.content.title} text={ad.content.text} />
  );
}

interface FaceProps {
  ad: AdWords;
  acts: AdActs;
}

function CardFace({ ad, acts, title, text }: FaceProps & { title: string; text: string }) {
  return (
    <>
      <AdGround sponsor={ad.sponsor} />
      <div class="ad-shade is-card" />
      <div class="ad-words" data-no-tap>
        <Paid ad={ad} />
        <h2 class={title.length > LONG_LETTERS ? 'ad-title is-long' : 'ad-title'} dir="auto">
          {title}
        </h2>
        <p class="ad-text" dir="auto">
          {text}
        </p>
        <OpenButton ad={ad} acts={acts} />
      </div>
      <Acts acts={acts} />
    </>
  );
}

type AdVideo = Extract<ServedAd['content'], { kind: 'clip' }>['video'];

function ClipFace({ ad, acts, video }: FaceProps & { video: AdVideo }) {
  const { t } = useApp();
  const wide = video.widthPx > video.heightPx;
  return (
    <>
      <img class="backdrop is-ready" src={blurOf(video.thumbhash)} alt="" />
      <img class={wide ? 'poster is-wide' : 'poster'} src={video.poster} alt="" decoding="async" />
      <div class="ad-shade" />
      <div class="ad-words" data-no-tap>
        <Paid ad={ad} />
        {video.ai && <span class="chip chip-ai">{t(`aiMark.${video.ai}`)}</span>}
        {video.caption !== '' && (
          <p class="ad-text" lang={video.language} dir="auto">
            {video.caption}
          </p>
        )}
        <OpenButton ad={ad} acts={acts} />
      </div>
      <Acts acts={acts} />
    </>
  );
}

/** The label and who pays, side by side, never apart. */
function Paid({ ad: { label, sponsor } }: { ad: AdWords }) {
  return (
    <p class="ad-paid">
      <span class="ad-label">{label}</span>
      <b dir="auto">{sponsor}</b>
    </p>
  );
}

function OpenButton({ ad: { url, button }, acts }: FaceProps) {
  const { t } = useApp();
  const href = safeUrl(url);
  if (href === undefined) return null;
  return (
    <a
      class="ad-open"
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      onClick={() => acts.onOpen?.()}
      // A middle click opens it too.
      onAuxClick={(event) => event.button === 1 && acts.onOpen?.()}
    >
      <span dir="auto">{button}</span>
      <Icon name="share" />
      <span class="hidden">{t('ad.newTab')}</span>
    </a>
  );
}

function Acts({ acts }: { acts: AdActs }) {
  const { t } = useApp();
  const items: readonly (readonly [IconName, string, (() => void) | undefined])[] = [
    ['question', t('ad.why'), acts.onWhy],
    ['hide', t('ad.hide'), acts.onHide],
    ['flag', t('ad.report'), acts.onReport],
  ];
  return (
    <div class="ad-acts" role="group" aria-label={t('ad.acts')}>
      {items.map(([icon, label, act]) => (
        <button
          key={icon}
          type="button"
          class="rail-button"
          aria-label={label}
          title={label}
          aria-haspopup="dialog"
          onClick={() => act?.()}
        >
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}

/** Titles of more letters stand smaller. */
const LONG_LETTERS = 44;
/** @returns the address, or undefined when it is anything but https: then there is no button. */
export function safeUrl(url: string): string | undefined {
  try {
    const parsed = new URL(url);
    return parsed.protocol === 'https:' ? parsed.href : undefined;
  } catch {
    return undefined;
  }
}
