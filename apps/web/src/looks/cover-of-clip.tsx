// The cover of one's own clip: its moments in a strip, of which one is chosen.

import type { Video } from '@jhalak/contracts/videos';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { clockText } from '../subtitles/cue-text.ts';
import './looks.css';

/** How often and how many times it is asked whether the new cover is made: half a minute in all. */
const ASK_EVERY_MS = 1_000;
const ASKS_MAX = 30;

interface CoverProps {
  video: Video;
  onChange: (video: Video) => void;
}

export function CoverOfClip({ video, onChange }: CoverProps) {
  const app = useApp();
  const { t, api } = app;
  const [chosen, setChosen] = useState<number | null>(null);
  const [state, setState] = useState<'still' | 'making' | 'made' | 'late'>('still');
  const { storyboard, poster } = video;
  useEffect(() => {
    if (state !== 'making') return;
    let asked = 0;
    const timer = setInterval(() => {
      asked += 1;
      void api.get<Video>(`/v1/videos/${video.id}`).then((reply) => {
        if (reply.kind !== 'ok' || reply.value.poster === poster) return;
        setState('made');
        onChange(reply.value);
      });
      if (asked >= ASKS_MAX) setState('late');
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
    // Depends on less than it reads: begun by a choice
  }, [state]);
  if (storyboard === undefined) return null;

  async function choose(at: number, everyMs: number): Promise<void> {
    setChosen(at);
    const reply = await api.send('PUT', `/v1/videos/${video.id}/poster`, { atMs: at * everyMs });
    if (reply.kind === 'ok') setState('making');
    else sayFailure(app, reply);
  }

  return (
    <fieldset class="cover-of-clip">
      <legend>{t('cover.title')}</legend>
      <p class="soft" role="status">
        {t(`cover.${state}`)}
      </p>
      <div class="cover-strip draws-aside">
        {Array.from({ length: storyboard.count }, (_unused, at) => (
          <label key={at}>
            <input
              type="radio"
              name="cover"
              checked={chosen === at}
              disabled={state === 'making'}
              aria-label={clockText(at * storyboard.everyMs)}
              onChange={() => void choose(at, storyboard.everyMs)}
            />
            <Tile sheet={storyboard} at={at} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Tile({ sheet, at }: { sheet: NonNullable<Video['storyboard']>; at: number }) {
  const { url, columns, widthPx, heightPx } = sheet;
  const place = `${-(at % columns) * widthPx}px ${-Math.floor(at / columns) * heightPx}px`;
  return (
    <span
      class="cover-tile"
      style={{
        inlineSize: `${widthPx}px`,
        blockSize: `${heightPx}px`,
        backgroundImage: `url(${url})`,
        backgroundPosition: place,
      }}
    />
  );
}
