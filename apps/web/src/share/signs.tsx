// Icons of this sheet alone, drawn as those of the shell: on a 24-unit grid with round joins.

const PATHS = {
  message:
    'M4.5 19.5l1.2-3.6a8 8 0 1 1 3 2.7zM9 9.5c0 3 2.5 5.5 5.5 5.5l1-1.8-2-1-1 1a5 5 0 0 1-2-2l1-1-1-2z',
  code: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5M20 14v2.5M14 20h2.5M17.5 17.5H20V20',
} as const;

export function Sign({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
