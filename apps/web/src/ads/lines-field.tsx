import { useState } from 'preact/hooks';

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
  // As typed: the lines alone would take away a break, or a field that is drawn anew what is not left yet.
  const [text, setText] = useState(value.join('\n'));
  const isOurs = linesOf(text).join('\n') === value.join('\n');
  return (
    <label class="field">
      <span>{label}</span>
      <textarea
        rows={4}
        spellcheck={false}
        value={isOurs ? text : value.join('\n')}
        onInput={(event) => {
          setText(event.currentTarget.value);
          onValue(linesOf(event.currentTarget.value));
        }}
      />
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}

function linesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/u).filter((one) => one !== ''))];
}
