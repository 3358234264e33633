import { useApp } from '../shell/app-context.ts';

interface PhoneFieldProps {
  callingCode: string;
  value: string;
  onValue: (value: string) => void;
}

/** A number of this region: its calling code stands before it. */
export function PhoneField({ callingCode, value, onValue }: PhoneFieldProps) {
  const { t } = useApp();
  return (
    <label class="field">
      <span>{t('signIn.phone')}</span>
      <span class="phone-field" dir="ltr">
        <b aria-hidden="true">{callingCode}</b>
        <input
          type="tel"
          name="tel"
          inputMode="tel"
          autocomplete="tel-national"
          required
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      </span>
      <small>{t('signIn.phoneHint', { code: callingCode })}</small>
    </label>
  );
}
