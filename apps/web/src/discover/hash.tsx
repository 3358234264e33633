/** The sign of a tag, where others have an icon. */
export function Hash() {
  return (
    <span class="hash" aria-hidden="true">
      #
    </span>
  );
}
