// The ways to hand a page on: the phone's own sheet where there is one, WhatsApp, a link, a picture for another phone's camera.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { useLazy } from '../shell/use-lazy.ts';
import { copyLink } from './copy-link.ts';
import { Sign } from './signs.tsx';
import './share.css';

interface ShareSheetProps {
  url: string;
  /** What it is, in a few words. */
  text: string;
  /** Called once it was handed to somebody. */
  onShared?: () => void;
  onClose: () => void;
  /** Further ways, as rows of the menu. */
  children?: ComponentChildren;
}

const loadCode = () => import('./qr-code.tsx').then((module) => module.QrCode);

export function ShareSheet({ url, text, onShared, onClose, children }: ShareSheetProps) {
  const app = useApp();
  const { t } = app;
  const [showsCode, setShowsCode] = useState(false);
  const QrCode = useLazy(showsCode ? loadCode : null, () => {
    app.say(t('error.offline'));
    setShowsCode(false);
  });

  async function system(): Promise<void> {
    try {
      await navigator.share({ url, text });
      onShared?.();
      onClose();
    } catch {
      // Closed without a choice: the other ways are still here.
    }
  }

  async function copy(): Promise<void> {
    if (await copyLink(app, url)) onShared?.();
    onClose();
  }

  const message = encodeURIComponent(text === '' ? url : `${text}\n${url}`);
  return (
    <Sheet title={t('share.title')} onClose={onClose}>
      <ul class="menu">
        {children}
        {typeof navigator.share === 'function' && (
          <li>
            <button type="button" onClick={() => void system()}>
              <Icon name="share" />
              {t('share.system')}
            </button>
          </li>
        )}
        <li>
          {/* The app's own scheme: no page of another host is opened on the way. */}
          <a href={`whatsapp://send?text=${message}`} onClick={onShared}>
            <Sign name="message" />
            {t('share.whatsapp')}
          </a>
        </li>
        <li>
          <button type="button" onClick={() => void copy()}>
            <Icon name="link" />
            {t('more.copyLink')}
          </button>
        </li>
        <li>
          <button
            type="button"
            aria-expanded={showsCode}
            onClick={() => {
              if (!showsCode) onShared?.();
              setShowsCode(!showsCode);
            }}
          >
            <Sign name="code" />
            {t('share.qr')}
          </button>
        </li>
      </ul>
      {showsCode && (
        // Below what fits: brought into view once it is there.
        <figure
          class="qr"
          key={QrCode === null ? 'to come' : 'there'}
          ref={(figure) => figure?.scrollIntoView({ block: 'nearest' })}
        >
          {QrCode === null ? <div class="bone" /> : <QrCode text={url} label={t('share.qr')} />}
          <figcaption class="soft">{t('share.qrHint')}</figcaption>
        </figure>
      )}
    </Sheet>
  );
}
