import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ModerationPage, OwnStanding } from '@jhalak/contracts/safety';
import { createCell } from '@jhalak/jhalak';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

let cell: TestCell;
let moderator: TestPerson;
let creator: TestPerson;
before(async () => {
  cell = await startCell();
  moderator = await cell.account('mod_one');
  await cell.cell.accounts.grantRole({ personId: moderator.personId, role: 'moderator' });
  creator = await cell.account('maker_one');
});
after(async () => {
  await cell.close();
});

async function report(token: string, videoId: string): Promise<void> {
  const reply = await cell.api('POST', `/v1/videos/${videoId}/reports`, {
    token,
    body: { reason: 'spam' },
  });
  assert.equal(reply.status, 201);
}

async function counted(videoId: string): Promise<number | undefined> {
  const reply = await cell.api<{ items: { video: { id: string }; reports: number }[] }>(
    'GET',
    '/v1/moderation/cases',
    { token: moderator.token },
  );
  return reply.body.items.find((one) => one.video.id === videoId)?.reports;
}

test('one person’s reports of a clip count once, also when they come at the same moment', async () => {
  const videoId = await cell.publish({ personId: creator.personId });
  await cell.drain();
  const [once, twice] = [await cell.viewer(), await cell.viewer()];
  await Promise.all(Array.from({ length: 6 }, () => report(once.token, videoId)));
  assert.equal(await counted(videoId), 1);
  await Promise.all([report(twice.token, videoId), report(once.token, videoId)]);
  assert.equal(await counted(videoId), 2);
});

test('the case of a purged clip does not stay open, also when a report came at the last moment', async () => {
  const open = async (): Promise<string[]> => {
    const rows = await cell.parts.database.query<{ item_id: string }>({
      name: 'test.open_cases',
      text: `SELECT item_id FROM safety_cases WHERE state = 'open'`,
    });
    return rows.map((row) => row.item_id);
  };
  const [first, second, kept] = [
    await cell.publish({ personId: creator.personId }),
    await cell.publish({ personId: creator.personId }),
    await cell.publish({ personId: creator.personId }),
  ];
  await cell.drain();
  const { token } = await cell.viewer();
  await report(token, first);
  await report(token, kept);
  await cell.drain();
  await cell.cell.videos.purge([first, second]);
  // What is shown lags the journal by a moment, so such a report is taken.
  await report(token, second);
  assert.ok((await open()).includes(first));
  await cell.drain();
  const left = await open();
  assert.deepEqual(
    [first, second, kept].map((id) => left.includes(id)),
    [false, false, true],
  );
});

test('a person is reported once a reporter, suspended everywhere, reads why, and comes back', async () => {
  const rude = await cell.account('rude_one', { displayName: 'Rude' });
  const videoId = await cell.publish({ personId: rude.personId });
  const host = await cell.publish({ personId: creator.personId });
  await cell.drain();
  const { token } = rude;
  const said = { token, body: { text: 'something rude' } };
  assert.equal((await cell.api('POST', `/v1/videos/${host}/comments`, said)).status, 201);
  const reporter = await cell.viewer();
  const body = { reason: 'harassment', note: 'writes to children' };
  const path = '/v1/people/rude_one/reports';
  for (let time = 0; time < 2; time += 1)
    assert.equal((await cell.api('POST', path, { token: reporter.token, body })).status, 201);
  assert.equal((await cell.api('POST', path, { token, body })).status, 422, 'not oneself');
  await cell.drain();
  const cases = async (state: string) =>
    (
      await cell.api<ModerationPage>('GET', `/v1/moderation/cases?state=${state}`, {
        token: moderator.token,
      })
    ).body.items.find(({ person }) => person?.handle === 'rude_one');
  const open = await cases('open');
  assert.deepEqual(
    [open?.kind, open?.reports, open?.notes[0], open?.video],
    ['person', 1, 'writes to children', undefined],
  );

  const seen = async (as?: string): Promise<[number, number, boolean]> => {
    const asked = as === undefined ? {} : { token: as };
    const page = await cell.api('GET', '/v1/people/rude_one', asked);
    const clip = await cell.api('GET', `/v1/videos/${videoId}`, asked);
    const thread = await cell.api('GET', `/v1/videos/${host}/comments`, asked);
    return [page.status, clip.status, JSON.stringify(thread.body).includes('something rude')];
  };
  assert.deepEqual(await seen(reporter.token), [200, 200, true]);
  const decide = async (action: string, note: string): Promise<number> =>
    (
      await cell.api('POST', '/v1/moderation/people/rude_one/acts', {
        token: moderator.token,
        body: { action, reason: 'harassment', note },
      })
    ).status;
  assert.equal(await decide('remove', ''), 422, 'without a reason nobody is suspended');
  assert.equal(await decide('remove', 'Write to nobody so.'), 201);
  await cell.drain();
  assert.deepEqual(await seen(reporter.token), [403, 404, false]);
  assert.deepEqual(await seen(), [403, 404, false]);
  assert.deepEqual(await seen(token), [200, 200, true], 'they see themselves');
  const standing = await cell.api<OwnStanding>('GET', '/v1/accounts/me/standing', { token });
  assert.equal(standing.body.suspended?.note, 'Write to nobody so.');
  assert.ok(await cases('removed'));
  // From another tab: the reports are dismissed, and the person can still be let back.
  assert.equal(await decide('dismiss', ''), 201);
  assert.ok(await cases('removed'));

  // A process that starts again knows it.
  const again = createCell(cell.cell.parts, {
    ...{ maxUploadBytes: 1, maxDurationMs: 1, undoDays: 7, encodeConcurrency: 1 },
  });
  await again.start(['api']);
  assert.equal(again.visibility.isSuspended(rude.personId), true);
  await again.stop();

  assert.equal(await decide('restore', 'They apologised.'), 201);
  await cell.drain();
  assert.deepEqual(await seen(reporter.token), [200, 200, true]);
  const back = await cell.api<OwnStanding>('GET', '/v1/accounts/me/standing', { token });
  assert.equal(back.body.suspended, null);

  assert.equal((await cell.api('POST', path, { token: reporter.token, body })).status, 201);
  await cell.cell.accounts.erasePerson(rude.personId);
  await cell.drain();
  assert.equal(await cases('open'), undefined);
});
