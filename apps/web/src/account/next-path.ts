/** @returns where to go after signing in: the `next` of the address when it is a path of this site, else one's own page. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '';
  return /^\/(?![/\\])/u.test(next) ? next : '/me';
}
