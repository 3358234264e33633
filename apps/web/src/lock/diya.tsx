/** The small lamp of the house. Decorative. */
export function Diya() {
  return (
    <svg class="lock-diya" viewBox="0 0 140 140" aria-hidden="true" focusable="false">
      <ellipse class="lock-diya-oil" cx="70" cy="92" rx="52" ry="10" />
      <g>
        <path
          class="lock-diya-flame"
          d="M70 14c12 20 24 30 24 50a24 24 0 0 1-48 0c0-20 12-30 24-50z"
        />
        <path class="lock-diya-heart" d="M70 46c5 9 11 14 11 23a11 11 0 0 1-22 0c0-9 6-14 11-23z" />
      </g>
      <path
        class="lock-diya-bowl"
        d="M18 92c0 7 23 12 52 12s52-5 52-12c-1 24-22 38-52 38S19 116 18 92z"
      />
    </svg>
  );
}
