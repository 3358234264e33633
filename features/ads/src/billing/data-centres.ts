// Addresses of data centres, where nobody watches: the list that came with the program, or the operator's newest.

import { readFileSync } from 'node:fs';
import { messageOf, MINUTE_MS } from '@jhalak/kernel';
import { AddressList } from './address-list.ts';
import type { BillingDeps } from './types.ts';

/** How late a new list is noticed. */
const RELOAD_MS = MINUTE_MS;
const SHIPPED = new URL('data-centres.txt', import.meta.url);
/** Bytes of a list as text: RANGES_MAX lines of IPv6. */
const LIST_BYTES_MAX = 8 * 1024 * 1024;

type ListDeps = Pick<BillingDeps, 'database' | 'clock' | 'ids'>;

/** An operator's list, as it lies in the database. */
interface StoredList {
  source: string;
  ranges: string[];
}

export class DataCentres {
  readonly #deps: Pick<BillingDeps, 'database' | 'logger'>;
  #list: AddressList | undefined;
  #listId: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: Pick<BillingDeps, 'database' | 'logger'>) {
    this.#deps = deps;
  }

  async start(): Promise<void> {
    await this.#reload();
    this.#timer = setInterval(() => void this.#reload(), RELOAD_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** @returns what is in force. Cost: none; the first call of a server without `start` reads the shipped list (30 ms). */
  get ranges(): AddressList {
    this.#list ??= AddressList.read(readFileSync(SHIPPED, 'utf8').split('\n'));
    return this.#list;
  }

  async #reload(): Promise<void> {
    try {
      const [newest] = await this.#deps.database.query<{ list_id: string }>({
        name: 'ads.newest_ranges',
        text: 'SELECT list_id FROM ad_ranges ORDER BY list_id DESC LIMIT 1',
      });
      if (newest === undefined || newest.list_id === this.#listId) return;
      const [row] = await this.#deps.database.query<{ list: StoredList }>(
        { name: 'ads.ranges', text: 'SELECT list FROM ad_ranges WHERE list_id = $1' },
        [newest.list_id],
      );
      if (row === undefined) return;
      this.#list = AddressList.read(row.list.ranges);
      this.#listId = newest.list_id;
    } catch (error) {
      const fields = { reason: messageOf(error) };
      this.#deps.logger.warn(fields, 'the list of data centres was not read; the former stays');
    }
  }
}

/**
 * Puts a list in the place of the one in force, on all servers within a minute.
 *
 * @param text CIDR, one a line. @param source where it is from, and of which day.
 * @returns how many ranges it has. @throws Error that says what is wrong with it.
 */
export async function putDataCentres(
  { database, clock, ids }: ListDeps,
  text: string,
  source: string,
): Promise<number> {
  if (text.length > LIST_BYTES_MAX) throw new Error('The list is larger than 8 MB.');
  const ranges = text.split('\n').map((line) => line.trim());
  const { size } = AddressList.read(ranges);
  if (size === 0) throw new Error('The list has no ranges; it would let every machine through.');
  const kept = ranges.filter((line) => line !== '' && !line.startsWith('#'));
  const list: StoredList = { source, ranges: kept };
  await database.query(
    {
      name: 'ads.put_ranges',
      text: 'INSERT INTO ad_ranges (list_id, list, put_at_ms) VALUES ($1, $2, $3)',
    },
    [ids.next(), JSON.stringify(list), clock.nowMs()],
  );
  return size;
}
