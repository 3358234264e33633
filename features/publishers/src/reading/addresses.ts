// Addresses as documents write them: relative, with tracking, with secrets. Only what people can open is kept.

/** As the outbound client. */
const URL_CHARACTERS_MAX = 2_048;
/** Parameters that only say where a reader came from. */
const TRACKING = /^(utm_.*|fbclid|gclid|igshid|mc_[ce]id|ref|ref_src|cmpid|ocid|ftag|at_.*)$/i;

/** @returns the absolute address without fragment, or undefined when it is none of the web or holds a password. */
export function webAddress(text: string | undefined, base: string): string | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const url = URL.parse(text.trim(), base);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  url.hash = '';
  return url.href.length <= URL_CHARACTERS_MAX ? url.href : undefined;
}

/** @returns an address under which the same page is the same: without tracking, scheme, `www.` and last slash. */
export function sameAddress(address: string): string {
  const url = new URL(address);
  for (const name of [...url.searchParams.keys()]) {
    if (TRACKING.test(name)) url.searchParams.delete(name);
  }
  url.searchParams.sort();
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.host.replace(/^www\./, '')}${path}${url.search}`;
}
