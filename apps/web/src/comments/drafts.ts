// What was typed and not sent, by clip, on the device alone.

const STORE_KEY = 'jhalak.comment-drafts';
/** Older ones make way. */
const DRAFTS_MAX = 10;

function read(): [string, string][] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORE_KEY) ?? '[]');
    return Array.isArray(kept) ? (kept as [string, string][]) : [];
  } catch {
    return [];
  }
}

export function readDraft(videoId: string): string {
  return read().find(([id]) => id === videoId)?.[1] ?? '';
}

/** @param text empty once it was sent. */
export function keepDraft(videoId: string, text: string): void {
  const others = read().filter(([id]) => id !== videoId);
  const drafts = text === '' ? others : [...others, [videoId, text]].slice(-DRAFTS_MAX);
  try {
    if (drafts.length === 0) localStorage.removeItem(STORE_KEY);
    else localStorage.setItem(STORE_KEY, JSON.stringify(drafts));
  } catch {
    // Nothing can be stored here: the draft lives as long as the sheet.
  }
}
