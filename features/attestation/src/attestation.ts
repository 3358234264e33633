// Attested technology: signed releases are added and told to the public log; a start is compared with them.

import { problem } from '@jhalak/contracts';
import type { Clock, Ids } from '@jhalak/kernel';
import type { BorderLog, Database, Feature } from '@jhalak/ports';
import { Compile } from 'typebox/compile';
import { manifest } from '../manifest.ts';
import { goodSignatures, keyIdOf, payloadOf, readEnvelope, type Envelope } from './dsse.ts';
import { judge, type Verdict } from './judge.ts';
import { getAttestation } from './routes/get-attestation.ts';
import {
  clearedDigests,
  measuredDigest,
  modelDigests,
  Measured,
  programDigest,
  readStatement,
  releaseDigest,
  type Statement,
} from './statement.ts';
import {
  endSignerRow,
  highestStarted,
  insertRelease,
  insertSigner,
  insertStart,
  lastStart,
  readReleases,
  readSigners,
  type AddedRelease,
  type Signer,
} from './store.ts';

const measuredCheck = Compile(Measured);

export interface AttestationDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  border: BorderLog;
  /** How many different signers a release needs. */
  signaturesNeeded: number;
}

/** `recorded`: whatever runs is written down when it changes. `required`: only what was signed, added and is newest runs. */
export type AttestationMode = 'recorded' | 'required';

/** A release, read and checked as far as it can be by itself. */
export interface CheckedRelease {
  statement: Statement;
  envelope: Envelope;
  /** Names of signers in force whose signature is good. */
  signedBy: string[];
}

/** What the app and its commands use. */
export interface Attestation {
  /** From now on this key's signatures count. @throws Error when the key is known. */
  addSigner(signer: {
    name: string;
    publicKey: Buffer;
    untilMs?: number;
    by: string;
  }): Promise<Signer>;
  /** @returns whether such a key was in force. */
  endSigner(keyId: string, by: string): Promise<boolean>;
  signers(): Promise<Signer[]>;
  /** @param text of an envelope. @throws Error with a sentence for what is none. */
  check(text: string): Promise<CheckedRelease>;
  /**
   * Adds a signed release and tells the public log of it and of each of its models.
   *
   * @throws Error when there are too few signatures, or the number is not above every number added before.
   */
  add(text: string, by: string): Promise<CheckedRelease>;
  releases(): Promise<AddedRelease[]>;
  /** @returns whether a signed release lets in a model of this digest that was trained in another region. */
  isCleared(model: string, digest: string): Promise<boolean>;
  /**
   * Compares what starts with what was added. In `recorded` it writes down and tells the public log when something changed.
   *
   * @returns `ok`, or why it must not start, with a sentence that says what to do. A refusal is in the public log.
   * Cost: three short reads; a write when something changed; in `required` also the entry's place in the log.
   */
  attest(measured: Measured, mode: AttestationMode): Promise<Verdict>;
}

export function createAttestation(deps: AttestationDeps): Attestation & Feature {
  const keeper = new Keeper(deps);
  return {
    manifest,
    routes: [getAttestation(deps.database, async (envelope) => await keeper.signedBy(envelope))],
    jobs: {},
    consumers: [],
    sweeps: [],
    addSigner: async (signer) => await keeper.addSigner(signer),
    endSigner: async (keyId, by) => await keeper.endSigner(keyId, by),
    signers: async () => await readSigners(deps.database),
    check: async (text) => await keeper.check(text),
    add: async (text, by) => await keeper.add(text, by),
    isCleared: async (model, digest) => await keeper.isCleared(model, digest),
    releases: async () => await readReleases(deps.database),
    attest: async (measured, mode) => await keeper.attest(measured, mode),
  };
}

class Keeper {
  readonly #deps: AttestationDeps;

  constructor(deps: AttestationDeps) {
    this.#deps = deps;
  }

  async addSigner(asked: Parameters<Attestation['addSigner']>[0]): Promise<Signer> {
    const { database, clock, border } = this.#deps;
    const keyId = keyIdOf(asked.publicKey);
    const { name, publicKey, untilMs, by } = asked;
    const signer = { keyId, name, publicKey, fromMs: clock.nowMs(), untilMs };
    await database.transaction(async (tx) => {
      if (!(await insertSigner(tx, signer, { by, atMs: clock.nowMs() })))
        throw new Error('This key is on the list already; a key that ended does not come back.');
      await border.append(tx, {
        kind: 'policy',
        act: 'attestation.signer_added',
        digest: keyId,
        ...(untilMs === undefined ? {} : { untilMs }),
      });
    });
    return signer;
  }

  async endSigner(keyId: string, _by: string): Promise<boolean> {
    const { database, clock, border } = this.#deps;
    return await database.transaction(async (tx) => {
      if (!(await endSignerRow(tx, keyId, clock.nowMs()))) return false;
      await border.append(tx, { kind: 'policy', act: 'attestation.signer_ended', digest: keyId });
      return true;
    });
  }

  /** @returns names of signers in force now with a good signature. */
  async signedBy(envelope: Envelope): Promise<string[]> {
    const { database, clock } = this.#deps;
    const nowMs = clock.nowMs();
    const inForce = (await readSigners(database)).filter(
      ({ fromMs, untilMs }) => fromMs <= nowMs && (untilMs === undefined || nowMs < untilMs),
    );
    const good = new Set(goodSignatures(envelope, inForce));
    return inForce.filter(({ keyId }) => good.has(keyId)).map(({ name }) => name);
  }

  async check(text: string): Promise<CheckedRelease> {
    const envelope = readEnvelope(text);
    const statement = readStatement(payloadOf(envelope));
    return { statement, envelope, signedBy: await this.signedBy(envelope) };
  }

  async add(text: string, by: string): Promise<CheckedRelease> {
    const { database, clock, ids, border, signaturesNeeded } = this.#deps;
    const checked = await this.check(text);
    const { statement, envelope, signedBy } = checked;
    if (signedBy.length < signaturesNeeded)
      throw new Error(
        `Of ${signaturesNeeded} signatures of listed signers there are ${signedBy.length}: jhalak attest sign FILE --key KEY.`,
      );
    const { number, version } = statement.predicate;
    await database.transaction(async (tx) => {
      const newest = (await readReleases(tx))[0]?.number ?? 0;
      if (number <= newest)
        throw new Error(`Release number ${number} is not above ${newest}, which was added before.`);
      const digest = programDigest(statement);
      const counts = { signatures: signedBy.length, number };
      const entryId = await border.append(tx, {
        kind: 'release',
        act: 'attestation.release_added',
        digest,
        counts,
      });
      for (const [name, model] of modelDigests(statement))
        await border.append(tx, {
          kind: 'model',
          act: 'attestation.model_added',
          digest: model,
          codes: [name],
          counts,
        });
      for (const [name, model] of clearedDigests(statement))
        await border.append(tx, {
          kind: 'model',
          act: 'attestation.model_cleared',
          digest: model,
          codes: [name],
          counts,
        });
      const release = { digest, number, version, envelope, entryId, addedAtMs: clock.nowMs() };
      await insertRelease(tx, ids.next(), release, by);
    });
    return checked;
  }

  async isCleared(model: string, digest: string): Promise<boolean> {
    const { database, signaturesNeeded } = this.#deps;
    for (const { envelope } of await readReleases(database)) {
      const cleared = clearedDigests(readStatement(payloadOf(envelope)));
      if (cleared.get(model) !== digest) continue;
      if ((await this.signedBy(envelope)).length >= signaturesNeeded) return true;
    }
    return false;
  }

  async attest(measured: Measured, mode: AttestationMode): Promise<Verdict> {
    if (!measuredCheck.Check(measured))
      throw problem('internal', 'What was measured of the program does not fit its contract.');
    const { database, border } = this.#deps;
    const verdict = await judge(measured, {
      mode,
      releases: await readReleases(database),
      highestStarted: await highestStarted(database),
      signaturesNeeded: this.#deps.signaturesNeeded,
      signedBy: async (envelope) => await this.signedBy(envelope),
      integrated: async (entryId) => await border.integrated(entryId),
    });
    if (verdict.kind === 'refused') await this.#record(measured, verdict);
    else {
      const last = await lastStart(database);
      if (last?.digest !== measuredDigest(measured))
        await this.#record(measured, verdict, last?.measured);
    }
    return verdict;
  }

  async #record(measured: Measured, verdict: Verdict, before?: Measured): Promise<void> {
    const { database, clock, ids, border } = this.#deps;
    const digest = measuredDigest(measured);
    const number = verdict.kind === 'ok' ? verdict.number : undefined;
    await database.transaction(async (tx) => {
      await insertStart(tx, {
        id: ids.next(),
        atMs: clock.nowMs(),
        digest,
        measured,
        number,
        outcome: verdict.kind === 'ok' ? 'started' : verdict.reason,
      });
      await border.append(tx, {
        kind: 'release',
        act: verdict.kind === 'ok' ? 'attestation.started' : 'attestation.refused',
        digest: releaseDigest(measured),
        ...(verdict.kind === 'ok' ? {} : { codes: [verdict.reason] }),
        counts: { files: Object.keys(measured.files).length, ...(number && { number }) },
      });
      if (verdict.kind === 'refused') return;
      for (const [name, model] of Object.entries(measured.models)) {
        if (before?.models[name] === model) continue;
        const codes = [name];
        await border.append(tx, {
          kind: 'model',
          act: 'attestation.model_started',
          digest: model,
          codes,
        });
      }
    });
  }
}
