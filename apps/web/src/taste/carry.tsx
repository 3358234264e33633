// Taking a taste along, bringing one, pausing, and beginning anew.

import type { TasteProfile } from '@jhalak/contracts/taste';
import type { Viewer } from '@jhalak/contracts/accounts';
import { useRef } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { SureButton } from '../shell/sure-button.tsx';
import type { TasteState } from './use-taste.ts';

/** As the contract bounds it. */
const FILE_MAX_BYTES = 256 * 1024;

export function Carry({ profile, taste }: { profile: TasteProfile; taste: TasteState }) {
  const app = useApp();
  const { t, api, viewer } = app;
  const file = useRef<HTMLInputElement>(null);
  const isOn = profile.learning === 'on';

  async function bring(chosen: File | undefined): Promise<void> {
    if (chosen === undefined) return;
    const content = chosen.size > FILE_MAX_BYTES ? undefined : await jsonOf(chosen);
    if (content === undefined) {
      app.say(t('taste.importWrong'));
      return;
    }
    const reply = await api.send<{ taken: number; unknown: number }>(
      'POST',
      '/v1/taste/import',
      content,
    );
    if (reply.kind === 'problem' && reply.status === 400) app.say(t('taste.importWrong'));
    else if (reply.kind !== 'ok') sayFailure(app, reply);
    else {
      app.say(t('taste.imported', { count: reply.value.taken }));
      app.feeds.delete('for-you:');
      await taste.load();
    }
  }

  async function gone(path: string, said: string): Promise<void> {
    const reply = await api.send('DELETE', path);
    if (reply.kind !== 'ok') return sayFailure(app, reply);
    app.say(said);
    app.feeds.delete('for-you:');
    // The learner comes past it within a moment; until then its page would show what is going.
    setTimeout(() => void taste.load(), LEARNED_AFTER_MS);
  }

  async function pause(): Promise<void> {
    // Who takes it back need not read anything: what was read then stays on record.
    const held = viewer?.consent ?? {
      lock: false,
      ads: false,
      noticeVersion: '',
      noticeLanguage: '',
    };
    const consent = { ...held, personalisation: false };
    const reply = await api.send<Viewer>('PATCH', '/v1/viewers/me', { consent });
    if (reply.kind !== 'ok') return sayFailure(app, reply);
    app.setViewer(reply.value);
    app.feeds.delete('for-you:');
    app.say(t('learning.nowOff'));
  }

  return (
    <section class="taste-carry">
      <h2>{t('taste.yours')}</h2>
      <div class="setting-action">
        <span>
          <b>{t('taste.export')}</b>
          <small>{t('taste.exportHint')}</small>
        </span>
        <a class="button" href="/v1/taste/export" download="jhalak-taste.json">
          <Icon name="download" />
          {t('taste.exportAction')}
        </a>
      </div>
      <div class="setting-action">
        <span>
          <b>{t('taste.import')}</b>
          <small>{t(isOn ? 'taste.importHint' : 'taste.importLater')}</small>
        </span>
        <button type="button" class="button" disabled={!isOn} onClick={() => file.current?.click()}>
          <Icon name="upload" />
          {t('taste.importAction')}
        </button>
        <input
          ref={file}
          type="file"
          accept="application/json,.json"
          hidden
          aria-label={t('taste.import')}
          onChange={(event) => {
            void bring(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
      </div>
      <div class="setting-action">
        <span>
          <b>{t(isOn ? 'taste.pause' : 'taste.paused')}</b>
          <small>{t(isOn ? 'taste.pauseHint' : 'taste.pausedHint')}</small>
        </span>
        {isOn ? (
          <SureButton onSure={() => void pause()}>{t('taste.pauseAction')}</SureButton>
        ) : (
          <Link href="/settings" class="button">
            {t('taste.allow')}
          </Link>
        )}
      </div>
      <div class="setting-action">
        <span>
          <b>{t('taste.reset')}</b>
          <small>{t('taste.resetHint')}</small>
        </span>
        <SureButton onSure={() => void gone('/v1/taste', t('learning.forgotten'))}>
          {t('taste.resetAction')}
        </SureButton>
      </div>
      {profile.choices.length > 0 && (
        <div class="setting-action">
          <span>
            <b>{t('taste.unchooseAll')}</b>
            <small>{t('taste.unchooseAllHint')}</small>
          </span>
          <SureButton onSure={() => void gone('/v1/taste/choices', t('taste.unchosenAll'))}>
            {t('taste.unchooseAllAction')}
          </SureButton>
        </div>
      )}
    </section>
  );
}

/** Some 50 ms for the journal's window, and a little more. */
const LEARNED_AFTER_MS = 600;

async function jsonOf(file: File): Promise<unknown> {
  try {
    return JSON.parse(await file.text()) as unknown;
  } catch {
    return undefined;
  }
}
