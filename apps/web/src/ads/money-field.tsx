import { useState } from 'preact/hooks';
import { amountOf, currencySign, typedOf } from './money.ts';

interface MoneyFieldProps {
  label: string;
  hint?: string;
  currency: string;
  /** Whole smallest units. */
  value: number | undefined;
  onValue: (value: number | undefined) => void;
}

/** An amount with its currency before it. What is typed stays as typed while the field has the focus. */
export function MoneyField({ label, hint, currency, value, onValue }: MoneyFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <label class="field ads-money">
      <span>{label}</span>
      <span class="ads-money-box">
        <i aria-hidden="true">{currencySign(currency)}</i>
        <input
          type="number"
          inputMode="decimal"
          min={0}
          step="0.01"
          value={typed ?? typedOf(value)}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            onValue(amountOf(event.currentTarget.value));
          }}
          onBlur={() => setTyped(null)}
        />
      </span>
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}
