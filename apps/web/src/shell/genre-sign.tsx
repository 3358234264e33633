import type { Genre } from '@jhalak/contracts/languages';

const PATHS: Readonly<Record<Genre, string>> = {
  music:
    'M9 18.5V6l10-2v12.5M9 18.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z',
  dance:
    'M13.5 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM5 7l5 2.5 4-1.5 5-3M10 9.5l1.5 5L8 21M11.5 14.5l4.5 1L18.5 20',
  comedy:
    'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM7.5 13.5c2 4.5 7 4.5 9 0zM8.5 9.5h.01M15.5 9.5h.01',
  sports:
    'M4 20 14.5 9.5M12 7l5 5 3-3-5-5zM7 20.5a2 2 0 0 0 0-4M19.5 19a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0z',
  food: 'M3.5 11.5h17c0 5-3.5 8-8.5 8s-8.5-3-8.5-8zM9 8.5c-1-1.5 1-2 0-4M13.5 8.5c-1-1.5 1-2 0-4',
  travel: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM15.8 8.2l-2.3 5.3-5.3 2.3 2.3-5.3z',
  news: 'M4.5 5.5h12v13h-10a2 2 0 0 1-2-2zM16.5 9.5h3v7a2 2 0 0 1-2 2M7.5 9h6M7.5 12.5h6M7.5 15.5h3.5',
  learning:
    'M12 6.5c-2-1.5-4.5-2-8-2v13c3.5 0 6 .5 8 2 2-1.5 4.5-2 8-2v-13c-3.5 0-6 .5-8 2zM12 6.5v13',
};

/** Our own sign of a genre. Decorative. */
export function GenreSign({ genre }: { genre: Genre }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[genre]} />
    </svg>
  );
}
