// Follow packs under /packs/: one to look at and follow, one to make or change.

import { useEffect, useState } from 'preact/hooks';
import type { Pack } from '@jhalak/contracts/packs';
import type { Failure } from '../../api/client.ts';
import { useApp } from '../../shell/app-context.ts';
import { Failed } from '../../shell/failed.tsx';
import { Icon } from '../../shell/icons.tsx';
import { Link } from '../../shell/link.tsx';
import { PackEditor } from './pack-editor.tsx';
import { PackPage } from './pack-page.tsx';
import './packs.css';

/** @param props.param the address after /packs/: `new`, an id, or an id and `/edit`. */
export function PackScreens({ param }: { param: string }) {
  const [id = '', what] = param.split('/');
  if (id === 'new') return <PackEditor />;
  return <OnePack key={id} id={id} editing={what === 'edit'} />;
}

function OnePack({ id, editing }: { id: string; editing: boolean }) {
  const { t, api, firstScreen } = useApp();
  const [pack, setPack] = useState<Pack | null>(
    firstScreen.pack?.id === id ? firstScreen.pack : null,
  );
  const [failure, setFailure] = useState<Failure | null>(null);
  async function load(): Promise<void> {
    setFailure(null);
    const reply = await api.get<Pack>(`/v1/packs/${encodeURIComponent(id)}`);
    if (reply.kind === 'ok') setPack(reply.value);
    else setFailure(reply);
  }
  // Depends on less than it reads: once a pack, and again when it was changed
  useEffect(() => void load(), [id, editing]);
  if (failure?.kind === 'problem' && failure.status === 404)
    return (
      <div class="screen state" role="alert">
        <Icon name="people" />
        <h1>{t('error.gone')}</h1>
        <Link href="/people" class="button primary">
          {t('packs.title')}
        </Link>
      </div>
    );
  if (failure !== null)
    return (
      <div class="screen">
        <Failed failure={failure} onRetry={() => void load()} />
      </div>
    );
  if (pack === null)
    return (
      <div class="screen">
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      </div>
    );
  if (editing && pack.own) return <PackEditor pack={pack} />;
  return <PackPage pack={pack} onChange={setPack} />;
}
