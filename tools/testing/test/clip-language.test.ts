// What language a clip is in, put right by its creator later: people find it by it, and the feed learns by it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Video } from '@jhalak/contracts/videos';
import { startCell } from '@jhalak/testing';

test('its creator says which language a clip is in, alone, and everything that goes by it follows', async () => {
  const cell = await startCell();
  try {
    const maker = await cell.account('says_what_it_is');
    const other = await cell.account('somebody_else');
    const id = await cell.publish({
      personId: maker.personId,
      language: 'hi',
      caption: 'आज #chai',
    });
    await cell.drain();
    const path = `/v1/videos/${id}`;
    const patch = async (body: object, { token } = maker) =>
      await cell.api<Video & { code: string }>('PATCH', path, { token, body });
    const put = await patch({ caption: 'आज #chai', language: 'mr' });
    assert.deepEqual([put.status, put.body.language, put.body.tags], [200, 'mr', ['chai']]);
    const words = await patch({ caption: 'उद्या' });
    assert.deepEqual([words.body.language, words.body.caption], ['mr', 'उद्या']);
    assert.equal((await patch({ caption: 'x', language: 'tlh' })).status, 400);
    const stranger = await patch({ caption: 'x', language: 'hi' }, other);
    assert.deepEqual([stranger.status, stranger.body.code], [403, 'video.not_yours']);
    await cell.drain();
    assert.equal((await cell.api<Video>('GET', path)).body.language, 'mr');
    const items = cell.cell.taste.items();
    const item = items.indexOf(id);
    assert.ok(item !== undefined);
    assert.equal(items.languages.names[items.languageOf(item)], 'mr');
  } finally {
    await cell.close();
  }
});
