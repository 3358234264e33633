// Lists in an act: a bidder's owners, and what a mediator has money in.

import { useState } from 'preact/hooks';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { sha256Hex } from './act-file.ts';

interface Owner {
  name: string;
  country: string;
  percent: string;
}

const PERMILLE = 10;

/** @returns the owners as the act has them; empty while one is incomplete. */
function ownersJson(owners: readonly Owner[]): string {
  const told = owners.map(({ name, country, percent }) => ({
    name: name.trim(),
    country: country.trim().toLowerCase(),
    sharePermille: Math.round(Number(percent) * PERMILLE),
  }));
  const good = told.every(
    ({ name, country, sharePermille }) =>
      name !== '' && /^[a-z]{2}$/u.test(country) && sharePermille >= 0 && sharePermille <= 1_000,
  );
  return good && told.length > 0 ? JSON.stringify(told) : '';
}

const NOBODY: Owner = { name: '', country: '', percent: '' };

export function OwnersField({ onChange }: { onChange: (json: string) => void }) {
  const { t } = useApp();
  const [owners, setOwners] = useState<readonly Owner[]>([NOBODY]);
  function set(next: readonly Owner[]): void {
    setOwners(next);
    onChange(ownersJson(next));
  }
  const change = (at: number, part: Partial<Owner>): void =>
    set(owners.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset class="field list-field">
      <legend class="field-label">{t('transferField.owners')}</legend>
      {owners.map((owner, at) => (
        <div key={at} class="list-row is-owner">
          <input
            class="input"
            aria-label={t('transfer.ownerName')}
            placeholder={t('transfer.ownerName')}
            dir="auto"
            maxLength={200}
            value={owner.name}
            onInput={(event) => change(at, { name: event.currentTarget.value })}
          />
          <input
            class="input"
            aria-label={t('transfer.ownerCountry')}
            placeholder="in"
            maxLength={2}
            value={owner.country}
            onInput={(event) => change(at, { country: event.currentTarget.value })}
          />
          <input
            class="input"
            type="number"
            min={0}
            max={100}
            step={0.1}
            aria-label={t('transfer.ownerShare')}
            placeholder="%"
            value={owner.percent}
            onInput={(event) => change(at, { percent: event.currentTarget.value })}
          />
        </div>
      ))}
      <button type="button" class="button text" onClick={() => set([...owners, NOBODY])}>
        <Icon name="plus" />
        {t('transfer.addOwner')}
      </button>
    </fieldset>
  );
}

interface Interest {
  in: string;
  kind: string;
  evidence: string;
}

const NOTHING: Interest = { in: '', kind: '', evidence: '' };

export function InterestsField({
  room,
  onChange,
}: {
  room: DealRoom;
  onChange: (json: string) => void;
}) {
  const { t } = useApp();
  const [interests, setInterests] = useState<readonly Interest[]>([]);
  const sides = [
    ...(['seller', 'region', 'export'] as const)
      .filter((side) => room.view.names?.[side] !== undefined)
      .map((side) => [side, room.view.names?.[side] ?? side] as const),
    ...room.view.bidders.map(({ id, name }) => [id, name] as const),
  ];
  function set(next: readonly Interest[]): void {
    setInterests(next);
    const complete = next.every((one) => one.in !== '' && one.kind !== '' && one.evidence !== '');
    onChange(complete ? JSON.stringify(next) : 'incomplete');
  }
  const change = (at: number, part: Partial<Interest>): void =>
    set(interests.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset class="field list-field">
      <legend class="field-label">{t('transferField.interests')}</legend>
      {interests.length === 0 && <p class="soft">{t('transfer.declareNone')}</p>}
      {interests.map((interest, at) => (
        <div key={at} class="list-row is-interest">
          <select
            class="input"
            aria-label={t('transfer.interestIn')}
            value={interest.in}
            onChange={(event) => change(at, { in: event.currentTarget.value })}
          >
            <option value="">{t('transfer.choose')}</option>
            {sides.map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
          <input
            class="input"
            dir="auto"
            maxLength={200}
            aria-label={t('transfer.interestKind')}
            placeholder={t('transfer.interestKind')}
            value={interest.kind}
            onInput={(event) => change(at, { kind: event.currentTarget.value })}
          />
          <label class="button quiet file-button">
            <Icon name={interest.evidence === '' ? 'upload' : 'check'} />
            {t('transfer.evidence')}
            <input
              type="file"
              onChange={(event) => {
                const file = event.currentTarget.files?.[0];
                if (file === undefined) return;
                void file
                  .arrayBuffer()
                  .then((bytes) => change(at, { evidence: sha256Hex(new Uint8Array(bytes)) }));
              }}
            />
          </label>
        </div>
      ))}
      <button type="button" class="button text" onClick={() => set([...interests, NOTHING])}>
        <Icon name="plus" />
        {t('transfer.addInterest')}
      </button>
    </fieldset>
  );
}
