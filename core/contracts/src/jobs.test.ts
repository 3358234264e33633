import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Export } from './exports.ts';
import { Import } from './imports.ts';
import { jobFields } from './jobs.ts';
import { Upload } from './videos.ts';

test('uploads, archives and archives that come tell of themselves by one shape', () => {
  for (const { properties } of [Upload, Export, Import])
    for (const name of ['progress', 'step', 'eta', 'failure'] as const)
      assert.equal(properties[name], jobFields[name], name);
});
