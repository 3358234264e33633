import { useApp } from '../shell/app-context.ts';

/** What a list offers; the contract takes any minute between its bounds. */
const CHOICES = [15, 30, 45, 60, 90, 120, 180] as const;

interface MinutesFieldProps {
  label: string;
  value: number | null;
  onValue: (minutes: number | null) => void;
}

/** Minutes a day, or none. */
export function MinutesField({ label, value, onValue }: MinutesFieldProps) {
  const { t } = useApp();
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={value ?? ''}
        onChange={({ currentTarget }) =>
          onValue(currentTarget.value === '' ? null : Number(currentTarget.value))
        }
      >
        <option value="">{t('time.none')}</option>
        {CHOICES.map((minutes) => (
          <option key={minutes} value={minutes}>
            {t('time.minutes', { minutes: String(minutes) })}
          </option>
        ))}
      </select>
    </label>
  );
}
