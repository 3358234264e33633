// What is signed: an in-toto statement whose subjects are the program, the web app and each model.

import { createHash } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

/** A source tree of ours has some 1,000 files. */
const FILES_MAX = 20_000;
const SUBJECTS_MAX = 200;
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Name = Type.String({ minLength: 1, maxLength: 200 });

/** Path from the house's folder to the SHA-256 of the file. */
const Files = Type.Record(Type.String({ maxLength: 400 }), Sha256, { maxProperties: FILES_MAX });

/** Everything of the running program that can be compared. */
export const Measured = Type.Object(
  {
    /** `0.1.0`. */
    version: Name,
    /** `v24.21.0`. */
    node: Name,
    files: Files,
    /** Digest of the built web app; absent in a process that serves none. */
    web: Type.Optional(Sha256),
    /** By the model's name on its manifest. Models that the cell learns by itself have no fixed digest. */
    models: Type.Record(Type.String({ maxLength: 100 }), Sha256, { maxProperties: SUBJECTS_MAX }),
  },
  { additionalProperties: false },
);
export type Measured = Static<typeof Measured>;

const Statement = Type.Object(
  {
    _type: Type.Literal('https://in-toto.io/Statement/v1'),
    subject: Type.Array(
      Type.Object(
        { name: Name, digest: Type.Object({ sha256: Sha256 }, { additionalProperties: false }) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: SUBJECTS_MAX },
    ),
    predicateType: Type.Literal('https://jhalak.invalid/attestation/release/v1'),
    predicate: Type.Object(
      {
        /** Grows with each release: an older one is refused after a newer one has run. */
        number: Type.Integer({ minimum: 1, maximum: 2_000_000_000 }),
        version: Name,
        node: Name,
        files: Files,
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type Statement = Static<typeof Statement>;

const statements = Compile(Statement);

/** Name of the program's subject. */
const RELEASE = 'jhalak';
const WEB = 'web';
const MODEL_PREFIX = 'model:';
/** A model that was trained in another region and may be let in. */
const CLEARED_PREFIX = 'cleared:';

/** @returns SHA-256 over the sorted list of files and the Node version: one line each, `digest  path`. */
export function releaseDigest(measured: Pick<Measured, 'files' | 'node'>): string {
  const hash = createHash('sha256').update(`node  ${measured.node}\n`);
  for (const path of Object.keys(measured.files).toSorted())
    hash.update(`${measured.files[path]}  ${path}\n`);
  return hash.digest('hex');
}

/**
 * @param number greater than that of every release before.
 * @param cleared digests of models that were trained elsewhere and may be let in, by name.
 * @returns the statement of a release.
 */
export function statementOf(
  measured: Measured,
  number: number,
  cleared: Readonly<Record<string, string>> = {},
): Statement {
  const { version, node, files, web, models } = measured;
  const subject = (name: string, sha256: string) => ({ name, digest: { sha256 } });
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      subject(RELEASE, releaseDigest(measured)),
      ...(web === undefined ? [] : [subject(WEB, web)]),
      ...Object.keys(models)
        .toSorted()
        .map((name) => subject(`${MODEL_PREFIX}${name}`, models[name] ?? '')),
      ...Object.entries(cleared).map(([name, digest]) =>
        subject(`${CLEARED_PREFIX}${name}`, digest),
      ),
    ],
    predicateType: 'https://jhalak.invalid/attestation/release/v1',
    predicate: { number, version, node, files },
  };
}

/** @throws Error for what is no statement of ours, or one whose subject is not the digest of its own list. */
export function readStatement(payload: Buffer): Statement {
  const json: unknown = JSON.parse(payload.toString('utf8'));
  if (!statements.Check(json)) {
    const [first] = statements.Errors(json);
    throw new Error(`this is no release statement: ${first?.instancePath} ${first?.message}`);
  }
  const names = json.subject.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw new Error('a subject stands there twice');
  if (digestIn(json, RELEASE) !== releaseDigest(json.predicate))
    throw new Error('the release’s digest is not that of its list of files');
  return json;
}

function digestIn(statement: Statement, name: string): string | undefined {
  return statement.subject.find((one) => one.name === name)?.digest.sha256;
}

/** @returns the digest of the program itself. */
export function programDigest(statement: Statement): string {
  return digestIn(statement, RELEASE) ?? '';
}

/** @returns digests of models by name. */
export function modelDigests(statement: Statement): Map<string, string> {
  return digestsBehind(statement, MODEL_PREFIX);
}

/** @returns digests of models from elsewhere that the release lets in, by name. */
export function clearedDigests(statement: Statement): Map<string, string> {
  return digestsBehind(statement, CLEARED_PREFIX);
}

function digestsBehind(statement: Statement, prefix: string): Map<string, string> {
  return new Map(
    statement.subject
      .filter(({ name }) => name.startsWith(prefix))
      .map(({ name, digest }) => [name.slice(prefix.length), digest.sha256]),
  );
}

/** How a running program differs from a statement; empty when it does not. */
export interface Differences {
  /** Paths that are changed, missing or added. */
  files: string[];
  models: string[];
  web: boolean;
  node: boolean;
}

/** @returns where the program differs from the statement. */
export function differences(measured: Measured, statement: Statement): Differences {
  const { files } = statement.predicate;
  const paths = new Set([...Object.keys(files), ...Object.keys(measured.files)]);
  const models = modelDigests(statement);
  const names = new Set([...models.keys(), ...Object.keys(measured.models)]);
  return {
    files: [...paths].filter((path) => files[path] !== measured.files[path]).toSorted(),
    models: [...names].filter((name) => models.get(name) !== measured.models[name]).toSorted(),
    web: measured.web !== undefined && digestIn(statement, WEB) !== measured.web,
    node: measured.node !== statement.predicate.node,
  };
}

export function isSame(found: Differences): boolean {
  return found.files.length === 0 && found.models.length === 0 && !found.web && !found.node;
}

/** @returns SHA-256 over everything measured: whether two starts ran the same. */
export function measuredDigest(measured: Measured): string {
  const { version, web, models } = measured;
  const all = [version, releaseDigest(measured), web ?? '', sortedEntries(models)];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

function sortedEntries(of: Readonly<Record<string, string>>): [string, string][] {
  return Object.keys(of)
    .toSorted()
    .map((name) => [name, of[name] ?? '']);
}
