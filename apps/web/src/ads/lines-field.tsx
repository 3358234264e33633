/** A list as people type it: one a line; what stands twice stands once. */
export function LinesField({
  label,
  hint,
  value,
  onValue,
}: {
  label: string;
  hint?: string;
  value: readonly string[];
  onValue: (value: string[]) => void;
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <textarea
        rows={4}
        spellcheck={false}
        value={value.join('\n')}
        onChange={(event) => onValue(linesOf(event.currentTarget.value))}
      />
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}

function linesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/u).filter((one) => one !== ''))];
}
