// A clip that plays between its two cut marks, and the marks themselves: two sliders that thumb and keyboard can move.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { clampTrim, formatTime, type Trim } from './trim.ts';

interface TrimEditorProps {
  blob: Blob;
  /** Measured while recording; 0 where only the file knows. */
  durationMs: number;
  trim: Trim | null;
  onChange: (trim: Trim, durationMs: number) => void;
}

/** One step of the arrow keys. */
const STEP_MS = 100;

export function TrimEditor({ blob, durationMs: knownMs, trim, onChange }: TrimEditorProps) {
  const { t } = useApp();
  const url = useObjectUrl(blob);
  const video = useRef<HTMLVideoElement>(null);
  const [durationMs, setDurationMs] = useState(knownMs);
  const [unplayable, setUnplayable] = useState(false);
  const [playing, setPlaying] = useState(true);
  const [muted, setMuted] = useState(true);
  const marks = trim ?? { startMs: 0, endMs: durationMs };

  function move(which: 'start' | 'end', ms: number): void {
    const next = clampTrim(
      { ...marks, [which === 'start' ? 'startMs' : 'endMs']: ms },
      durationMs,
      which,
    );
    if (video.current)
      video.current.currentTime =
        (which === 'start' ? next.startMs : Math.max(next.startMs, next.endMs - 300)) / 1000;
    onChange(next, durationMs);
  }

  function keepInside(): void {
    const element = video.current;
    if (element === null) return;
    const atMs = element.currentTime * 1000;
    if (durationMs > 0 && (atMs >= marks.endMs - 20 || atMs < marks.startMs - 300))
      element.currentTime = marks.startMs / 1000;
  }

  function onMetadata(): void {
    const seconds = video.current?.duration ?? 0;
    // Recordings in WebM carry no length until they are read through; the measured one stands.
    if (knownMs === 0 && Number.isFinite(seconds)) setDurationMs(Math.round(seconds * 1000));
  }

  const share = (ms: number) => `${durationMs === 0 ? 0 : (ms / durationMs) * 100}%`;
  return (
    <div class="trim">
      <div class="trim-stage over-picture">
        {unplayable ? (
          <p class="state">{t('trim.noPreview')}</p>
        ) : (
          <video
            ref={video}
            src={url}
            autoplay
            loop
            playsInline
            muted={muted}
            onLoadedMetadata={onMetadata}
            onTimeUpdate={keepInside}
            onError={() => setUnplayable(true)}
            onPlay={() => setPlaying(true)}
            onPause={() => setPlaying(false)}
          />
        )}
        {!unplayable && (
          <div class="trim-controls">
            <button
              type="button"
              class="icon-button"
              aria-label={playing ? t('player.pause') : t('player.play')}
              onClick={() => void (playing ? video.current?.pause() : video.current?.play())}
            >
              <Icon name={playing ? 'pause' : 'play'} />
            </button>
            <button
              type="button"
              class="icon-button"
              aria-label={muted ? t('player.unmute') : t('player.mute')}
              onClick={() => setMuted(!muted)}
            >
              <Icon name={muted ? 'muted' : 'sound'} />
            </button>
          </div>
        )}
      </div>
      {!unplayable && durationMs > 0 && (
        <fieldset class="trim-marks">
          <legend>
            <Icon name="scissors" />
            {t('trim.title')}
            <output>{formatTime(marks.endMs - marks.startMs)}</output>
          </legend>
          <div class="trim-track">
            <i
              class="trim-kept"
              style={{ left: share(marks.startMs), right: share(durationMs - marks.endMs) }}
            />
            <input
              type="range"
              min={0}
              max={durationMs}
              step={STEP_MS}
              value={marks.startMs}
              aria-label={t('trim.start')}
              aria-valuetext={formatTime(marks.startMs)}
              onInput={(event) => move('start', Number(event.currentTarget.value))}
            />
            <input
              type="range"
              min={0}
              max={durationMs}
              step={STEP_MS}
              value={marks.endMs}
              aria-label={t('trim.end')}
              aria-valuetext={formatTime(marks.endMs)}
              onInput={(event) => move('end', Number(event.currentTarget.value))}
            />
          </div>
          <div class="trim-times">
            <span>{formatTime(marks.startMs)}</span>
            <span>{formatTime(marks.endMs)}</span>
          </div>
        </fieldset>
      )}
    </div>
  );
}

/** An address for bytes in memory, given back when they are no longer shown. */
function useObjectUrl(blob: Blob): string {
  const url = useMemo(() => URL.createObjectURL(blob), [blob]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return url;
}
