// What an advertiser says of itself: at sign-up, and when it changes.

import type { AdvertiserBody, AdvertiserChange } from '@jhalak/contracts/ads';
import { TextField } from '../account/field.tsx';
import { useApp } from '../shell/app-context.ts';
import { statesOf, stateName } from './states.ts';

export interface AdvertiserFieldsValue {
  name: string;
  legalName: string;
  website: string;
  /** Empty: none. */
  taxId: string;
  state: string;
}

/** Browsers do not know it as a place for an address with its scheme. */
export const WEB_ADDRESS = 'https://[a-z0-9.\\-]+(:[0-9]{1,5})?(/[^\\s]*)?';

interface AdvertiserFieldsProps {
  value: AdvertiserFieldsValue;
  /** Is given how the newest value changes. */
  onChange: (change: (now: AdvertiserFieldsValue) => AdvertiserFieldsValue) => void;
  /** The first address field that the browser knows states for; absent before it is known where books are kept. */
  currency?: string;
}

export function AdvertiserFields({ value, onChange, currency }: AdvertiserFieldsProps) {
  const { t, locale } = useApp();
  const set = (part: Partial<AdvertiserFieldsValue>): void =>
    onChange((now) => ({ ...now, ...part }));
  const states = currency === undefined ? [] : statesOf(currency);
  return (
    <>
      <TextField
        label={t('adForm.name')}
        hint={t('adForm.nameHint')}
        value={value.name}
        onValue={(name) => set({ name })}
        input={{ required: true, maxLength: 80, dir: 'auto', autocomplete: 'organization' }}
      />
      <TextField
        label={t('adForm.legalName')}
        hint={t('adForm.legalNameHint')}
        value={value.legalName}
        onValue={(legalName) => set({ legalName })}
        input={{ required: true, maxLength: 200, dir: 'auto' }}
      />
      <TextField
        label={t('adForm.website')}
        value={value.website}
        onValue={(website) => set({ website: website.trim() })}
        input={{
          ...{ required: true, maxLength: 500, type: 'url', inputMode: 'url' },
          ...{ pattern: WEB_ADDRESS, placeholder: 'https://', autocomplete: 'url' },
        }}
      />
      <TextField
        label={t('adForm.taxId')}
        hint={t('adForm.taxIdHint')}
        value={value.taxId}
        onValue={(taxId) => set({ taxId: taxId.toUpperCase().replaceAll(/[^A-Z0-9]/gu, '') })}
        input={{ minLength: 8, maxLength: 20, autocapitalize: 'characters', autocomplete: 'off' }}
      />
      {states.length > 0 && (
        <label class="field">
          <span>{t('adForm.state')}</span>
          <select
            value={value.state}
            onChange={(event) => set({ state: event.currentTarget.value })}
          >
            <option value="">{t('adForm.noState')}</option>
            {states.map((code) => (
              <option key={code} value={code}>
                {stateName(code, locale)}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}

/** @returns what is sent at sign-up: an empty field is not. */
export function advertiserSaid(value: AdvertiserFieldsValue): Omit<AdvertiserBody, 'organisation'> {
  const { taxId, state, ...rest } = value;
  return {
    ...{ ...rest, name: rest.name.trim(), legalName: rest.legalName.trim() },
    ...(taxId !== '' && { taxId }),
    ...(state !== '' && { state }),
  };
}

/** @returns what is sent as a change: what was emptied is taken off the record. */
export function advertiserChange(value: AdvertiserFieldsValue): AdvertiserChange {
  const { taxId = null, state = null, ...rest } = advertiserSaid(value);
  return { ...rest, taxId, state };
}
