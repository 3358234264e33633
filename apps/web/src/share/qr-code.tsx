import { encode } from 'uqr';

/** Modules of white around it, without which cameras do not find it (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** A text as a picture for cameras: dark on white in every theme, because few cameras read it the other way round. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  // One path of all dark modules: an element for each would be a thousand.
  const dark = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg class="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={dark} fill="#120c18" />
    </svg>
  );
}
