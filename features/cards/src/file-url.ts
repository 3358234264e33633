/** @returns where a card's picture or loop is fetched, relative to the cell's origin. */
export function fileUrl(cardId: string, sha256: string): string {
  return `/lock/v1/cards/${cardId}/files/${sha256}`;
}
