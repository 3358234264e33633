// The notice changed since this person said yes: until they have read the new one nothing is learned, and here they are asked.

import type { Viewer } from '@jhalak/contracts/accounts';
import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { ConsentNotice, type NoticeShown } from './consent-notice.tsx';

export function NoticeAgain() {
  const app = useApp();
  const { t, viewer } = app;
  const [shown, setShown] = useState<NoticeShown>();
  const [away, setAway] = useState(false);
  const held = viewer?.consent;
  if (away || held === undefined) return null;

  async function answer(personalisation: boolean): Promise<void> {
    const consent = { ...held, personalisation, ...shown?.read };
    const reply = await app.api.send<Viewer>('PATCH', '/v1/viewers/me', { consent });
    if (reply.kind !== 'ok') return sayFailure(app, reply);
    app.setViewer(reply.value);
    app.feeds.delete('for-you:');
    app.say(t(personalisation ? 'learning.nowOn' : 'learning.nowOff'));
  }

  return (
    <Sheet title={t('first.consent')} onClose={() => setAway(true)}>
      <p>{t('notice.changed')}</p>
      <ConsentNotice onShown={setShown} />
      <div class="even">
        <button type="button" class="button tall" onClick={() => void answer(false)}>
          {shown?.no ?? t('consent.no')}
        </button>
        <button
          type="button"
          class="button tall"
          disabled={shown === undefined}
          onClick={() => void answer(true)}
        >
          {shown?.yes ?? t('consent.yes')}
        </button>
      </div>
    </Sheet>
  );
}
