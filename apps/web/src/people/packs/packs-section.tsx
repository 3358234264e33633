// Follow packs to choose from: in one's languages, and one's own.

import { useEffect, useState } from 'preact/hooks';
import type { PackCard, PackList as Packs } from '@jhalak/contracts/packs';
import type { Failure } from '../../api/client.ts';
import { useApp } from '../../shell/app-context.ts';
import { Failed } from '../../shell/failed.tsx';
import { Icon } from '../../shell/icons.tsx';
import { Link } from '../../shell/link.tsx';
import { PackList } from './pack-list.tsx';

/** @param props.quiet nothing is said where there is none, as on a screen of other things. */
export function PacksSection({ quiet = false }: { quiet?: boolean }) {
  const { t, api, viewer } = useApp();
  const [items, setItems] = useState<readonly PackCard[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const hasAccount = viewer?.handle !== undefined;
  async function load(): Promise<void> {
    setFailure(null);
    const [proposed, own] = await Promise.all([
      api.get<Packs>('/v1/packs'),
      hasAccount && !quiet ? api.get<Packs>('/v1/me/packs') : null,
    ]);
    if (proposed.kind !== 'ok') {
      setFailure(proposed);
      return;
    }
    const mine = own?.kind === 'ok' ? own.value.items : [];
    const ids = new Set(mine.map(({ id }) => id));
    setItems([...mine, ...proposed.value.items.filter(({ id }) => !ids.has(id))]);
  }
  // Depends on less than it reads: once a person
  useEffect(() => void load(), [viewer?.id]);
  if (quiet && (items === null || items.length === 0)) return null;
  return (
    <section>
      <h2>{t('packs.title')}</h2>
      {failure !== null && <Failed failure={failure} onRetry={() => void load()} />}
      {items === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {items?.length === 0 && <p class="soft">{t('packs.none')}</p>}
      {items !== null && <PackList packs={items} />}
      {hasAccount && viewer?.child === undefined && !quiet && (
        <Link href="/packs/new" class="button">
          <Icon name="plus" />
          {t('packs.new')}
        </Link>
      )}
    </section>
  );
}
