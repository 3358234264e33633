// Words to whoever decides, or from them, and what is wrong with them.

/** The contract's bound of an answer and of a note. */
const NOTE_MAX = 1_000;

interface NoteFieldProps {
  label: string;
  note: string;
  problem: string | null;
  required?: boolean;
  onNote: (note: string) => void;
}

export function NoteField({ label, note, problem, required = false, onNote }: NoteFieldProps) {
  return (
    <>
      <label class="field">
        <span>{label}</span>
        <textarea
          rows={3}
          required={required}
          maxLength={NOTE_MAX}
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
