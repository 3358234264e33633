// In the settings: who sees one's clips, and the ways to whom one keeps away.

import { useEffect, useState } from 'preact/hooks';
import type { Privacy } from '@jhalak/contracts/social';
import { Switch } from '../settings/controls.tsx';
import { InPacksSwitch } from './packs/in-packs-switch.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { sayFailure } from '../shell/say-failure.ts';

export function PrivacySettings() {
  const app = useApp();
  const { t, api, viewer } = app;
  const [isPrivate, setPrivate] = useState<boolean | null>(null);
  const hasAccount = viewer?.handle !== undefined;
  useEffect(() => {
    if (!hasAccount) return;
    void api.get<Privacy>('/v1/accounts/me/privacy').then((reply) => {
      if (reply.kind === 'ok') setPrivate(reply.value.private);
    });
  }, [api, hasAccount]);

  async function change(next: boolean): Promise<void> {
    setPrivate(next);
    const reply = await api.send<Privacy>('PUT', '/v1/accounts/me/privacy', { private: next });
    if (reply.kind === 'ok') return;
    setPrivate(!next);
    sayFailure(app, reply);
  }

  if (!viewer) return null;
  return (
    <section>
      <h2>{t('privacy.title')}</h2>
      {isPrivate !== null && viewer.child?.mayBePublic === false && (
        <p>{t('family.mustPrivate')}</p>
      )}
      {isPrivate !== null && viewer.child?.mayBePublic !== false && (
        <Switch
          label={t('privacy.private')}
          hint={t('privacy.privateHint')}
          on={isPrivate}
          onChange={(next) => void change(next)}
        />
      )}
      {hasAccount && <InPacksSwitch />}
      <div class="row">
        <Link href="/family" class="button text">
          <Icon name="people" />
          {t('family.title')}
        </Link>
        <Link href="/people" class="button text">
          <Icon name="people" />
          {t('people.title')}
        </Link>
        {hasAccount && (
          <Link href="/people/close" class="button text">
            <Icon name="people" />
            {t('audience.close')}
          </Link>
        )}
        <Link href="/people/kept-away" class="button text">
          <Icon name="shield" />
          {t('people.keptAway')}
        </Link>
        <Link href="/saved" class="button text">
          <Icon name="bookmark" />
          {t('saved.title')}
        </Link>
      </div>
    </section>
  );
}
