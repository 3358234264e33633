// The worker's part: reads the journal and writes what people are told of, one row a group and window however much happened.

import { INBOX_RULES, type InboxWho } from '@jhalak/contracts/inbox';
import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { DurableConsumer, JournalBatch, Tx } from '@jhalak/ports';
import { Collapse } from './collapse.ts';
import { NOTICE_STREAMS, readNotices } from './notices.ts';
import type { Recipients } from './recipients.ts';
import { loadGroups, movePosition, peopleOf, writeGroups } from './store.ts';
import { KEPT_DAYS, type InboxPeople, type InboxSocial, type PlacedNotice } from './types.ts';

export interface WriterDeps {
  clock: Clock;
  people: Pick<InboxPeople, 'peopleByIds'>;
  social: Pick<InboxSocial, 'followedBy'>;
  recipients: Recipients;
  /** Told of people who may have more groups than are kept now. */
  grown: (personIds: Iterable<string>) => void;
}

/**
 * @returns the consumer. Exactly once, and a replay over what is there changes nothing. Cost of a batch: some six statements,
 * whatever it holds; a burst of likes for one clip is one row.
 */
export function inboxWriter(deps: WriterDeps): DurableConsumer {
  return {
    name: 'inbox.groups',
    streams: NOTICE_STREAMS,
    handle: async (tx, batch) => {
      const notices = await allowed(tx, deps, await placed(deps, batch));
      if (notices.length > 0) {
        const collapse = new Collapse(await loadGroups(tx, notices));
        for (const notice of notices) collapse.apply(notice);
        const changed = collapse.changed();
        await writeGroups(tx, changed);
        deps.grown(new Set(changed.map(({ personId }) => personId)));
      }
      // A batch that is not its window's last leaves the position before the window.
      await movePosition(tx, batch.last ? batch.window : batch.window - 1);
    },
  };
}

async function placed(deps: WriterDeps, { events }: JournalBatch): Promise<PlacedNotice[]> {
  const sinceMs = deps.clock.nowMs() - KEPT_DAYS * DAY_MS;
  const notices = events.flatMap((event) =>
    event.atMs < sinceMs
      ? []
      : readNotices(event).map((notice) => ({
          ...notice,
          at: { window: event.window, position: event.position },
          atMs: event.atMs,
        })),
  );
  return notices.length === 0 ? [] : await deps.recipients.of(notices);
}

/**
 * Leaves out what nobody is told: of and by people without a name (strangers, the erased), and what somebody chose not to
 * hear, which is then written nowhere. What is taken back is always heard, but of people without a name: what they did was
 * never written, and the erased are taken out one by one.
 */
async function allowed(
  tx: Tx,
  { people, social }: WriterDeps,
  notices: readonly PlacedNotice[],
): Promise<PlacedNotice[]> {
  const added = notices.filter(({ undone }) => undone !== true);
  const ids = new Set(
    notices.flatMap(({ personId, actor }) => [personId, ...(actor ? [actor] : [])]),
  );
  if (ids.size === 0) return [...notices];
  const named = await people.peopleByIds([...ids]);
  const chosen = await peopleOf(tx, [...new Set(added.map(({ personId }) => personId))]);
  const followed = new Map<string, ReadonlySet<string>>();
  for (const [personId, { kinds }] of chosen)
    if (Object.values(kinds).includes('following'))
      followed.set(personId, await social.followedBy(personId));
  return notices.filter(({ personId, actor, kind, undone }) => {
    if (actor !== undefined && !named.has(actor)) return false;
    if (undone === true) return true;
    if (!named.has(personId)) return false;
    const who =
      INBOX_RULES[kind].choice === 'always' ? 'everyone' : chosen.get(personId)?.kinds[kind];
    return who === undefined || wants(who, actor, followed.get(personId));
  });
}

/** @returns whether somebody who wants to hear of `who` hears of this person. Cost: none. */
export function wants(
  who: InboxWho,
  actor: string | undefined,
  followed: ReadonlySet<string> | undefined,
): boolean {
  if (who === 'nobody') return false;
  return who === 'everyone' || actor === undefined || followed?.has(actor) === true;
}
