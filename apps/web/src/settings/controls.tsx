import { useId } from 'preact/hooks';

interface SwitchProps {
  label: string;
  hint?: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

/** On or off, at once. */
export function Switch({ label, hint, on, onChange }: SwitchProps) {
  const hintId = useId();
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={on}
      aria-label={label}
      aria-describedby={hint === undefined ? undefined : hintId}
      onClick={() => onChange(!on)}
    >
      <span>
        <b>{label}</b>
        {hint !== undefined && <small id={hintId}>{hint}</small>}
      </span>
      <i aria-hidden="true" />
    </button>
  );
}

interface SegmentsProps<T extends string> {
  label: string;
  value: T | undefined;
  choices: readonly (readonly [T, string])[];
  disabled?: boolean;
  onChange: (value: T) => void;
}

/** A few choices side by side, all equally large. */
export function Segments<T extends string>({
  label,
  value,
  choices,
  disabled = false,
  onChange,
}: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset class="segments" disabled={disabled}>
      <legend class="field-label">{label}</legend>
      <div>
        {choices.map(([code, text]) => (
          <label key={code}>
            <input
              type="radio"
              name={name}
              value={code}
              checked={value === code}
              onChange={() => onChange(code)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
