import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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
