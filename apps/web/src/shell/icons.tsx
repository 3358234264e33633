// Our own icons, drawn on a 24-unit grid with round joins. Decorative: the control around them has the name.

const PATHS = {
  home: 'M4 6.5a2.5 2.5 0 0 1 2.5-2.5h11A2.5 2.5 0 0 1 20 6.5v11a2.5 2.5 0 0 1-2.5 2.5H5.2A1.2 1.2 0 0 1 4 18.8zM9.8 7.6v8.8L17 12z',
  handover: 'M4 8.5h14M14 4.5l4 4-4 4M20 15.5H6M10 11.5l-4 4 4 4',
  house: 'M3.5 11.5 12 4.5l8.5 7M6 9.8v9.7h12V9.8M10 19.5v-5.5h4v5.5',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20.5 20.5 16 16',
  bell: 'M6 16.5v-6a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 20.5h4',
  person: 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.6-3.4 3.6-5 7.5-5s6.9 1.6 7.5 5',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5c.5-3 3-4.5 6.5-4.5s6 1.5 6.5 4.5M16 4.8a3.5 3.5 0 0 1 0 6.4M18.5 15.3c1.7.7 2.7 2.1 3 4.2',
  heart:
    'M12 20.3S3.5 15.4 3.5 9.3A4.7 4.7 0 0 1 12 6.7a4.7 4.7 0 0 1 8.5 2.6c0 6.1-8.5 11-8.5 11z',
  share: 'M14.5 5.5 20 11l-5.5 5.5M19.5 11H11c-4 0-6.5 2.5-7 7.5',
  comment: 'M4 5.5h16v11h-8l-5 4v-4H4z',
  more: 'M5 12h1M11.5 12h1M18 12h1',
  sound: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11',
  megaphone: 'M4 10v4.5h3L15 19V5.5L7 10zM7.5 14.5 9 20h2.5M18.5 9.5a4 4 0 0 1 0 5.5',
  muted: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4zM16 9.5l5 5M21 9.5l-5 5',
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  next: 'M9.5 5.5 16 12l-6.5 6.5',
  down: 'M6 9.5l6 6 6-6',
  flag: 'M6 20.5v-16c4-2 7 2 12 0v9c-5 2-8-2-12 0',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1.2 1.2M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1.2-1.2',
  spark: 'M12 3.5l1.9 5.6 5.6 1.9-5.6 1.9L12 18.5l-1.9-5.6L4.5 11l5.6-1.9zM18.5 16.5v4M16.5 18.5h4',
  hide: 'M3.5 12s3-6 8.5-6 8.5 6 8.5 6-3 6-8.5 6-8.5-6-8.5-6zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM4.5 19.5l15-15',
  settings: 'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h11M19 17h1M15 5v4M9 10v4M17 15v4',
  upload: 'M12 15.5V4.5M7.5 9 12 4.5 16.5 9M4.5 15v3a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-3',
  camera:
    'M4 8.5a2 2 0 0 1 2-2h7.5a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM15.5 11l5-3v8l-5-3',
  flip: 'M5 9a7.5 7.5 0 0 1 13.5-1.5M19 4v4h-4M19 15a7.5 7.5 0 0 1-13.5 1.5M5 20v-4h4',
  shield: 'M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6z',
  trash: 'M5 7h14M10 7V4.5h4V7M6.5 7l.8 12.5h9.4L17.5 7M10 10.5v5.5M14 10.5v5.5',
  retry: 'M19 12a7 7 0 1 1-2.3-5.2M19 3.5V8h-4.5',
  offline:
    'M3 9a14 14 0 0 1 4-2.5M21 9a14 14 0 0 0-9-3.5M6 12.5a9.5 9.5 0 0 1 4-2M18 12.5a9 9 0 0 0-2.5-1.5M9.5 16a4.5 4.5 0 0 1 5 0M12 19h.01M4 3.5l16 17',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
  copy: 'M8.5 8.5h10v11h-10zM5.5 15.5v-11h10',
  download: 'M12 4.5v11M7.5 11l4.5 4.5 4.5-4.5M4.5 19.5h15',
  question:
    'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM9.7 9.7a2.4 2.4 0 1 1 3.6 2.1c-.9.5-1.3 1-1.3 1.8M12 16.6h.01',
  power: 'M12 4v8M7.2 7a7.2 7.2 0 1 0 9.6 0',
  bookmark: 'M7 4.5h10v15.5l-5-4-5 4z',
  scissors:
    'M7 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM7 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 8.5l10.5 8.5M9 15.5 19.5 7',
} as const;

export type IconName = keyof typeof PATHS;

/** They point along the line of reading, and turn with it. */
const TURNS: ReadonlySet<IconName> = new Set<IconName>(['back', 'next', 'share', 'handover']);

/** @param props.filled draws the shape solid instead of its outline. */
export function Icon({ name, filled = false }: { name: IconName; filled?: boolean }) {
  return (
    <svg
      class={`icon${filled ? ' icon-filled' : ''}${TURNS.has(name) ? ' icon-turns' : ''}`}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
