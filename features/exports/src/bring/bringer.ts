// The jobs of an archive that comes: look into it, bring in what was ticked, take it back. Each goes on where a kill left it:
// what taking back needs is written before anything is changed, and every part says when it has come.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '@jhalak/contracts';
import { IMPORT_PARTS, type ImportPart } from '@jhalak/contracts/imports';
import { cleanText, DAY_MS, JhalakError, messageOf } from '@jhalak/kernel';
import type { UploadFolder } from '@jhalak/media';
import type { JobRun, Tx } from '@jhalak/ports';
import { ArchiveError, ArchiveReader } from './archive-reader.ts';
import { sourceOf } from './proof.ts';
import { foundIn, readPerson, type Brought, type BroughtClip } from './read-person.ts';
import { LOOK_TASK } from './receiving.ts';
import type { ImportStore, RunRef } from './store.ts';
import type { BringDeps, ImportedClip, Kept, StoredImport, StoredOutcome } from './types.ts';

/** How long what came can be taken back. */
const UNDO_DAYS = 7;
/** How long an archive waits for its person's ticks. */
const READY_DAYS = 3;
/** How long it is told that one was refused or taken back. */
const RECORD_DAYS = 30;
const CONTEXT = 'imports.kept_sealed';
/** Progress is written at most so often. */
const TELL_EVERY_MS = 500;

/** Another run has it, or its person is gone. */
class OverError extends Error {}

export class Bringer {
  readonly #deps: BringDeps;
  readonly #store: ImportStore;
  readonly #folder: UploadFolder;

  constructor(deps: BringDeps, store: ImportStore, folder: UploadFolder) {
    this.#deps = deps;
    this.#store = store;
    this.#folder = folder;
  }

  /** Runs what the import's state asks for; safe to run again at any time. */
  async run(task: string, ref: { personId: string; importId: string }, run: JobRun): Promise<void> {
    const runRef = { ...ref, runId: this.#deps.ids.next() };
    const now = await this.#store.byId(ref.personId, ref.importId);
    try {
      if (task === LOOK_TASK) await this.#look(runRef, run);
      else if (now?.state === 'undoing') await this.#takeBack(runRef, run);
      else await this.#bring(runRef, run);
    } catch (error) {
      if (error instanceof OverError) return;
      if (!isFinal(error)) {
        // A stop of the program is nobody's failure, and a full disk is emptied by its operator.
        if (run.signal.aborted || run.attempt < run.maxAttempts) throw error;
        const { importId } = ref;
        this.#deps.logger.error(
          { importId, error: messageOf(error) },
          'an archive did not come in',
        );
      }
      // What was not taken back whole can be asked for again: an import that stands still holds up every other one.
      const isHere = now?.state === 'running' || now?.state === 'undoing';
      await this.#giveUp(runRef, isHere ? 'done' : 'refused', error);
    }
  }

  // What came before it failed can still be taken back.
  async #giveUp(run: RunRef, state: 'done' | 'refused', error: unknown): Promise<void> {
    const failureCode =
      error instanceof ArchiveError || error instanceof JhalakError ? error.code : 'internal';
    const days = state === 'done' ? UNDO_DAYS : RECORD_DAYS;
    const expiresAtMs = this.#deps.clock.nowMs() + days * DAY_MS;
    await this.#store.end(run, { state, expiresAtMs, failureCode });
    await this.#folder.remove(run.importId);
  }

  async #look(run: RunRef, { signal }: JobRun): Promise<void> {
    const row = await this.#store.begin(run, 'checking', run.runId);
    if (row === undefined) return;
    const archive = await ArchiveReader.open(this.#folder.path(row.importId));
    try {
      const tell = this.#teller(run, signal);
      const sums = await archive.check(async (share) => await tell('files', share));
      const source = await sourceOf(archive, sums, this.#deps.papers);
      const brought = await readPerson(archive);
      const here = await this.#here(row.personId, brought);
      const found = foundIn(brought, here.size);
      const expiresAtMs = this.#deps.clock.nowMs() + READY_DAYS * DAY_MS;
      await this.#store.ready(run, { source, found, expiresAtMs });
    } finally {
      await archive.close();
    }
  }

  async #bring(run: RunRef, { signal }: JobRun): Promise<void> {
    const row = await this.#store.begin(run, 'running', run.runId);
    if (row === undefined) return;
    const archive = await ArchiveReader.open(this.#folder.path(row.importId));
    try {
      const brought = await readPerson(archive);
      const kept = await this.#plan(run, row, brought);
      const outcome = { ...row.outcome };
      const tell = this.#teller(run, signal);
      // In this order, however they were ticked: what is kept of one's own clips needs the clips.
      for (const part of IMPORT_PARTS) {
        if (!row.chosen.includes(part) || outcome[part] !== undefined) continue;
        await this.#checkParent(row.personId);
        await tell(part, part === 'clips' ? 0 : 0.95);
        Object.assign(outcome, await this.#part(part, { run, row, archive, brought, kept, tell }));
        if (!(await this.#store.came(run, outcome))) throw new OverError('taken over');
      }
    } finally {
      await archive.close();
    }
    const expiresAtMs = this.#deps.clock.nowMs() + UNDO_DAYS * DAY_MS;
    await this.#store.end(run, { state: 'done', expiresAtMs });
    await this.#folder.remove(row.importId);
  }

  async #part(part: ImportPart, at: PartAt): Promise<StoredOutcome> {
    const { row, brought, kept } = at;
    const { personId } = row;
    const { people, taste } = this.#deps;
    switch (part) {
      case 'profile': {
        const { displayName, bio } = brought;
        // What is empty there says nothing, and takes nothing away here.
        const patch = {
          ...(displayName === '' ? {} : { displayName }),
          ...(bio === '' ? {} : { bio }),
        };
        if (Object.keys(patch).length > 0) await people.changeProfile(personId, patch);
        return { profile: true };
      }
      case 'clips':
        return { clips: { came: await this.#clips(at) } };
      case 'follows':
        return { follows: kept.follows.length };
      case 'close':
        return { close: kept.close.length };
      case 'packs':
        return { packs: kept.packs.length };
      case 'saved':
        return { saved: await this.#saved(personId, brought, kept) };
      case 'taste': {
        const all = brought.taste.beliefs.length + brought.taste.choices.length;
        // Clips before it may have taken hours: consent counts as it stands now.
        if (!(await this.#mayLearn(personId))) return { taste: { came: 0, missing: all } };
        const { known } = await taste.plan(personId, brought.taste);
        await taste.bring(personId, known);
        const came = known.edits.length + known.choices.length;
        return { taste: { came, missing: all - came } };
      }
    }
  }

  async #mayLearn(personId: string): Promise<boolean> {
    return (await this.#deps.people.viewerById(personId))?.personal === true;
  }

  // Written before anything is changed, and not again: a second run would take what the first brought for what was there.
  async #plan(run: RunRef, row: StoredImport, brought: Brought): Promise<Kept> {
    if (row.keptSealed !== null) return await this.kept(row);
    const { people, saves, taste, keys } = this.#deps;
    const { personId, chosen } = row;
    const has = (part: ImportPart): boolean => chosen.includes(part);
    const me = (await people.peopleByIds([personId])).get(personId);
    if (me === undefined) throw new OverError('its person is gone');
    const wanted = brought.saved.map(({ clipId }) => clipId);
    const came = await this.#store.clipsOf(personId);
    const idHere = (id: string): string => came.get(id)?.videoId ?? id;
    const already = has('saved')
      ? await saves.savedAmong(personId, wanted.map(idHere))
      : new Set<string>();
    const own = new Set((await saves.collections(personId)).map(({ name }) => name));
    const kept: Kept = {
      follows: has('follows') ? brought.follows : [],
      close: has('close') ? brought.close : [],
      packs: has('packs') ? brought.packs : [],
      profile: has('profile') ? { displayName: me.displayName ?? '', bio: me.bio ?? '' } : null,
      saved: has('saved') ? wanted.filter((id) => !already.has(idHere(id))) : [],
      folders: has('saved')
        ? brought.folders.map(({ name }) => name).filter((name) => !own.has(name))
        : [],
      taste: has('taste') ? (await taste.plan(personId, brought.taste)).undo : null,
    };
    await keys.ensure(personId);
    const plain = Buffer.from(JSON.stringify(kept));
    await this.#store.keep(run, await keys.seal(personId, 'content', CONTEXT, plain));
    return kept;
  }

  /** @returns what is kept for taking back; nothing once its days are over. */
  async kept({ personId, keptSealed }: StoredImport): Promise<Kept> {
    const lists = { follows: [], close: [], packs: [], saved: [], folders: [] };
    const none: Kept = { ...lists, profile: null, taste: null };
    if (keptSealed === null) return none;
    const plain = await this.#deps.keys.open(personId, 'content', CONTEXT, keptSealed);
    // Authenticated bytes that this feature sealed itself; without a key their person was erased.
    // One that was written before there were packs says nothing of them.
    return plain === undefined
      ? none
      : { ...none, ...(JSON.parse(plain.toString('utf8')) as Kept) };
  }

  async #clips({ run, row, archive, brought, tell }: PartAt): Promise<number> {
    const { personId, importId } = row;
    const { database, privacy, media } = this.#deps;
    // Before its clips: there is no moment in which strangers see them.
    if (brought.private)
      await database.transaction(async (tx) => await privacy.close(tx, personId));
    const here = await this.#here(personId, brought);
    const known = await this.#store.clipsOf(personId, importId);
    const begun = await media.standings(
      personId,
      [...known.values()].map(({ uploadId }) => uploadId),
    );
    const going = brought.clips.filter(
      ({ fromClipId }) => !here.has(fromClipId) || known.has(fromClipId),
    );
    for (const [at, clip] of going.entries()) {
      const before = known.get(clip.fromClipId);
      if (before !== undefined && begun.has(before.uploadId)) continue;
      await this.#checkParent(personId);
      const made = before ?? (await this.#clipFor(row, clip));
      if (!(await this.#store.keepClip(run, made))) throw new OverError('taken over');
      const share = (0.95 * (at + 1)) / going.length;
      await this.#handOn({ run, clip, made, archive, share });
      await tell('clips', share);
    }
    await this.#store.progress(run, 'clips', 0.95);
    return going.length;
  }

  // What a parent took back while it came holds for the rest of it; what came before can be taken back.
  async #checkParent(personId: string): Promise<void> {
    const viewer = await this.#deps.people.viewerById(personId);
    if (viewer?.child?.consent === false)
      throw problem('family.consent_needed', 'A parent took their word back.');
  }

  async #clipFor(row: StoredImport, clip: BroughtClip): Promise<ImportedClip> {
    const { ids, clock } = this.#deps;
    const soundId = await this.#soundOf(row.personId, clip);
    // A date is a claim: without a cell's word for it the clip begins here and now.
    const publishedAtMs = row.proven === true ? Math.min(clip.publishedAtMs, clock.nowMs()) : null;
    return {
      ...{ importId: row.importId, fromClipId: clip.fromClipId, adult: clip.adult, publishedAtMs },
      ...{ uploadId: ids.next(), videoId: ids.next(), soundId },
    };
  }

  // A sound that was somebody else's there stays somebody else's: it is never offered as one's own. An archive's word puts no
  // clip on the page of a sound here that its person may not use; one that is silenced stays the same sound, and silent.
  async #soundOf(personId: string, { soundId }: BroughtClip): Promise<string | null> {
    const { clips, ids } = this.#deps;
    if (soundId === undefined) return null;
    const own = (await this.#store.clipsOf(personId)).get(soundId)?.videoId;
    if (own !== undefined) return own;
    const isHere = (await clips.stored([soundId])).has(soundId);
    if (!isHere || (await this.#deps.mayUseSound(soundId, personId))) return soundId;
    return (await this.#deps.isSilenced(soundId)) ? soundId : ids.next();
  }

  // From here on it is an upload like any other: the same checks, orders, encodes.
  async #handOn({ run, clip, made, archive, share }: HandOn): Promise<void> {
    const { personId, importId, runId } = run;
    const { uploadId, videoId } = made;
    const work = await this.#folder.freshWorkFolder(importId);
    // Of this run alone: one that still lives never takes in what a later one has half copied.
    const path = join(work, runId);
    const { caption, language, genre, tags, ai, audience } = clip;
    try {
      await archive.copyTo(clip.file, path);
      // A large one takes its time, in which its person may be erased.
      if (!(await this.#store.progress(run, 'clips', share))) throw new OverError('taken over');
      await this.#deps.media.ingestFile(path, {
        ...{ personId, sample: false, uploadId, videoId, caption, tags, language, genre },
        ...(audience === 'everyone' ? {} : { audience }),
        ...(ai === undefined ? {} : { ai }),
      });
    } catch (error) {
      // One clip that cannot come does not hold up the others; a full disk holds up all of them.
      const isRefused = error instanceof JhalakError && error.code !== 'upload.disk_full';
      if (!isRefused) throw error;
      this.#deps.logger.info({ uploadId, code: error.code }, 'a clip of an archive was refused');
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }

  /** @returns clips of there that are here already: came before, or moved with their channel. */
  async #here(personId: string, brought: Brought): Promise<Set<string>> {
    const { clips, media } = this.#deps;
    const came = await this.#store.clipsOf(personId);
    const standings = await media.standings(
      personId,
      [...came.values()].map(({ uploadId }) => uploadId),
    );
    const ids = brought.clips.map(({ fromClipId }) => fromClipId);
    const now = await clips.stored([...ids, ...[...came.values()].map(({ videoId }) => videoId)]);
    return new Set(
      ids.filter((id) => {
        if (now.get(id)?.personId === personId) return true;
        const before = came.get(id);
        if (before === undefined) return false;
        const state = standings.get(before.uploadId)?.state;
        const isOnItsWay = state !== undefined && state !== 'refused' && state !== 'failed';
        return now.has(before.videoId) || (isOnItsWay && state !== 'published');
      }),
    );
  }

  async #saved(
    personId: string,
    brought: Brought,
    kept: Kept,
  ): Promise<NonNullable<StoredOutcome['saved']>> {
    const { saves } = this.#deps;
    const came = await this.#store.clipsOf(personId);
    const idHere = (id: string): string => came.get(id)?.videoId ?? id;
    // What its person is not shown here, they could not keep here either.
    const here = await saves.seenAmong(
      personId,
      brought.saved.map(({ clipId }) => idHere(clipId)),
    );
    const folders = new Map<string, string>();
    const own = new Map((await saves.collections(personId)).map(({ id, name }) => [name, id]));
    for (const { id, name } of brought.folders) {
      const folder = own.get(name) ?? (await saves.create(personId, name))?.id;
      if (folder !== undefined) folders.set(id, folder);
    }
    let count = 0;
    for (const { clipId, folder } of brought.saved) {
      const id = idHere(clipId);
      // One's own that came along is still being encoded.
      if (!here.has(id) && !came.has(clipId)) continue;
      const to = folder === null ? null : (folders.get(folder) ?? null);
      if ((await saves.save(personId, id, to)) === 'saved') count += 1;
    }
    const made = kept.folders.filter((name) => brought.folders.some((one) => one.name === name));
    return { came: count, folders: made.length, missing: brought.saved.length - count };
  }

  async #takeBack(run: RunRef, { signal }: JobRun): Promise<void> {
    const row = await this.#store.begin(run, 'undoing', run.runId);
    if (row === undefined) return;
    const { clips, saves, taste, clock } = this.#deps;
    const { personId, outcome } = row;
    const kept = await this.kept(row);
    const tell = this.#teller(run, signal);
    const came = await this.#store.clipsOf(personId, row.importId);
    let done = 0;
    for (const { videoId } of came.values()) {
      await clips.purge([videoId]);
      done += 1;
      await tell('clips', (0.9 * done) / came.size);
    }
    const all = await this.#store.clipsOf(personId);
    if (outcome.saved !== undefined)
      for (const id of kept.saved) await saves.unsave(personId, all.get(id)?.videoId ?? id);
    await this.#store.forgetClips(row);
    if (outcome.saved !== undefined)
      for (const { id, name, count } of await saves.collections(personId))
        if (kept.folders.includes(name) && count === 0) await saves.remove(personId, id);
    if (outcome.profile === true) await this.#profileBack(row, kept);
    if (outcome.taste !== undefined && kept.taste !== null) {
      // Nothing is learned without consent, what was known before neither.
      const edits = (await this.#mayLearn(personId)) ? kept.taste.edits : [];
      await taste.takeBack(personId, { ...kept.taste, edits });
    }
    const expiresAtMs = clock.nowMs() + RECORD_DAYS * DAY_MS;
    await this.#store.end(run, { state: 'undone', expiresAtMs });
  }

  // Only what still stands as it came: words that were written since are nobody's to undo.
  async #profileBack({ personId, found }: StoredImport, { profile }: Kept): Promise<void> {
    const { people } = this.#deps;
    const me = (await people.peopleByIds([personId])).get(personId);
    if (me === undefined || found === null || profile === null) return;
    const isAsCame = (name: 'displayName' | 'bio'): boolean =>
      found[name] !== '' && onOneLine(me[name] ?? '') === onOneLine(found[name]);
    const patch = {
      ...(isAsCame('displayName') ? { displayName: profile.displayName } : {}),
      ...(isAsCame('bio') ? { bio: profile.bio } : {}),
    };
    if (Object.keys(patch).length > 0) await people.changeProfile(personId, patch);
  }

  /** @returns what tells how far a run is; it throws when the run is over. */
  #teller(run: RunRef, signal: AbortSignal): (step: string, share: number) => Promise<void> {
    let toldAtMs = Number.NEGATIVE_INFINITY;
    return async (step, share) => {
      signal.throwIfAborted();
      const nowMs = this.#deps.clock.nowMs();
      if (nowMs - toldAtMs < TELL_EVERY_MS) return;
      toldAtMs = nowMs;
      if (!(await this.#store.progress(run, step, share))) throw new OverError('taken over');
    };
  }

  /** @returns what is to be said of a clip that is published now, where it came in an archive. */
  async clipOf(tx: Tx, videoId: string): Promise<ImportedClip | undefined> {
    return await this.#store.clipOfVideo(tx, videoId);
  }
}

/** @returns whether trying again would end the same way. */
function isFinal(error: unknown): boolean {
  if (error instanceof ArchiveError) return true;
  return error instanceof JhalakError && error.code === 'family.consent_needed';
}

interface HandOn {
  run: RunRef;
  clip: BroughtClip;
  made: ImportedClip;
  archive: ArchiveReader;
  share: number;
}

interface PartAt {
  run: RunRef;
  row: StoredImport;
  archive: ArchiveReader;
  brought: Brought;
  kept: Kept;
  tell: (step: string, share: number) => Promise<void>;
}

/** @returns a text to be compared: names are kept on one line. */
function onOneLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/gu, ' ');
}
