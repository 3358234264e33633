// Puts a saved clip on this phone, or takes it off again; says what it weighs first.

import { useState } from 'preact/hooks';
import type { Video } from '@jhalak/contracts/videos';
import { ledgerOf } from '../budget/ledger-of.ts';
import { megabytesText } from '../budget/megabytes-text.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { useSignal } from '../shell/use-signal.ts';
import './kept.css';
import { dropClip, keepClip, keptClips, keptRendition } from './kept-clips.ts';

interface KeepProps {
  video: Video;
  onDone?: () => void;
}

export function KeepButton(props: KeepProps) {
  const { isKept, busy, label, press } = useKeep(props);
  return (
    <button type="button" class="button" disabled={busy} onClick={() => void press()}>
      <Icon name={isKept ? 'trash' : 'download'} />
      {label}
    </button>
  );
}

/** Over a poster's corner: its words are read out, and what it weighs is said when it is kept. */
export function KeepCorner(props: KeepProps) {
  const { isKept, busy, label, press } = useKeep(props);
  return (
    <button
      type="button"
      class={isKept ? 'keep-corner is-on' : 'keep-corner'}
      disabled={busy}
      aria-label={label}
      title={label}
      onClick={() => void press()}
    >
      <Icon name={isKept ? 'check' : 'download'} />
    </button>
  );
}

function useKeep({ video, onDone }: KeepProps) {
  const app = useApp();
  const { t, locale } = app;
  const isKept = useSignal(keptClips).some((one) => one.video.id === video.id);
  const [busy, setBusy] = useState(false);
  const bytes = keptRendition(video)?.bytes ?? 0;

  async function press(): Promise<void> {
    setBusy(true);
    if (isKept) {
      await dropClip(video.id);
      app.say(t('kept.dropped'), { label: t('common.undo'), run: () => void keepClip(video) });
    } else {
      const result = await keepClip(video);
      if (result === 'kept') ledgerOf(app).add('ahead', bytes);
      app.say(t(`kept.${result}`));
    }
    setBusy(false);
    onDone?.();
  }

  const label = isKept ? t('kept.drop') : t('kept.keep', { size: megabytesText(bytes, locale) });
  return { isKept, busy, label, press };
}
