import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InflationHouse } from './house.ts';
import { inflationRun } from './inflation-run.ts';

test('eleven scripts that inflate get no further than stated, and each did far more than that', async () => {
  const reports = await inflationRun(12);
  assert.equal(reports.length, 11);
  for (const report of reports) {
    assert.ok(report.held, JSON.stringify(report));
    assert.ok(report.attempts > report.bound, JSON.stringify(report));
  }
  // What is let through is let through: the bounds are no accident of nothing being counted.
  const through = new Map(reports.map((report) => [report.script, report.through]));
  for (const script of ['token replay', 'token farm', 'like storm', 'follow ring', 'sock puppets'])
    assert.ok((through.get(script) ?? 0) > 0, script);
});

test('people with a history count one by one, and beside them as many newcomers and five more', async () => {
  const house = await InflationHouse.open();
  try {
    const videoId = await house.target(await house.puppet(), house.regulars.length);
    assert.equal((await house.countsOf(videoId)).views, house.regulars.length);
    for (let nth = 0; nth < 8; nth += 1) await house.watch(await house.cell.viewer(), [videoId]);
    house.cell.parts.clock.advance(60_000);
    assert.equal((await house.countsOf(videoId)).views, house.regulars.length + 8);
  } finally {
    await house.close();
  }
});
