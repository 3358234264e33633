// Words to whoever decides, or from them, and what is wrong with them.

/** The contract's bound of an answer and of a note, in characters. */
const NOTE_MAX = 1_000;

interface NoteFieldProps {
  label: string;
  note: string;
  problem: string | null;
  required?: boolean;
  /** By default NOTE_MAX. */
  max?: number;
  onNote: (note: string) => void;
}

export function NoteField(props: NoteFieldProps) {
  const { label, note, problem, required = false, max = NOTE_MAX, onNote } = props;
  return (
    <>
      <label class="field">
        <span>{label}</span>
        <textarea
          rows={3}
          required={required}
          maxLength={max}
          dir="auto"
          value={note}
          onInput={(event) => onNote(event.currentTarget.value)}
        />
      </label>
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
