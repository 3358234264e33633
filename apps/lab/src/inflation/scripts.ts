// Scripts that inflate: what each does, how far it may get, and what a counter without the rule would have shown. They get the
// tokens of showings for nothing, which is more than a real script has.

import { NEWCOMERS_FREE, toldCount } from '@jhalak/contracts/counting';
import type { SearchAnswer } from '@jhalak/contracts/search';
import type { Trends } from '@jhalak/contracts/trends';
import { DAY_MS, HOUR_MS } from '@jhalak/kernel';
import type { TestPerson } from '@jhalak/testing';
import type { InflationHouse } from './house.ts';

export interface Outcome {
  /** What the script did: what a counter that believes it would have added. */
  attempts: number;
  /** By how much the figure moved that everybody is shown. */
  through: number;
  /** By how much it may move. */
  bound: number;
}

export interface Script {
  name: string;
  /** What it does, for the page. */
  what: string;
  /** The bound in words. */
  rule: string;
  run(house: InflationHouse, size: number): Promise<Outcome>;
}

/** Regulars who watched the pushed clip before. */
const FULL = 3;
/** Newcomers beside so many. */
const NEWCOMERS_BOUND = toldCount(FULL, Number.MAX_SAFE_INTEGER) - FULL;

async function viewsAdded(
  house: InflationHouse,
  videoId: string,
  script: () => Promise<void>,
): Promise<number> {
  const before = (await house.countsOf(videoId)).views;
  await script();
  house.cell.parts.clock.advance(HOUR_MS);
  return (await house.countsOf(videoId)).views - before;
}

const SELF_PLAY: Script = {
  name: 'self-play loop',
  what: 'a creator plays their own clip again and again',
  rule: 'none',
  async run(house, size) {
    const maker = await house.puppet();
    const videoId = await house.target(maker, FULL);
    const through = await viewsAdded(house, videoId, async () => {
      for (let nth = 0; nth < size; nth += 1) await house.watch(maker, [videoId]);
    });
    return { attempts: size, through, bound: 0 };
  },
};

const REPLAY: Script = {
  name: 'token replay',
  what: 'one showing’s token sent again and again, with new numbers, and by other accounts',
  rule: 'the one showing that it was',
  async run(house, size) {
    const videoId = await house.target(await house.puppet(), FULL);
    const owner = await house.puppet();
    const thief = await house.puppet();
    const slot = house.slot(owner, videoId);
    const through = await viewsAdded(house, videoId, async () => {
      for (let nth = 0; nth < size; nth += 1) {
        await house.send(owner.token, house.watched(slot, nth * 2));
        await house.send(thief.token, house.watched(slot, nth * 2));
      }
    });
    return { attempts: 2 * size, through, bound: 1 };
  },
};

const FARM_ONE_ADDRESS: Script = {
  name: 'token farm',
  what: 'fresh sessions without an account, all from one address, one view each',
  rule: `${NEWCOMERS_FREE} and as many as count in full`,
  async run(house, size) {
    const videoId = await house.target(await house.puppet(), FULL);
    const through = await viewsAdded(house, videoId, async () => {
      for (let nth = 0; nth < size; nth += 1)
        await house.watch(await house.cell.viewer(), [videoId]);
    });
    return { attempts: size, through, bound: NEWCOMERS_BOUND };
  },
};

const FARM_SLOW: Script = {
  name: 'slow farm',
  what: 'fresh sessions from many addresses, a few an hour over two days (an address counts for nothing here)',
  rule: `${NEWCOMERS_FREE} and as many as count in full`,
  async run(house, size) {
    const videoId = await house.target(await house.puppet(), FULL);
    const through = await viewsAdded(house, videoId, async () => {
      for (let nth = 0; nth < size; nth += 1) {
        await house.watch(await house.cell.viewer(), [videoId]);
        house.cell.parts.clock.advance(Math.ceil((2 * DAY_MS) / size));
      }
    });
    return { attempts: size, through, bound: NEWCOMERS_BOUND };
  },
};

const LIKE_STORM: Script = {
  name: 'like storm',
  what: 'fresh accounts like, unlike and like again, five times each',
  rule: `${NEWCOMERS_FREE} and as many as count in full (none does)`,
  async run(house, size) {
    const videoId = await house.target(await house.puppet(), FULL);
    const before = (await house.countsOf(videoId)).likes;
    let attempts = 0;
    for (let nth = 0; nth < size; nth += 1) {
      const { token } = await house.cell.viewer();
      for (const method of ['PUT', 'DELETE', 'PUT', 'DELETE', 'PUT']) {
        await house.cell.api(method, `/v1/videos/${videoId}/like`, { token });
        if (method === 'PUT') attempts += 1;
      }
    }
    house.cell.parts.clock.advance(HOUR_MS);
    const through = (await house.countsOf(videoId)).likes - before;
    return { attempts, through, bound: NEWCOMERS_FREE };
  },
};

const FOLLOW_RING: Script = {
  name: 'follow ring',
  what: 'fresh accounts that all follow each other; the best followed of them',
  rule: `${NEWCOMERS_FREE} and as many as count in full (none does)`,
  async run(house, size) {
    const ring = await puppets(house, size);
    for (const { token, handle: own } of ring)
      for (const { handle } of ring)
        if (handle !== own) await house.cell.api('PUT', `/v1/people/${handle}/follow`, { token });
    const followers = await Promise.all(
      ring.map(async ({ handle = '' }) => await house.followersOf(handle)),
    );
    return { attempts: size - 1, through: Math.max(...followers), bound: NEWCOMERS_FREE };
  },
};

const PUPPETS: Script = {
  name: 'sock puppets',
  what: 'accounts that watch each other’s clips ten times a day for three days; the best watched of them',
  rule: 'one for each puppet and day',
  async run(house, size) {
    const DAYS = 3;
    const TIMES = 10;
    const ring = await puppets(house, size);
    const clips: string[] = [];
    for (const { personId } of ring) clips.push(await house.cell.publish({ personId }));
    await house.cell.drain();
    let attempts = 0;
    for (let day = 0; day < DAYS; day += 1) {
      for (let time = 0; time < TIMES; time += 1)
        for (const puppet of ring) {
          await house.watch(puppet, clips);
          attempts += clips.length;
        }
      house.cell.parts.clock.advance(DAY_MS);
    }
    const views: number[] = [];
    for (const clip of clips) views.push((await house.countsOf(clip)).views);
    const best = Math.max(...views);
    return { attempts: attempts / size, through: best, bound: DAYS * (size - 1) };
  },
};

const EMBED: Script = {
  name: 'embed autoplay',
  what: 'a page elsewhere loads the clip and its bytes by itself for each visitor, without a session',
  rule: 'none: what no token of a showing tells of is not counted',
  async run(house, size) {
    const videoId = await house.target(await house.puppet(), FULL);
    const through = await viewsAdded(house, videoId, async () => {
      for (let nth = 0; nth < size; nth += 1) {
        await house.cell.api('GET', `/v1/videos/${videoId}`);
        await house.cell.api('GET', `/media/${videoId}/360.mp4`);
        const slot = house.slot(await house.cell.viewer(), videoId, 'clip');
        await house.send(undefined, house.watched(slot));
      }
    });
    return { attempts: size, through, bound: 0 };
  },
};

const HEADLESS: Script = {
  name: 'headless',
  what: 'a browser without a screen that loads pages, tells that clips were there and ended, and plays nothing',
  rule: 'none: only watched time makes a view',
  async run(house, size) {
    const videoId = await house.target(await house.puppet(), FULL);
    const through = await viewsAdded(house, videoId, async () => {
      for (let nth = 0; nth < size; nth += 1) {
        const person = await house.cell.viewer();
        const slot = house.slot(person, videoId);
        const at = house.cell.parts.clock.nowMs();
        await house.send(person.token, [
          { type: 'impression', slot, seq: 0, at },
          { type: 'start', slot, seq: 1, at },
          { type: 'finish', slot, seq: 2, at },
        ]);
      }
    });
    return { attempts: size, through, bound: 0 };
  },
};

const TAG_SEARCH: Script = {
  name: 'tag search',
  what: 'a tag searched and opened again and again, to make it trend',
  rule: 'none: searches are counted nowhere',
  async run(house, size) {
    await house.target(await house.puppet(), 1, 'one #sought');
    await house.target(await house.puppet(), 1, 'two #sought');
    for (let nth = 0; nth < size; nth += 1) {
      const { token } = await house.cell.viewer();
      await house.cell.api<SearchAnswer>('GET', '/v1/search?q=sought', { token });
      await house.cell.api('GET', '/v1/tags/sought', { token });
    }
    house.cell.parts.clock.advance(HOUR_MS);
    await house.cell.drain();
    const { body } = await house.cell.api<Trends>('GET', '/v1/trends');
    const through = body.tags.find(({ tag }) => tag === 'sought')?.views ?? 0;
    return { attempts: 2 * size, through, bound: 0 };
  },
};

const REPOSTS: Script = {
  name: 'reposts ring',
  what: 'fresh accounts that follow each other and all pass one clip on',
  rule: 'none: a repost is no view and has no public figure',
  async run(house, size) {
    const videoId = await house.target(await house.puppet(), FULL);
    const ring = await puppets(house, size);
    const through = await viewsAdded(house, videoId, async () => {
      for (const { token, handle } of ring) {
        await house.cell.api('PUT', `/v1/videos/${videoId}/repost`, { token });
        for (const other of ring)
          if (other.handle !== handle)
            await house.cell.api('PUT', `/v1/people/${other.handle}/follow`, { token });
      }
    });
    return { attempts: size, through, bound: 0 };
  },
};

async function puppets(house: InflationHouse, size: number): Promise<TestPerson[]> {
  const ring: TestPerson[] = [];
  for (let nth = 0; nth < size; nth += 1) ring.push(await house.puppet());
  return ring;
}

/** Each stands for itself: none counts on what another did. */
export const SCRIPTS: readonly Script[] = [
  SELF_PLAY,
  REPLAY,
  FARM_ONE_ADDRESS,
  FARM_SLOW,
  LIKE_STORM,
  FOLLOW_RING,
  PUPPETS,
  EMBED,
  HEADLESS,
  TAG_SEARCH,
  REPOSTS,
];
