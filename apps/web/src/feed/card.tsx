// One clip in the line: its poster and its words. The <video> that plays lies between the two.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Avatar } from '../shell/avatar.tsx';
import { Link } from '../shell/link.tsx';
import { brandFont } from '../shell/brand-letters.ts';
import { personPath } from '../shell/routes.ts';
import { useSignal } from '../shell/use-signal.ts';
import type { FeedClip } from './feed-store.ts';
import { Heard } from './heard.tsx';
import { ClipChips } from './clip-chips.tsx';

interface CardProps {
  clip: FeedClip;
  /** Place in the line. */
  at: number;
  active: boolean;
  onWhy: () => void;
  /** Over its words. */
  children?: ComponentChildren;
}

export function Card({ clip, at, active, onWhy, children }: CardProps) {
  const { t } = useApp();
  const { video } = clip;
  const wide = video.widthPx > video.heightPx;
  return (
    <article
      class="card"
      // The first card is drawn by the server, where no style attribute is allowed; its place is the style sheet's.
      style={at === 0 ? undefined : { top: `calc(var(--stage-height) * ${at})` }}
      aria-label={t('feed.clipBy', { handle: video.creator.handle })}
      aria-posinset={at + 1}
      aria-setsize={-1}
      aria-hidden={!active}
      inert={!active}
    >
      <Backdrop thumbhash={video.thumbhash} />
      <img
        class={wide ? 'poster is-wide' : 'poster'}
        src={video.poster}
        alt=""
        decoding="async"
        fetchpriority={at === 0 ? 'high' : 'auto'}
      />
      <div class="shade" />
      <div class="words" data-no-tap>
        <ClipChips clip={clip} onWhy={onWhy} />
        <Caption text={video.caption} language={video.language} />
        <div class="by-line">
          <Link href={personPath(video.creator.handle)} class="by">
            <Avatar handle={video.creator.handle} />
            <span>
              <bdi>@{video.creator.handle}</bdi>
            </span>
          </Link>
          {video.sound && <Heard sound={video.sound} />}
        </div>
      </div>
      {children}
    </article>
  );
}

/** The clip's colours before its poster is there, and around clips of another shape. */
function Backdrop({ thumbhash }: { thumbhash: string }) {
  // Made in the browser: in the page it would be 5 KB for a blur that the poster soon covers.
  const [url, setUrl] = useState<string | undefined>(undefined);
  useEffect(() => {
    import('../shell/blur-of.ts').then(
      ({ blurOf }) => setUrl(blurOf(thumbhash)),
      // The clip's average colour stays.
      () => undefined,
    );
  }, [thumbhash]);
  return <img class={url === undefined ? 'backdrop' : 'backdrop is-ready'} src={url} alt="" />;
}

/** Tags in any script: they lead to what else has them. */
const TAG = /#([\p{L}\p{M}\p{N}_\u200c\u200d]+)/u;

/** The server cannot measure: captions longer than this surely need more than the two lines they get. */
const FOLD_AT_LETTERS = 90;

function Caption({ text, language }: { text: string; language: string }) {
  const { t } = useApp();
  const [open, setOpen] = useState(false);
  const [folded, setFolded] = useState(text.length > FOLD_AT_LETTERS);
  const words = useRef<HTMLParagraphElement>(null);
  // Other letters are wider or narrower.
  const letters = useSignal(brandFont);
  useEffect(() => {
    const element = words.current;
    if (element !== null && !open) setFolded(element.scrollHeight > element.clientHeight + 1);
  }, [text, letters, open]);
  if (text === '') return null;
  return (
    <div class="caption-fold">
      <p class={open ? 'caption is-open' : 'caption'} lang={language} dir="auto" ref={words}>
        {text.split(TAG).map((part, at) =>
          at % 2 === 0 ? (
            part
          ) : (
            <Link key={at} href={`/tag/${encodeURIComponent(part)}`}>
              #{part}
            </Link>
          ),
        )}
      </p>
      {folded && (
        <button type="button" class="fold" onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? t('caption.less') : t('caption.more')}
        </button>
      )}
    </div>
  );
}
