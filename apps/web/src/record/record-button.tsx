interface RecordButtonProps {
  recording: boolean;
  /** Part of the longest recording that is used, 0 to 1. */
  share: number;
  label: string;
  disabled: boolean;
  onPress: () => void;
}

/** Radius of the ring on its 100-unit grid. */
const RADIUS = 46;
const LENGTH = 2 * Math.PI * RADIUS;

export function RecordButton({ recording, share, label, disabled, onPress }: RecordButtonProps) {
  return (
    <button
      type="button"
      class={recording ? 'record-button is-on' : 'record-button'}
      aria-label={label}
      disabled={disabled}
      onClick={onPress}
    >
      <svg viewBox="0 0 100 100" aria-hidden="true" focusable="false">
        <circle class="ring" cx="50" cy="50" r={RADIUS} />
        <circle
          class="ring-used"
          cx="50"
          cy="50"
          r={RADIUS}
          stroke-dasharray={LENGTH}
          stroke-dashoffset={LENGTH * (1 - share)}
        />
      </svg>
      <i />
    </button>
  );
}
