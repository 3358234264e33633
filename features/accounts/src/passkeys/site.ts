// Under which domain and origin passkeys are made and used. They belong to the domain for ever: another domain cannot ask for
// them, so they go on working after a hand-over only where the domain goes along.

export interface Site {
  /** The RP id. */
  domain: string;
  origin: string;
}

/** Browsers take these as secure without a certificate. */
const LOCAL = /^(?:[a-z0-9-]+\.)?localhost$/;

/**
 * @param address of the cell: its public one where it has one.
 * @param origin as the browser says where it is; counts only on this machine itself.
 * @returns undefined where no passkey can be: without https, or by number instead of name.
 */
export function siteOf(address: string, origin: string | undefined): Site | undefined {
  const own = new URL(address);
  if (own.protocol === 'https:' && isName(own.hostname))
    return { domain: own.hostname, origin: own.origin };
  if (origin === undefined || !URL.canParse(origin)) return undefined;
  const said = new URL(origin);
  return LOCAL.test(said.hostname) ? { domain: said.hostname, origin: said.origin } : undefined;
}

function isName(hostname: string): boolean {
  return !hostname.startsWith('[') && !/^[\d.]+$/.test(hostname);
}
