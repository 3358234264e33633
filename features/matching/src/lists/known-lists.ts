// Lists in force, in memory: pictures and sounds that may not be published. Files' digests are looked up in the database.

import { PDQ_QUALITY_MIN, PdqIndex } from '@jhalak/pdq';
import { KnownSounds } from '../known-sounds.ts';
import { TICK_MS, type ClipPrints } from '../read-prints.ts';
import type { EntryRow, ListStore } from './list-store.ts';

/** What of a clip is on a list. */
export interface Listed {
  /** `list/LIST/LINE`. */
  matched: string;
  entry: EntryRow;
  /** Where in the clip; 0 of files and sounds. */
  atClipMs: number;
  /** The frame; undefined of files and sounds. */
  frame?: number;
  /** The clip's hash that is near: the frame's, or its mirror's. */
  hash?: Uint8Array;
  /** As in the contract. */
  distance: number;
}

/** Entries read in one go. */
const PAGE = 5_000;

export class KnownLists {
  readonly #store: ListStore;
  #pictures = new PdqIndex<EntryRow>();
  #sounds = listedSounds();
  #version = 0;
  #refreshing: Promise<number> | undefined;

  constructor(store: ListStore) {
    this.#store = store;
  }

  /** Reads what changed since. @returns the version that is known now. Cost: a query where nothing did. */
  async refresh(): Promise<number> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return await this.#refreshing;
  }

  async #refresh(): Promise<number> {
    const changed = await this.#store.changedSince(this.#version);
    // An index grows only: where a list ended all are read anew.
    const anew = changed.some(({ ended_at_ms }) => ended_at_ms !== null);
    const pictures = anew ? new PdqIndex<EntryRow>() : this.#pictures;
    const sounds = anew ? listedSounds() : this.#sounds;
    const all = anew ? await this.#store.changedSince(0) : changed;
    for (const { list_id, ended_at_ms } of all)
      if (ended_at_ms === null) await this.#read(list_id, { pictures, sounds });
    this.#pictures = pictures;
    this.#sounds = sounds;
    this.#version = all.at(-1)?.version ?? this.#version;
    return this.#version;
  }

  async #read(
    listId: string,
    into: { pictures: PdqIndex<EntryRow>; sounds: KnownSounds<EntryRow> },
  ): Promise<void> {
    let after = 0;
    for (;;) {
      const entries = await this.#store.entries(listId, after, PAGE);
      for (const entry of entries)
        if (entry.kind === 'pdq') into.pictures.add(entry.hash, entry);
        else into.sounds.add(entry, wordsOf(entry.hash));
      after = entries.at(-1)?.line ?? after;
      if (entries.length < PAGE) return;
    }
  }

  /** @param exempt what a person found to be something else. @returns the first thing of the clip that is on a list. */
  async match(
    { frames, sound }: ClipPrints,
    sha256: string,
    exempt: ReadonlySet<string>,
  ): Promise<Listed | undefined> {
    const file = (await this.#store.ofFile(sha256)).find((entry) => !exempt.has(keyOf(entry)));
    if (file !== undefined) return { matched: keyOf(file), entry: file, atClipMs: 0, distance: 0 };
    for (const [frame, print] of frames.entries()) {
      if (print.quality < PDQ_QUALITY_MIN) continue;
      for (const hash of [print.hash, print.mirrored]) {
        const near = this.#pictures.near(hash).find(({ item }) => !exempt.has(keyOf(item)));
        if (near === undefined) continue;
        const { item: entry, distance } = near;
        return { matched: keyOf(entry), entry, atClipMs: frame * TICK_MS, frame, hash, distance };
      }
    }
    const heard = this.#sounds.match(sound, (entry) => !exempt.has(keyOf(entry)));
    if (heard === undefined) return undefined;
    const distance = Math.round(heard.errorRate * 1_000);
    return { matched: keyOf(heard.item), entry: heard.item, atClipMs: 0, distance };
  }
}

/** Bounded where lists are taken in: none of what is on them is ever forgotten. */
const listedSounds = (): KnownSounds<EntryRow> => new KnownSounds(Infinity);

const keyOf = ({ list_id, line }: EntryRow): string => `list/${list_id}/${line}`;

/** Lists write a word's highest digits first. */
function wordsOf(hash: Buffer): Uint32Array {
  return Uint32Array.from({ length: hash.byteLength / 4 }, (_, at) => hash.readUInt32BE(at * 4));
}
