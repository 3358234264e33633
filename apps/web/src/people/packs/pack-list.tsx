// Follow packs as cards that lead to them.

import type { PackCard } from '@jhalak/contracts/packs';
import { languageName } from '../../feed/clip-chips.tsx';
import { useApp } from '../../shell/app-context.ts';
import { Link } from '../../shell/link.tsx';
import './packs.css';

export function PackList({ packs }: { packs: readonly PackCard[] }) {
  const { t } = useApp();
  return (
    <ul class="packs" aria-label={t('packs.title')}>
      {packs.map((pack) => (
        <li key={pack.id}>
          <Link href={`/packs/${pack.id}`} class="pack-card">
            <PackWords pack={pack} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Name, text, maker, language and how many are in it. */
export function PackWords({ pack }: { pack: PackCard }) {
  const { t } = useApp();
  const { name, text, language, maker, count } = pack;
  return (
    <>
      <b dir="auto" lang={language}>
        {name}
      </b>
      {text !== '' && (
        <span dir="auto" lang={language}>
          {text}
        </span>
      )}
      <small>
        {t('packs.by', { handle: maker.handle })} ·{' '}
        <span lang={language}>{languageName(language)}</span> · {t('packs.count', { count })}
      </small>
    </>
  );
}
