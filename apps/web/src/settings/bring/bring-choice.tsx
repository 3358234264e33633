// What is in an archive, with a tick for each part, before anything comes.

import type { Import, ImportPart } from '@jhalak/contracts/imports';
import { useState } from 'preact/hooks';
import { useApp } from '../../shell/app-context.ts';
import { Icon } from '../../shell/icons.tsx';
import { SureButton } from '../../shell/sure-button.tsx';
import { Switch } from '../controls.tsx';
import { fullDateText } from '../full-date.ts';
import type { BringState } from './use-import.ts';

export function BringChoice({ bring, latest }: { bring: BringState; latest: Import }) {
  const { t, viewer } = useApp();
  const { found } = latest;
  const learns = viewer?.consent?.personalisation === true;
  const rows = rowsOf(latest, t, learns);
  const [ticked, setTicked] = useState<ReadonlySet<ImportPart>>(
    () => new Set(rows.filter(({ off }) => !off).map(({ part }) => part)),
  );
  if (found === null) return null;
  const chosen = rows.filter(({ part, off }) => !off && ticked.has(part)).map(({ part }) => part);
  function tick(part: ImportPart, on: boolean): void {
    const next = new Set(ticked);
    if (on) next.add(part);
    else next.delete(part);
    setTicked(next);
  }
  return (
    <article class="archive">
      <div class="archive-head">
        <Icon name={latest.source?.proven === true ? 'check' : 'flag'} />
        <div role="status">
          <b>{t('bring.ready')}</b>
          <SourceText latest={latest} />
        </div>
      </div>
      <div class="bring-parts">
        {rows
          .filter(({ off }) => !off)
          .map(({ part, label, hint }) => (
            <Switch
              key={part}
              label={label}
              {...(hint === undefined ? {} : { hint })}
              on={ticked.has(part)}
              onChange={(on) => tick(part, on)}
            />
          ))}
      </div>
      {!learns && found.taste > 0 && <p class="soft">{t('bring.tasteNeeds')}</p>}
      {found.private && ticked.has('clips') && <p class="soft">{t('bring.private')}</p>}
      <div class="row">
        <button
          type="button"
          class="button primary"
          disabled={chosen.length === 0}
          onClick={() => void bring.start(chosen)}
        >
          {t('bring.start')}
        </button>
        <SureButton onSure={() => void bring.giveUp()}>{t('bring.giveUp')}</SureButton>
      </div>
    </article>
  );
}

function SourceText({ latest }: { latest: Import }) {
  const { t, locale } = useApp();
  const { source } = latest;
  const place = hostOf(source?.address ?? '');
  const { handle = null, madeAtMs = null } = source ?? {};
  return (
    <>
      {handle !== null && madeAtMs !== null && (
        <small>
          <bdi>@{handle}</bdi> · <bdi>{place}</bdi> · {fullDateText(madeAtMs, locale)}
        </small>
      )}
      <small>{t(source?.proven === true ? 'bring.proven' : 'bring.unproven')}</small>
    </>
  );
}

interface Row {
  part: ImportPart;
  label: string;
  hint?: string;
  /** There is nothing of it, or it may not come. */
  off: boolean;
}

function rowsOf({ found }: Import, t: ReturnType<typeof useApp>['t'], learns: boolean): Row[] {
  if (found === null) return [];
  const { displayName, bio, clips, clipsLeft, follows, close, packs, saved, folders, taste } =
    found;
  return [
    {
      part: 'profile',
      label: t('bring.profile'),
      hint: [displayName, bio].filter((text) => text !== '').join(' · '),
      off: displayName === '' && bio === '',
    },
    {
      part: 'clips',
      label: t('channel.clips', { count: clips }),
      ...(clipsLeft > 0 ? { hint: t('bring.clipsLeft', { count: clipsLeft }) } : {}),
      off: clips === 0,
    },
    {
      part: 'follows',
      label: t('bring.follows', { count: follows }),
      hint: t('bring.followsHint'),
      off: follows === 0,
    },
    {
      part: 'close',
      label: `${t('audience.close')} · ${t('packs.count', { count: close })}`,
      hint: t('close.hint'),
      off: close === 0,
    },
    {
      part: 'packs',
      label: `${t('packs.title')} · ${packs}`,
      off: packs === 0,
    },
    {
      part: 'saved',
      label: t('bring.saved', { count: saved }),
      hint: t('bring.savedHint'),
      off: saved + folders === 0,
    },
    { part: 'taste', label: t('bring.taste'), off: taste === 0 || !learns },
  ];
}

/** @returns what people know a service by. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
