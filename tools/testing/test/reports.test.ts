import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ModerationPage, OwnStanding } from '@jhalak/contracts/safety';
import { createCell } from '@jhalak/jhalak';
import { DAY_MS } from '@jhalak/kernel';
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

test('a settled case goes with all of it when its time is over; what waits or has effect stays', async () => {
  const { clock, database } = cell.parts;
  const second = await cell.account('mod_two');
  await cell.cell.accounts.grantRole({ personId: second.personId, role: 'moderator' });
  const act = async (by: TestPerson, path: string, action: string, days?: number) => {
    const body = { action, reason: 'spam', note: 'So it is.', ...(days && { days }) };
    const asked = { token: by.token, body };
    assert.equal((await cell.api('POST', `/v1/moderation/${path}/acts`, asked)).status, 201);
    clock.advance(1_000);
  };
  const clips = Array.from({ length: 6 }, () => cell.publish({ personId: creator.personId }));
  const [wrong, dark, adult, back, open, undecided] = await Promise.all(clips);
  assert.ok(wrong && dark && adult && back && open && undecided);
  const [out, returned, heard] = [
    await cell.account('out_one'),
    await cell.account('returned_one'),
    await cell.account('heard_one'),
  ];
  await cell.drain();
  const { token } = await cell.viewer();
  for (const id of [wrong, dark, open, undecided]) await report(token, id);
  // More than one transaction takes.
  const many = `INSERT INTO safety_reports (item_id, report_id, person_id, reason, at_ms)
    SELECT $1, gen_random_uuid(), gen_random_uuid(), 'spam', $2 FROM generate_series(1, 5001)`;
  await database.query({ name: 'test.many', text: many }, [wrong, clock.nowMs()]);
  await act(moderator, `videos/${wrong}`, 'dismiss');
  await act(moderator, `videos/${dark}`, 'remove');
  // Nobody reported these two.
  await act(moderator, `videos/${adult}`, 'restrict_age');
  await act(moderator, `videos/${back}`, 'remove');
  await act(moderator, `videos/${back}`, 'restore');
  await act(moderator, 'people/out_one', 'remove');
  await act(moderator, 'people/returned_one', 'remove');
  await act(moderator, 'people/returned_one', 'restore');
  await act(moderator, 'people/heard_one', 'remove');
  const words = { token: heard.token, body: { note: 'Not me.' } };
  assert.equal((await cell.api('POST', '/v1/accounts/me/standing/appeal', words)).status, 204);
  await act(second, 'people/heard_one', 'restore');

  const names = new Map<string, string>([
    ...([[wrong, 'wrong'] as const, [dark, 'dark'], [adult, 'adult'], [back, 'back']] as const),
    ...([[open, 'open'] as const, [undecided, 'undecided'], [out.personId, 'out']] as const),
    ...([[returned.personId, 'returned'] as const, [heard.personId, 'heard']] as const),
  ]);
  const tables = ['cases', 'reports', 'acts', 'appeals'] as const;
  const stand = async () => {
    const found = await Promise.all(
      tables.map(async (table) => {
        const text = `SELECT DISTINCT item_id FROM safety_${table} WHERE item_id = ANY($1)`;
        const rows = await database.query<{ item_id: string }>({ name: `test.${table}`, text }, [
          [...names.keys()],
        ]);
        return rows
          .map((row) => names.get(row.item_id))
          .toSorted((a = '', b = '') => a.localeCompare(b))
          .join(' ');
      }),
    );
    return Object.fromEntries(tables.map((table, at) => [table, found[at]]));
  };
  const sweep = cell.cell.features
    .flatMap(({ sweeps }) => sweeps)
    .find(({ name }) => name === 'safety.cases');
  assert.ok(sweep !== undefined);
  const orphans = async () => {
    const of = tables.slice(1).map((name) => `SELECT item_id FROM safety_${name}`);
    const text = `SELECT item_id FROM (${of.join(' UNION ')}) AS t
      WHERE NOT EXISTS (SELECT 1 FROM safety_cases AS c WHERE c.item_id = t.item_id)`;
    return await database.query({ name: 'test.orphans', text });
  };
  /** Whoever decides comes now and then: who does not for half a year is signed out. */
  const wait = async (days: number) => {
    for (let left = days; left > 0; left -= 90) {
      clock.advance(Math.min(left, 90) * DAY_MS);
      await counted('');
    }
  };

  const all = {
    cases: 'adult back dark heard open out returned undecided wrong',
    reports: 'dark open undecided wrong',
    acts: 'adult back dark heard out returned wrong',
    appeals: 'heard',
  };
  assert.deepEqual(await stand(), all);
  await wait(179);
  await sweep.run();
  assert.deepEqual(await stand(), all, 'before its time is over');
  await wait(2);
  assert.ok((await sweep.run()) >= 4);
  const kept = {
    cases: 'adult dark open out undecided',
    reports: 'dark open undecided',
    acts: 'adult dark out',
    appeals: '',
  };
  assert.deepEqual(await stand(), kept, 'a removal, a suspension, a restriction, and what waits');
  assert.equal(await sweep.run(), 0, 'once');
  await cell.drain();
  assert.equal(cell.cell.visibility.isSuspended(out.personId), true);
  assert.equal(cell.cell.visibility.isSuspended(returned.personId), false);

  // From the end of its effect on the time begins anew; by then the terms are others.
  await cell.cell.videos.purge([dark]);
  await act(moderator, `videos/${adult}`, 'unrestrict_age');
  await act(moderator, 'people/out_one', 'restore');
  await act(moderator, `videos/${undecided}`, 'dismiss');
  await cell.drain();
  const terms = `INSERT INTO safety_case_terms (country, from_ms, keep_ms, source, author) VALUES ('in', $1, $2, 'a test', 'test')`;
  await database.query({ name: 'test.terms', text: terms }, [clock.nowMs(), 30 * DAY_MS]);
  // A new report opens its case again.
  await wait(29);
  await report((await cell.viewer()).token, undecided);
  await sweep.run();
  assert.deepEqual(await stand(), { ...kept, acts: 'adult dark out undecided' });
  await wait(2);
  await sweep.run();
  const waits = { cases: 'open undecided', reports: 'open undecided' };
  assert.deepEqual(await stand(), { ...waits, acts: 'undecided', appeals: '' });
  assert.deepEqual(await orphans(), []);
});
