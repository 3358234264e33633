// What other processes of this cell change about people is heard of here through the journal, so that no process goes on
// with what was true before.

import type { Journal, Subscription } from '@jhalak/ports';

/** Everything that a caller or a shown person is made of. */
const STREAMS = ['accounts.person', 'accounts.role', 'accounts.break_glass'];

/**
 * @param changed makes the next question about a person read anew.
 * @returns the running reader, which begins at the journal's end: memory is empty before.
 */
export async function followPeople(
  journal: Journal,
  changed: (personId: string) => void,
): Promise<Subscription> {
  return await journal.follow({
    name: 'accounts.callers',
    streams: STREAMS,
    afterWindow: await journal.lastWindow(),
    handle: ({ events }) => {
      // Nobody holds anything of a viewer who was made just now.
      const known = events.filter(({ type }) => type !== 'viewer_created');
      for (const personId of new Set(known.map(({ key }) => key))) changed(personId);
    },
  });
}
