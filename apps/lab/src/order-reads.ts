// After an order was carried out nothing serves what it names: read at random over every route that could, with cursors, tags
// and addresses from before.

import { seededRandom } from '@jhalak/kernel';
import { orderCell } from '@jhalak/testing';

const CLIPS = 12;

/**
 * Releases an order of every clip of a cell, then reads over all routes, as strangers, viewers and the maker.
 *
 * @returns how many reads served anything of an ordered clip, and how many were asked of each kind of address.
 */
export async function readOrdered(options: {
  reads: number;
  seed: number;
  log: (line: string) => void;
}): Promise<{ served: number; answered: ReadonlyMap<number, number> }> {
  const { reads, seed, log } = options;
  const cell = await orderCell({ seed });
  const random = seededRandom(seed);
  const ids: string[] = [];
  for (let at = 0; at < CLIPS; at += 1) {
    const { personId } = cell.creator;
    ids.push(await cell.publish({ personId, caption: `a clip of number ${at}`, language: 'hi' }));
  }
  await cell.drain();
  const viewer = await cell.viewer();
  // Cursors and tags from before the order: cached variants and old addresses.
  const page = await cell.api<{ next: string | null }>('GET', '/v1/feeds/for-you?limit=3', {
    token: viewer.token,
  });
  const media = await cell.api('GET', `/media/${ids[0]}/360.mp4`);
  const etag = media.headers.get('etag') ?? '';
  const targets = ids.map((id) => ({ kind: 'clip' as const, id }));
  await cell.release({ targets });
  const paths = [
    '/v1/feeds/for-you?limit=30',
    `/v1/feeds/for-you?cursor=${encodeURIComponent(page.body.next ?? '')}`,
    '/v1/feeds/following',
    '/v1/videos/ID',
    '/media/ID/360.mp4',
    '/media/ID/poster.webp',
    '/v1/people/maker_one/videos?limit=50',
    '/lock/v1/packs/in/hi/current',
    '/lock/v1/packs/in/hi/current?width=720&format=avif',
    '/v1/stories',
    '/v1/stories/ID',
  ];
  let served = 0;
  const answered = new Map<number, number>();
  for (let at = 0; at < reads; at += 1) {
    const id = ids[random.below(ids.length)] ?? '';
    const path = (paths[random.below(paths.length)] ?? '').replace('ID', id);
    const own = random.below(4) === 0 ? cell.creator.token : viewer.token;
    const token = random.below(3) === 0 ? undefined : own;
    const headers: Record<string, string> =
      random.below(5) === 0
        ? { 'if-none-match': etag }
        : random.below(5) === 0
          ? { range: 'bytes=0-3' }
          : {};
    const reply = await cell.api<unknown>('GET', path, { token, headers });
    answered.set(reply.status, (answered.get(reply.status) ?? 0) + 1);
    const text = JSON.stringify(reply.body);
    const payload = /"payload":"([A-Za-z0-9_-]+)"/u.exec(text)?.[1] ?? '';
    const all = text + Buffer.from(payload, 'base64url').toString('utf8');
    const direct = path.includes(id) && (reply.status < 300 || reply.status === 304);
    if (direct || ids.some((one) => all.includes(one))) {
      served += 1;
      log(`served: ${path} ${reply.status}`);
    }
  }
  await cell.close();
  return { served, answered };
}
