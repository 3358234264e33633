// A child's side: how the parent's consent stands, and asking for it with a code, a link and a picture for another phone.

import type { Viewer } from '@jhalak/contracts/accounts';
import type { Childhood, ParentAsked } from '@jhalak/contracts/family';
import { useState } from 'preact/hooks';
import { QrCode } from '../share/qr-code.tsx';
import { ShareSheet } from '../share/share-sheet.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { fullDateText } from '../settings/full-date.ts';
import { BornMonth } from './born-month.tsx';

interface AskParentProps {
  child: Childhood;
  onChanged: () => Promise<void>;
}

export function AskParent({ child, onChanged }: AskParentProps) {
  const app = useApp();
  const { t, api, locale } = app;
  const [asked, setAsked] = useState<ParentAsked | null>(null);
  const [born, setBorn] = useState(child.bornMonth ?? '');
  const [sharing, setSharing] = useState(false);
  const { state, parent } = child;

  async function ask(event: Event): Promise<void> {
    event.preventDefault();
    const reply = await api.send<ParentAsked | null>('POST', '/v1/family/ask', { bornMonth: born });
    if (reply.kind !== 'ok') {
      if (reply.kind === 'problem' && reply.code === 'family.age_wrong')
        app.say(t('family.ageWrong'));
      else if (reply.kind === 'problem' && reply.code === 'family.too_many')
        app.say(t('family.tooMany'));
      else sayFailure(app, reply);
      return;
    }
    setAsked(reply.value);
    await renew();
    await onChanged();
  }

  /** What the account may do is another thing by now. */
  async function renew(): Promise<void> {
    const me = await api.get<Viewer>('/v1/viewers/me');
    if (me.kind === 'ok') app.setViewer(me.value);
  }

  async function takeBack(): Promise<void> {
    const reply = await api.send('DELETE', '/v1/family/ask');
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    setAsked(null);
    await onChanged();
  }

  const url = asked === null ? '' : `${app.origin}/family#${asked.code}`;
  if (state === 'given')
    return (
      <section>
        <h2>{t('family.givenTitle')}</h2>
        <p>{t('family.givenText', { parent: parent ?? '' })}</p>
        <p class="soft">{t(child.mayBePublic ? 'family.mayPublic' : 'family.mustPrivate')}</p>
      </section>
    );
  return (
    <section>
      <h2>{t('family.askTitle')}</h2>
      <p>{t(child.needed ? `family.state-${state}` : 'family.notNeeded')}</p>
      {asked !== null && state === 'asked' ? (
        <div class="family-ask">
          <output class="family-code" dir="ltr" aria-label={t('family.code')}>
            {asked.code}
          </output>
          <figure class="qr">
            <QrCode text={url} label={t('share.qr')} />
            <figcaption class="soft">{t('family.scan')}</figcaption>
          </figure>
          <p class="soft">{t('family.until', { day: fullDateText(asked.expiresAtMs, locale) })}</p>
          <div class="actions">
            <button type="button" class="button primary tall" onClick={() => setSharing(true)}>
              <Icon name="share" />
              {t('rail.share')}
            </button>
            <button type="button" class="button tall" onClick={() => void renew().then(onChanged)}>
              {t('family.check')}
            </button>
            <button type="button" class="button text" onClick={() => void takeBack()}>
              {t('family.takeBack')}
            </button>
          </div>
        </div>
      ) : (
        <form class="family-form" onSubmit={(event) => void ask(event)}>
          {child.bornMonth === undefined && <BornMonth value={born} onValue={setBorn} />}
          <button type="submit" class="button primary tall" disabled={born === ''}>
            {t(state === 'asked' ? 'family.newCode' : 'family.ask')}
          </button>
        </form>
      )}
      {sharing && (
        <ShareSheet url={url} text={t('family.title')} onClose={() => setSharing(false)} />
      )}
    </section>
  );
}
