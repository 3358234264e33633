// The 256 bits that a list knows of a picture, as a square, and which of them the upload's picture has otherwise.

const SIDE = 16;

/** @param hash, knownHash 64 hexadecimal digits each. */
export function HashSquare({ hash, knownHash }: { hash: string; knownHash: string }) {
  const one = bitsOf(hash);
  const other = bitsOf(knownHash);
  return (
    <svg class="hash-square" viewBox={`0 0 ${SIDE} ${SIDE}`} aria-hidden="true">
      {other.map((bit, at) => {
        const differs = bit !== one[at];
        if (!bit && !differs) return null;
        return (
          <rect
            key={at}
            class={differs ? 'is-other' : ''}
            x={at % SIDE}
            y={Math.floor(at / SIDE)}
            width="1"
            height="1"
          />
        );
      })}
    </svg>
  );
}

function bitsOf(hex: string): boolean[] {
  return Array.from(
    { length: SIDE * SIDE },
    (_, at) => (Number.parseInt(hex.charAt(at >> 2), 16) & (8 >> (at & 3))) !== 0,
  );
}
