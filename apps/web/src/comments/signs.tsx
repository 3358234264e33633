// Icons of comments alone; those of every screen are in the shell.

const PATHS = {
  send: 'M4.5 12 20 4.5 14.5 20l-3-6.5zM11.5 13.5 20 4.5',
  pin: 'M9 4.5h6l-1 6 3 3.5H7l3-3.5zM12 14v6',
  reply: 'M10 6.5 4.5 12l5.5 5.5M5 12h8c3.5 0 6 2 6.5 5.5',
} as const;

export function Sign({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
