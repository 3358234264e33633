import type { InputHTMLAttributes } from 'preact';

interface TextFieldProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  input?: InputHTMLAttributes;
}

export function TextField({ label, value, onValue, hint, input = {} }: TextFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input {...input} value={value} onInput={(event) => onValue(event.currentTarget.value)} />
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}
