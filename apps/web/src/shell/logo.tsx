/** The glimpse: an eye-shaped spark behind a door left ajar, in the signature corner. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <path
        class="logo-ground"
        d="M14 0h20a14 14 0 0 1 14 14v20a14 14 0 0 1-14 14H3a3 3 0 0 1-3-3V14A14 14 0 0 1 14 0z"
      />
      <path
        class="logo-mark"
        d="M8.5 24S14 13.5 24 13.5 39.5 24 39.5 24 34 34.5 24 34.5 8.5 24 8.5 24z"
      />
      <path
        class="logo-spark"
        d="M24 16.5c.8 4.2 3.3 6.7 7.5 7.5-4.2.8-6.7 3.3-7.5 7.5-.8-4.2-3.3-6.7-7.5-7.5 4.2-.8 6.7-3.3 7.5-7.5z"
      />
    </svg>
  );
}
