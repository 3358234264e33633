// Tickets of complaints that were made on this device without an account, each with the key that takes it into one. They lie in
// this browser alone and go with what a person leaves here: see account/whose-phone.ts.

export interface KeptTicket {
  id: string;
  key: string;
}

const STORE_KEY = 'jhalak.tickets';
/** As many as one person can have waiting. */
const KEPT_MAX = 10;

/** @returns the newest first; none where the browser forbids keeping, or holds something else. */
export function keptTickets(): readonly KeptTicket[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORE_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isTicket).slice(0, KEPT_MAX) : [];
  } catch {
    return [];
  }
}

export function keepTicket(ticket: KeptTicket): void {
  store([ticket, ...keptTickets().filter(({ id }) => id !== ticket.id)].slice(0, KEPT_MAX));
}

/** Claimed, or somebody else's: it is not asked about again. */
export function dropTicket(ticketId: string): void {
  store(keptTickets().filter(({ id }) => id !== ticketId));
}

function store(tickets: readonly KeptTicket[]): void {
  try {
    if (tickets.length === 0) localStorage.removeItem(STORE_KEY);
    else localStorage.setItem(STORE_KEY, JSON.stringify(tickets));
  } catch {
    // Then the complaint stays where it was made: this browser, without an account.
  }
}

function isTicket(one: unknown): one is KeptTicket {
  const { id, key } = (one ?? {}) as Partial<KeptTicket>;
  return typeof id === 'string' && typeof key === 'string';
}
