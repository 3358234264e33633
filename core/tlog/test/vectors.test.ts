// Vectors that others made (shared fixtures): what a proof must be, and hundreds of ways in which it must not.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  fromBase64,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';

const shared = process.env['JHALAK_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
const folder = join(shared, 'fixtures/tlog/testdata');
const { sha256 } = nodeCrypto;

interface Vector {
  path: string;
  text: string;
}

function vectors(kind: string): Vector[] {
  return readdirSync(join(folder, kind), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path, text: readFileSync(path, 'utf8') };
    });
}

// Sizes go beyond 2^53: they are read from the text, not through a float.
function field(text: string, name: string): bigint {
  const match = new RegExp(`"${name}":\\s*(-?\\d+)`).exec(text);
  assert.ok(match?.[1] !== undefined, name);
  return BigInt(match[1]);
}

interface Fields {
  root: string;
  root1: string;
  root2: string;
  leafHash: string;
  proof: string[] | null;
  wantErr: boolean;
}

function bytes(text: string): Uint8Array {
  return fromBase64(text) ?? assert.fail(text);
}

type Judge = (text: string, fields: Fields, proof: Uint8Array[]) => boolean;

const JUDGES: Readonly<Record<string, { count: number; judge: Judge }>> = {
  inclusion: {
    count: 57,
    judge: (text, { root, leafHash }, proof) =>
      verifyInclusion(
        sha256,
        {
          index: field(text, 'leafIdx'),
          size: field(text, 'treeSize'),
          leaf: bytes(leafHash),
          root: bytes(root),
        },
        proof,
      ),
  },
  consistency: {
    count: 62,
    judge: (text, { root1, root2 }, proof) =>
      verifyConsistency(
        sha256,
        {
          olderSize: field(text, 'size1'),
          size: field(text, 'size2'),
          olderRoot: bytes(root1),
          root: bytes(root2),
        },
        proof,
      ),
  },
  subtreeinclusion: {
    count: 121,
    judge: (text, { root, leafHash }, proof) =>
      verifySubtreeInclusion(
        sha256,
        {
          index: field(text, 'leafIdx'),
          start: field(text, 'start'),
          end: field(text, 'end'),
          leaf: bytes(leafHash),
          root: bytes(root),
        },
        proof,
      ),
  },
  subtreeconsistency: {
    count: 67,
    judge: (text, { root1, root2 }, proof) =>
      verifySubtreeConsistency(
        sha256,
        {
          start: field(text, 'start'),
          end: field(text, 'end'),
          size: field(text, 'size'),
          subtreeRoot: bytes(root1),
          root: bytes(root2),
        },
        proof,
      ),
  },
};

for (const [kind, { count, judge }] of Object.entries(JUDGES)) {
  test(`every vector of ${kind} is judged as its makers do`, (t) => {
    if (!existsSync(folder)) {
      t.skip(`no vectors at ${folder}: set JHALAK_SHARED`);
      return;
    }
    const all = vectors(kind);
    assert.equal(all.length, count);
    for (const { path, text } of all) {
      const fields = JSON.parse(text) as Fields;
      const right = judge(text, fields, (fields.proof ?? []).map(bytes));
      assert.equal(right, !fields.wantErr, path);
    }
  });
}
