// Papers that people carry from cell to cell, by what this cell's operator knows of others.

import type { Crossings } from '@jhalak/border';
import type { ExportsDeps } from '@jhalak/exports';

/** @returns how this cell signs its papers and reads those of others; its own it knows again. */
export function papersOf(crossings: Crossings): ExportsDeps['bring']['papers'] {
  const addressOf = async (cell: string): Promise<string | undefined> => {
    const own = await crossings.card();
    if (own.cell === cell) return own.address;
    return (await crossings.neighbours()).find((card) => card.cell === cell)?.address;
  };
  return {
    card: async () => await crossings.card(),
    sign: (kind, paper) => crossings.signPaper(kind, paper),
    addressOf,
    knows: async (cell) => (await addressOf(cell)) !== undefined,
    isSigned: async (kind, cell, paper) =>
      cell === (await crossings.card()).cell
        ? // Ed25519 says the same thing in the same way.
          crossings.signPaper(kind, paper) === paper.signature
        : (await crossings.signedPaper(kind, cell, paper)) !== undefined,
  };
}
