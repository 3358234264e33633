// One creator's channel to another cell of the same region. It leaves with its own things and nobody else's: profile, clips with
// their dates. Who follows stays where they are: they are shown where the channel went, and choose. It is published in the other
// cell when its creator, signed up there, says the code that was shown here.

import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '@jhalak/contracts';
import type { ChannelClaimed, ChannelMoveAsked, ChannelPage } from '@jhalak/contracts/channels';
import { assert, DAY_MS } from '@jhalak/kernel';
import type { Sweep } from '@jhalak/ports';
import { ARRIVAL_DAYS } from '../../manifest.ts';
import {
  arrivalOf,
  askedMoves,
  claimArrival,
  dueArrivals,
  forgetArrival,
  insertArrival,
  insertMove,
  keepLinks,
  linkOf,
  movesOf,
  setMove,
} from './channel-store.ts';
import type {
  AskedMove,
  Channel,
  ChannelClip,
  ChannelDeps,
  Neighbour,
  OwnStoredClip,
} from './types.ts';

/** Shown of one's own moves. */
const MOVES_SHOWN_MAX = 20;
/** Listed to the operator. */
const ASKED_MAX = 500;
/** Of a person: as many as an archive would take a night for. */
const CLIPS_MAX = 20_000;
/** 20 letters of 5 bits: nobody guesses it. */
const CODE_LETTERS = 20;
const CODE_GROUP = 4;
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
/** Arrivals that expired, ended in one sweep. */
const ENDED_MAX = 50;
const HOUR_MS = 3_600_000;

/** What goes, and why something does not. */
export interface Gathered {
  channel: Channel;
  /** Clips that stay: under an order, removed by a moderator. Samples and deleted ones are not told of. */
  left: { underOrder: number; removed: number };
}

/** The answer of the other cell. */
export interface MovedThere {
  handle: string;
  clips: readonly string[];
}

/** @returns where files of an arrival wait, with the closing slash. */
export function arrivalFolder(moveId: string): string {
  return `arrivals/${moveId}/`;
}

export class ChannelDesk {
  readonly #deps: ChannelDeps;

  constructor(deps: ChannelDeps) {
    this.#deps = deps;
  }

  /** @returns what a person sees: where they can go, and their moves. */
  async page(personId: string): Promise<ChannelPage> {
    const places = (await this.#places()).map(({ cell, address }) => ({ cell, address }));
    return { places, moves: await movesOf(this.#deps.database, personId, MOVES_SHOWN_MAX) };
  }

  /**
   * Asks for a move.
   *
   * @returns the move, and the code that is shown once.
   * @throws `channel.no_account`, `channel.unknown_cell`, `channel.other_region`, `channel.running`.
   */
  async ask(personId: string, toCell: string): Promise<ChannelMoveAsked> {
    const { database, ids, clock, random, people, region } = this.#deps;
    const me = (await people.peopleByIds([personId])).get(personId);
    if (me === undefined)
      throw problem('channel.no_account', 'Make an account first: a channel has a name.');
    const place = (await this.#deps.neighbours()).find(({ cell }) => cell === toCell);
    if (place === undefined)
      throw problem('channel.unknown_cell', 'This cell does not know that one. Ask its operator.');
    if (place.region !== region)
      throw problem('channel.other_region', 'A channel stays in its region: people’s data does.');
    const letters = [...random.bytes(CODE_LETTERS)].map((byte) => ALPHABET[byte & 31]).join('');
    const moveId = ids.next();
    const move = {
      ...{ personId, moveId, toCell, toAddress: place.address, askedAtMs: clock.nowMs() },
      codeDigest: codeDigest(letters).toString('hex'),
    };
    const isNew = await database.transaction(async (tx) => await insertMove(tx, move));
    if (!isNew) throw problem('channel.running', 'Your channel is on its way already.');
    const shown = (await movesOf(database, personId, MOVES_SHOWN_MAX)).find(
      ({ id }) => id === moveId,
    );
    assert(shown, 'it was written a moment ago');
    const groups = letters.match(new RegExp(`.{${CODE_GROUP}}`, 'g')) ?? [];
    return { move: shown, code: groups.join('-') };
  }

  /** Takes it back, before it has arrived. @throws `channel.not_found`. */
  async withdraw(personId: string, moveId: string): Promise<void> {
    const { database, clock } = this.#deps;
    const to = { state: 'withdrawn' as const, atMs: clock.nowMs() };
    if (!(await setMove(database, { personId, moveId }, ['asked', 'packed'], to)))
      throw problem('channel.not_found', 'There is no such move of yours that can be taken back.');
  }

  /** @returns what waits for the operator; or the move of an id. */
  async asked(moveId?: string): Promise<AskedMove[]> {
    return await askedMoves(this.#deps.database, ASKED_MAX, moveId);
  }

  /** @returns what may go. Cost: one query a thousand clips. */
  async gather({ personId }: Pick<AskedMove, 'personId'>): Promise<Gathered> {
    const { people, clips, privacy, withheld } = this.#deps;
    const me = (await people.peopleByIds([personId])).get(personId);
    if (me === undefined) throw problem('channel.not_found', 'This person has no channel here.');
    const ids = (await clips.idsOf(personId)).slice(0, CLIPS_MAX);
    const stored = [...(await clips.stored(ids)).values()].filter(
      ({ sample, deletedAtMs }) => !sample && deletedAtMs === null,
    );
    const dark = await withheld(stored.map(({ videoId }) => videoId));
    const isPrivate = (await privacy.privateAmong([personId])).has(personId);
    const isRemoved = stored.filter(({ removedAtMs }) => removedAtMs !== null);
    const going = stored.filter(
      ({ videoId, removedAtMs }) => removedAtMs === null && !dark.has(videoId),
    );
    return {
      channel: {
        handle: me.handle,
        displayName: me.displayName ?? '',
        bio: me.bio ?? '',
        ...(isPrivate ? { private: true as const } : {}),
        clips: going.map(plainClip).toSorted((a, b) => a.publishedAtMs - b.publishedAtMs),
      },
      left: {
        underOrder: stored.filter(({ videoId }) => dark.has(videoId)).length,
        removed: isRemoved.filter(({ videoId }) => !dark.has(videoId)).length,
      },
    };
  }

  /** The sealed package was made; on record with its digest. @throws `channel.not_found` for one that was taken back. */
  async packed(move: AskedMove, digest: string, clipCount: number): Promise<void> {
    const { database, clock, log } = this.#deps;
    await database.transaction(async (tx) => {
      const to = { state: 'packed' as const, atMs: clock.nowMs(), clipCount };
      if (!(await setMove(tx, move, ['asked', 'packed'], to)))
        throw problem('channel.not_found', 'This move was taken back, or has ended.');
      await log.append(tx, {
        ...{ kind: 'export', act: 'channel.packed', subject: move.moveId, digest },
        ...{ codes: [`to/${move.toCell}`], counts: { clips: clipCount } },
      });
    });
  }

  /**
   * The channel is at home in the other cell: old links lead there, and the clips that went are removed here.
   *
   * @returns how many. Again: nothing more.
   */
  async moved(move: AskedMove, there: MovedThere, digest: string): Promise<number> {
    const { database, clock, log, people, clips } = this.#deps;
    const own = new Set(await clips.idsOf(move.personId));
    const gone = there.clips.filter((id) => own.has(id));
    const handle = (await people.peopleByIds([move.personId])).get(move.personId)?.handle;
    const url = `${move.toAddress}/@${encodeURIComponent(there.handle)}`;
    await database.transaction(async (tx) => {
      const to = { state: 'moved' as const, atMs: clock.nowMs(), url, clipCount: gone.length };
      if (!(await setMove(tx, move, ['packed'], to))) return;
      const links = gone.map((id) => ({ path: `/v/${id}`, url: `${move.toAddress}/v/${id}` }));
      if (handle !== undefined) links.push({ path: `/@${handle}`, url });
      await keepLinks(tx, move.personId, links, clock.nowMs());
      await log.append(tx, {
        ...{ kind: 'export', act: 'channel.moved', subject: move.moveId, digest },
        ...{ codes: [`to/${move.toCell}`], counts: { clips: gone.length } },
      });
    });
    await clips.purge(gone);
    return gone.length;
  }

  /** @param path as it stands in the address line, decoded. @returns where it leads now. Cost: a point read. */
  async linkOf(path: string): Promise<string | undefined> {
    return await linkOf(this.#deps.database, path);
  }

  /** Keeps what came until its creator says the code. Its files lie in `arrivalFolder`. @returns false when it was here before. */
  async arrive(
    came: { moveId: string; fromCell: string; codeDigest: string; channel: Channel },
    digest: string,
  ): Promise<boolean> {
    const { database, clock, log } = this.#deps;
    const atMs = clock.nowMs();
    return await database.transaction(async (tx) => {
      const { channel, ...rest } = came;
      const row = { ...rest, what: channel, atMs, expiresAtMs: atMs + ARRIVAL_DAYS * DAY_MS };
      if (!(await insertArrival(tx, row))) return false;
      await log.append(tx, {
        ...{ kind: 'export', act: 'channel.arrived', subject: came.moveId, digest },
        ...{ codes: [`from/${came.fromCell}`], counts: { clips: channel.clips.length } },
      });
      return true;
    });
  }

  /**
   * Publishes the channel as the caller's own. Killed on the way: saying the code again goes on.
   *
   * @throws `channel.no_account`, `channel.wrong_code`.
   */
  async claim(personId: string, code: string): Promise<ChannelClaimed> {
    const { database, people, clips, privacy, clock } = this.#deps;
    if (!(await people.peopleByIds([personId])).has(personId))
      throw problem('channel.no_account', 'Make an account first: a channel has a name.');
    const arrival = await arrivalOf(database, { codeDigest: codeDigest(code) });
    const what = arrival?.what ?? undefined;
    if (arrival === undefined || what === undefined)
      throw problem('channel.wrong_code', 'No channel waits here for this code.');
    const taken = await clips.stored(what.clips.map(({ videoId }) => videoId));
    const fresh = what.clips.filter(({ videoId }) => !taken.has(videoId));
    for (const clip of fresh) await this.#bringFiles(arrival.moveId, clip);
    const came = fresh.map(({ videoId }) => videoId);
    await database.transaction(async (tx) => {
      const claim = { personId, clips: came, atMs: clock.nowMs() };
      if (!(await claimArrival(tx, arrival.moveId, claim)))
        throw problem('channel.wrong_code', 'No channel waits here for this code.');
      // Before its clips: there is no moment in which strangers see them.
      if (what.private === true) await privacy.close(tx, personId);
      for (const clip of fresh) {
        await clips.publish(tx, { ...clip, personId, sample: false });
        if (clip.adult) await clips.restrict(tx, clip.videoId);
      }
    });
    await this.#dropFiles(arrival.moveId);
    return { clips: came, formerHandle: what.handle, private: what.private === true };
  }

  /** @returns what the cell that it came from is told; undefined while nobody said the code. */
  async arrived(
    moveId: string,
  ): Promise<{ fromCell: string; handle: string; clips: string[] } | undefined> {
    const arrival = await arrivalOf(this.#deps.database, { moveId });
    const personId = arrival?.personId ?? undefined;
    if (arrival === undefined || personId === undefined) return undefined;
    const person = (await this.#deps.people.peopleByIds([personId])).get(personId);
    if (person === undefined) return undefined;
    return { fromCell: arrival.fromCell, handle: person.handle, clips: arrival.clips };
  }

  /** Ends what nobody asked for in its time. */
  sweep(): Sweep {
    return {
      name: 'exports.arrivals',
      everyMs: HOUR_MS,
      run: async () => {
        const due = await dueArrivals(this.#deps.database, this.#deps.clock.nowMs(), ENDED_MAX);
        for (const moveId of due) {
          await this.#dropFiles(moveId);
          await forgetArrival(this.#deps.database, moveId);
        }
        return due.length;
      },
    };
  }

  async #places(): Promise<readonly Neighbour[]> {
    const { neighbours, region } = this.#deps;
    return (await neighbours()).filter((place) => place.region === region);
  }

  async #bringFiles(moveId: string, clip: ChannelClip): Promise<void> {
    const { blobs, workFolder } = this.#deps;
    await mkdir(workFolder, { recursive: true, mode: 0o700 });
    const path = join(workFolder, `arrival-${moveId}`);
    for (const key of filesOf(clip)) {
      await rm(path, { force: true });
      if (!(await blobs.copyTo(`${arrivalFolder(moveId)}${key}`, path))) continue;
      await blobs.putFile(key, path);
    }
    await rm(path, { force: true });
  }

  async #dropFiles(moveId: string): Promise<void> {
    const { blobs } = this.#deps;
    const keys: string[] = [];
    for await (const key of blobs.list(arrivalFolder(moveId))) keys.push(key);
    for (const key of keys) await blobs.delete(key);
  }
}

/** @returns blob keys of a clip. */
export function filesOf(clip: ChannelClip): string[] {
  return [clip.posterKey, ...clip.renditions.map(({ key }) => key)];
}

/** Case, spaces and dashes do not count: people write it down. */
function codeDigest(code: string): Buffer {
  const letters = code.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return createHash('sha256').update(`jhalak channel\n${letters}`).digest();
}

/** Nothing but what a channel is made of: a stored row knows more. */
function plainClip(clip: OwnStoredClip): ChannelClip {
  return {
    ...{ videoId: clip.videoId, caption: clip.caption, language: clip.language, genre: clip.genre },
    ...{ tags: [...clip.tags], durationMs: clip.durationMs, widthPx: clip.widthPx },
    ...{ heightPx: clip.heightPx, posterKey: clip.posterKey, thumbhash: clip.thumbhash },
    ...{ publishedAtMs: clip.publishedAtMs, adult: clip.adult },
    ...(clip.ai === null ? {} : { ai: clip.ai }),
    ...(clip.audience === 'everyone' ? {} : { audience: clip.audience }),
    renditions: clip.renditions.map((one) => ({
      ...{ key: one.key, codec: one.codec, widthPx: one.widthPx, heightPx: one.heightPx },
      ...{ bitrateBps: one.bitrateBps, bytes: one.bytes, sha256: one.sha256 },
    })),
  };
}
