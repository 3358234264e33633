// The fields of an act's form.

import { useId, useState } from 'preact/hooks';
import type { KeptInventory } from '@jhalak/contracts/handover-deal';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { sha256Hex } from './act-file.ts';
import type { Field } from './act-forms.ts';
import { InterestsField, OwnersField } from './act-lists.tsx';

/** As the contract has them. */
const WORDS_MAX = 200;

interface FieldProps {
  field: Field;
  room: DealRoom;
  value: string;
  onChange: (value: string) => void;
}

export function ActField({ field, room, value, onChange }: FieldProps) {
  const { t } = useApp();
  const { kind, name } = field;
  const label = t(`transferField.${name}`);
  const living = room.view.bidders.filter(({ out }) => out === undefined);
  switch (kind) {
    case 'digest':
      return <DigestField label={label} value={value} onChange={onChange} />;
    case 'party':
      return <PartyField label={label} onChange={onChange} />;
    case 'inventory':
      return <InventoryField value={value} onChange={onChange} />;
    case 'owners':
      return <OwnersField onChange={onChange} />;
    case 'interests':
      return <InterestsField room={room} onChange={onChange} />;
    case 'bidder':
      return (
        <Choose
          label={label}
          value={value}
          choices={living.map(({ id, name: text }) => [id, text])}
          onChange={onChange}
        />
      );
    case 'copy':
      return (
        <Choose
          label={label}
          value={value}
          choices={room.view.bidders.flatMap(({ name: who, copies }) =>
            copies
              .filter(({ returned }) => returned === undefined)
              .map(({ copy, what }) => [copy, `${who}: ${what}`] as const),
          )}
          onChange={onChange}
        />
      );
    case 'passed':
      return (
        <Segments
          label={label}
          value={value === '' ? undefined : value}
          choices={[
            ['yes', t('transfer.passedYes')],
            ['no', t('transfer.passedNo')],
          ]}
          onChange={onChange}
        />
      );
    case 'seconds':
      return (
        <label class="field">
          <span>{label}</span>
          <input
            type="number"
            min={1}
            max={Math.floor((room.policy?.freezeMaxMs ?? 0) / 1_000)}
            value={value}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        </label>
      );
    case 'time':
      return (
        <label class="field">
          <span>{label}</span>
          <input
            type="datetime-local"
            value={value}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        </label>
      );
    case 'words':
      return (
        <label class="field">
          <span>{label}</span>
          <input
            dir="auto"
            maxLength={WORDS_MAX}
            value={value}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        </label>
      );
  }
}

interface ChooseProps {
  label: string;
  value: string;
  choices: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}

function Choose({ label, value, choices, onChange }: ChooseProps) {
  const { t } = useApp();
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t('transfer.choose')}</option>
        {choices.map(([code, text]) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A document is not sent: only its digest stands in the act. */
function DigestField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (hex: string) => void;
}) {
  const { t } = useApp();
  const [name, setName] = useState('');
  const hint = useId();
  return (
    <div class="field digest-field">
      <label>
        <span class="field-label">{label}</span>
        <input
          class="input"
          spellcheck={false}
          maxLength={64}
          placeholder="SHA-256"
          aria-describedby={hint}
          value={value}
          onInput={(event) => {
            setName('');
            onChange(event.currentTarget.value.trim().toLowerCase());
          }}
        />
      </label>
      <label class="button quiet file-button">
        <Icon name="upload" />
        {t('transfer.fromFile')}
        <input
          type="file"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file === undefined) return;
            setName(file.name);
            void file.arrayBuffer().then((bytes) => onChange(sha256Hex(new Uint8Array(bytes))));
          }}
        />
      </label>
      <small id={hint}>{name === '' ? t('transfer.digestHint') : name}</small>
    </div>
  );
}

/** A bidder with its people, as they hand in their names and public keys. */
function PartyField({ label, onChange }: { label: string; onChange: (json: string) => void }) {
  const { t } = useApp();
  const [name, setName] = useState('');
  return (
    <div class="field digest-field">
      <span class="field-label">{label}</span>
      <label class="button quiet file-button">
        <Icon name="upload" />
        {t('transfer.chooseFile')}
        <input
          type="file"
          accept=".json,application/json"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file === undefined) return;
            setName(file.name);
            void file.text().then(onChange);
          }}
        />
      </label>
      <small>{name === '' ? t('transfer.partyHint') : name}</small>
    </div>
  );
}

function InventoryField({ value, onChange }: { value: string; onChange: (json: string) => void }) {
  const app = useApp();
  const { t, api } = app;
  const [busy, setBusy] = useState(false);
  const kept =
    value === '' ? undefined : (JSON.parse(value) as { inventory: string; tags: string[] });
  async function take(): Promise<void> {
    setBusy(true);
    const reply = await api.send<KeptInventory>('POST', '/v1/handover/inventories');
    setBusy(false);
    if (reply.kind !== 'ok') sayFailure(app, reply);
    else onChange(JSON.stringify({ inventory: reply.value.digest, tags: reply.value.tags }));
  }
  return (
    <div class="field digest-field">
      <span class="field-label">{t('transferField.inventory')}</span>
      <button type="button" class="button quiet" disabled={busy} onClick={() => void take()}>
        <Icon name="retry" />
        {t(busy ? 'transfer.takingInventory' : 'transfer.takeInventory')}
      </button>
      <small>
        {kept === undefined
          ? t('transfer.inventoryHint')
          : `${kept.inventory.slice(0, 16)}… ${kept.tags.join(', ')}`}
      </small>
    </div>
  );
}
