import { useEffect, useState } from 'preact/hooks';
import type { InPacks } from '@jhalak/contracts/packs';
import { Switch } from '../../settings/controls.tsx';
import { useApp } from '../../shell/app-context.ts';
import { sayFailure } from '../../shell/say-failure.ts';

const PATH = '/v1/me/in-packs';

/** Whether others may put one into their follow packs. */
export function InPacksSwitch() {
  const app = useApp();
  const { t, api } = app;
  const [allowed, setAllowed] = useState<boolean | null>(null);
  useEffect(() => {
    void api.get<InPacks>(PATH).then((reply) => {
      if (reply.kind === 'ok') setAllowed(reply.value.allowed);
    });
  }, [api]);

  async function change(next: boolean): Promise<void> {
    setAllowed(next);
    const reply = await api.send<InPacks>('PUT', PATH, { allowed: next });
    if (reply.kind === 'ok') return;
    setAllowed(!next);
    sayFailure(app, reply);
  }

  if (allowed === null) return null;
  return (
    <Switch
      label={t('packs.mayAdd')}
      hint={t('packs.allowHint')}
      on={allowed}
      onChange={(next) => void change(next)}
    />
  );
}
