import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CLOCK_SLACK_MS } from './bounds.ts';
import { atLeast, exactly, isDue, NEW_CLOCK, readClock, type DeviceClock } from './clock.ts';
import { cardsOf, DAY_MS, HOUR_MS, later, litHousehold } from './household.fixture.ts';

const YEAR_MS = 366 * DAY_MS;

test('whatever the clock says, time never runs backwards', () => {
  const times = fc.array(fc.integer({ min: 0, max: 4_000_000_000_000 }), { minLength: 2 });
  fc.assert(
    fc.property(times, (walls) => {
      let clock: DeviceClock = NEW_CLOCK;
      let lastMs = 0;
      for (const [at, wallMs] of walls.entries()) {
        if (at % 5 === 4) clock = atLeast(clock, wallMs, walls[0] ?? 0);
        const reading = readClock(clock, wallMs);
        assert(reading.nowMs >= lastMs);
        ({ clock } = reading);
        lastMs = reading.nowMs;
      }
    }),
  );
});

test('a small correction is believed, a larger step back is not', () => {
  const { clock } = readClock(exactly(1_000_000, 1_000_000), 2_000_000);
  assert.equal(readClock(clock, 2_000_000 - CLOCK_SLACK_MS).trusted, true);
  assert.equal(readClock(clock, 2_000_000 - CLOCK_SLACK_MS - 1).trusted, false);
  assert.equal(readClock(clock, 2_000_000 - CLOCK_SLACK_MS).nowMs, 2_000_000);
});

test('something is due after its time, when it was never done, and when the clock went back behind it', () => {
  assert.equal(isDue(null, 1_000, 5), true);
  assert.equal(isDue(5_000, 1_000, 5_999), false);
  assert.equal(isDue(5_000, 1_000, 6_000), true);
  assert.equal(isDue(5_000_000, 1_000, 5), true);
});

test('a clock that is a year wrong shows cards all the same, and they expire in time', async () => {
  for (const wrongByMs of [-YEAR_MS, YEAR_MS]) {
    const house = await litHousehold();
    house.wrongByMs = wrongByMs;
    await later(house, 46_000);
    await later(house, 10 * 60_000);
    await cardsOf(house);
    house.cell.online = false;
    house.nowMs += DAY_MS;
    assert.equal((await house.device.look()).kind, 'dark', String(wrongByMs));
  }
});

test('a clock that is set back offline darkens; the cards do not live on', async () => {
  const house = await litHousehold();
  house.nowMs += HOUR_MS;
  await cardsOf(house);
  house.cell.online = false;
  house.wrongByMs = -2 * HOUR_MS;
  assert.deepEqual(await house.device.look(), { kind: 'dark', because: 'clock' });
  house.reload();
  assert.deepEqual(await house.device.look(), { kind: 'dark', because: 'clock' });
  house.cell.online = true;
  await later(house, 1_000);
  await cardsOf(house);
});

test('a clock that was set forward and back shows cards again once the cell tells the time', async () => {
  const house = await litHousehold();
  house.wrongByMs = YEAR_MS;
  assert.deepEqual(await house.device.look(), { kind: 'dark', because: 'expired' });
  house.wrongByMs = 0;
  assert.deepEqual(await house.device.look(), { kind: 'dark', because: 'clock' });
  await later(house, 1_000);
  await cardsOf(house);
});
