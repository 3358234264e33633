// What is looked for in the library, and how an address says it.

/** Empty text: not asked for. */
export interface Question {
  q: string;
  placement: string;
  kind: string;
  language: string;
  /** One advertiser's, by a link from elsewhere. */
  organisation: string;
}

export const EMPTY: Question = { q: '', placement: '', kind: '', language: '', organisation: '' };

const PARTS = ['q', 'placement', 'kind', 'language', 'organisation'] as const;

/** @param search of an address, with its question mark. */
export function questionOf(search: string): Question {
  const given = new URLSearchParams(search);
  const parts = PARTS.map((part) => [part, given.get(part)?.slice(0, 100) ?? '']);
  return { ...EMPTY, ...Object.fromEntries(parts) };
}

/** @returns the question as the library is asked, and as the address has it; empty for everything. */
export function asked(question: Question): string {
  const parts = PARTS.flatMap((part) => {
    const value = question[part].trim();
    return value === '' ? [] : [[part, value]];
  });
  return new URLSearchParams(parts).toString();
}
