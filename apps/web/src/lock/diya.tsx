/** The small lamp of the house. Decorative. */
export function Diya() {
  return (
    <svg class="lock-diya" viewBox="0 0 120 120" aria-hidden="true" focusable="false">
      <path class="lock-diya-flame" d="M60 18c9 16 17 23 17 36a17 17 0 0 1-34 0c0-13 8-20 17-36z" />
      <path class="lock-diya-heart" d="M60 42c4 7 8 11 8 17a8 8 0 0 1-16 0c0-6 4-10 8-17z" />
      <path class="lock-diya-bowl" d="M18 76h84c0 18-18 28-42 28S18 94 18 76z" />
    </svg>
  );
}
