// Random lives of overlapping orders against a plain model: what is dark is exactly what some order in force names.

import assert from 'node:assert/strict';
import type { OrderBody, OrderTarget } from '@jhalak/contracts/orders';
import { seededRandom } from '@jhalak/kernel';
import type { OrderCell } from '@jhalak/testing';

/** The world that sequences play in. */
export interface OrderedWorld {
  clips: readonly { id: string; personId: string; caption: string }[];
  /** Every clip's page as a stranger gets it. */
  pages(): Promise<ReadonlyMap<string, { status: number; body: string }>>;
}

const WORDS = ['river', 'दंगा', 'stadium', 'மழை', 'ಮಳೆ', 'ocean'];

export async function orderedWorld(cell: OrderCell, clipCount: number): Promise<OrderedWorld> {
  const makers = [cell.creator, await cell.account('maker_two'), await cell.account('maker_three')];
  const clips: { id: string; personId: string; caption: string }[] = [];
  for (let at = 0; at < clipCount; at += 1) {
    const { personId } = makers[at % makers.length] ?? cell.creator;
    const caption = `${WORDS[at % WORDS.length]} ${at} ${at % 4 === 0 ? `#${WORDS[(at + 1) % WORDS.length]}` : ''}`;
    clips.push({ id: await cell.publish({ personId, caption }), personId, caption });
  }
  await cell.drain();
  return {
    clips,
    pages: async () => {
      const replies = await Promise.all(
        clips.map(async ({ id }) => {
          const { status, body } = await cell.api<unknown>('GET', `/v1/videos/${id}`);
          return [id, { status, body: JSON.stringify(body) }] as const;
        }),
      );
      return new Map(replies);
    },
  };
}

/** @returns whether one target names one clip, by a rule of its own that is not the product's. */
function names(target: OrderTarget, clip: OrderedWorld['clips'][number]): boolean {
  if (target.kind === 'app') return true;
  if ('id' in target) return target.id === clip.id || target.id === clip.personId;
  const words = clip.caption.split(' ');
  return target.kind === 'tag'
    ? words.includes(`#${target.text}`)
    : words.some((word) => word.replace('#', '') === target.text);
}

/** Plays one sequence of acts and holds every step to the model; at its end everything is as before. */
export async function playSequence(
  cell: OrderCell,
  world: OrderedWorld,
  seed: number,
  steps: number,
): Promise<void> {
  const random = seededRandom(seed);
  const pick = <One>(of: readonly One[]): One => {
    const one = of[random.below(of.length)];
    assert.ok(one !== undefined, 'there is something to pick from');
    return one;
  };
  const before = await world.pages();
  const living = new Map<string, { targets: OrderTarget[]; inForce: boolean }>();
  const target = (): OrderTarget => {
    const clip = pick(world.clips);
    const kinds: OrderTarget[] = [
      { kind: 'clip', id: clip.id },
      { kind: 'clip', id: clip.id },
      { kind: 'account', id: clip.personId },
      { kind: 'keyword', text: pick(WORDS) },
      { kind: 'tag', text: pick(WORDS) },
    ];
    return pick(kinds);
  };
  const check = async (what: string): Promise<void> => {
    const pages = await world.pages();
    const inForce = [...living.values()].filter((order) => order.inForce);
    for (const clip of world.clips) {
      const dark = inForce.some(({ targets }) => targets.some((one) => names(one, clip)));
      const said = `seed ${seed}, after ${what}: ${clip.caption}`;
      assert.equal(pages.get(clip.id)?.status, dark ? 451 : 200, said);
    }
  };
  for (let step = 0; step < steps; step += 1) {
    const ids = [...living.keys()];
    const roll = random.below(10);
    if (ids.length === 0 || roll < 5) {
      const targets: OrderBody['targets'] = [target(), ...(roll < 2 ? [target()] : [])];
      const { order } = await cell.release({ targets });
      living.set(order.id, { targets, inForce: true });
      await check('release');
      continue;
    }
    const id = pick(ids);
    const order = living.get(id);
    if (order === undefined) continue;
    const act = roll < 7 ? 'revoke' : order.inForce ? 'stay' : 'resume';
    await cell.double(id, act);
    if (act === 'revoke') living.delete(id);
    else order.inForce = act === 'resume';
    await check(act);
  }
  for (const id of living.keys()) await cell.double(id, 'revoke');
  assert.deepEqual(await world.pages(), before, `seed ${seed}: everything is as before`);
}
