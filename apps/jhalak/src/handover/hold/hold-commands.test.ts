// Seal and hold as its people type it: the order, the hold, what the machine says meanwhile, the release, the lift.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runCommand } from '../../backup/commands.fixture.ts';
import { attest } from '../../commands/attest.ts';
import { handover } from '../../commands/handover.ts';

const MAIN = fileURLToPath(new URL('../../main.ts', import.meta.url));
/** A held machine opens nothing: it is there in a moment, on a busy machine too. */
const START_LIMIT_MS = 60_000;

let folder: string;
let home: string;
let deal: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-hold-'));
  // The database's user must reach a home below it.
  await chmod(folder, 0o711);
  home = join(folder, 'home');
});
after(() => rm(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

/** Runs a command of the deal as its command line would. @returns what it said. */
async function run(line: string, on = home): Promise<string> {
  const { code, said } = await runCommand(on, handover, line);
  assert.equal(code, 0, said);
  return said;
}

async function person(id: string): Promise<{ id: string; name: string; key: string }> {
  const { said } = await runCommand(home, attest, `key --out ${at(`${id}.pem`)}`);
  return { id, name: `Person ${id}`, key: /public key (\S+)/.exec(said)?.[1] ?? '' };
}

/** `npx jhalak …` as a process. @returns how it ended and what it said. */
async function program(...argv: string[]): Promise<{ code: number; said: string }> {
  const env = { ...process.env, JHALAK_HOME: home };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...argv], { env });
    return { code: 0, said: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}

test('an order names its holder; two of the authority seal it, and hold takes the keys away', async () => {
  await mkdir(home);
  const seller = [await person('chief')];
  const region = [await person('one'), await person('two'), await person('three')];
  const parties = {
    kind: 'hold',
    seller: { name: 'Operator', people: seller },
    regionSide: { name: 'Ministry', people: region },
    bidders: [],
    policy: { excludedCountries: ['cn'], basis: 'IT Act 2000 s. 69A', freezeMaxMs: 60_000 },
  };
  await writeFile(at('parties.json'), JSON.stringify(parties));
  await run(`new ${at('parties.json')} --out ${at('open.json')}`);
  await run(`sign ${at('open.json')} --key ${at('chief.pem')}`);
  const opened = await run(`post ${at('open.json')} --json`);
  ({ deal } = JSON.parse(opened) as { deal: string });

  const holder = await run('recipient', at('authority'));
  await writeFile(at('order.json'), JSON.stringify({ holder, order: 'No. 12/2026' }));
  await run(`propose ${deal} seal --document ${at('order.json')} --key ${at('one.pem')}`);
  await assert.rejects(run(`hold ${deal} --key ${at('chief.pem')}`), /waits for seal/);
  await run(`approve ${deal} --key ${at('two.pem')}`);
  await run(`approve ${deal} --key ${at('three.pem')}`);
  await assert.rejects(run(`hold ${deal} --key ${at('one.pem')}`), /seller/);
  assert.ok(existsSync(join(home, 'keys', 'root.key')), 'who may not hold takes nothing away');
  const said = await run(`hold ${deal} --key ${at('chief.pem')}`);
  assert.match(said, /^✓ freeze .*\n(.*\n)*✓ keys .*\nheld: nothing of it opens here/m);
  assert.equal(existsSync(join(home, 'keys', 'root.key')), false);
  assert.match(await run(`hold ${deal} --key ${at('chief.pem')}`), /keys: done before/);
});

test('start says that it is held and serves a page that says so; other commands say it in a sentence', async () => {
  const child = spawn(process.execPath, [MAIN, 'start'], {
    env: { ...process.env, JHALAK_HOME: home, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    const url = await addressOf(child.stdout);
    const page = await fetch(url, { headers: { 'accept-language': 'hi-IN,hi;q=0.9' } });
    assert.equal(page.status, 503);
    assert.match(await page.text(), /<html lang="hi">.*मुहरबंद/);
    const feed = await fetch(`${url}/v1/feeds/for-you`);
    const { code } = (await feed.json()) as { code: string };
    assert.deepEqual([feed.status, code], [503, 'cell.held']);
    const health = (await (await fetch(`${url}/v1/health`)).json()) as { standing: object };
    assert.deepEqual(
      { ...health.standing, sinceMs: 0 },
      { state: 'frozen', why: 'hold', sinceMs: 0 },
    );
  } finally {
    child.kill('SIGTERM');
  }
  assert.deepEqual(await ended, [0, null]);

  const { code, said } = await program('handover', 'show', deal);
  assert.equal(code, 1);
  assert.equal(said, 'jhalak: This cell is sealed and held for an authority: handover lift.\n');
  assert.equal(existsSync(join(home, 'keys', 'root.key')), false, 'no new one is made');
});

test('its release is signed from the events alone; a lift with less than all of it leaves the keys away', async () => {
  const events = join(home, 'handover', deal, 'events.json');
  await writeFile(at('release.txt'), 'Released by order No. 14/2026.');
  // On a machine of the authority's, which has no cell.
  const release = async (line: string): Promise<string> =>
    await run(`release ${deal} --events ${events} ${line}`, at('authority'));
  const proposed = `--document ${at('release.txt')} --key ${at('one.pem')} --out ${at('a.json')}`;
  await assert.rejects(release(`--into nowhere ${proposed}`), /open, sale, wind_down/);
  assert.match(await release(`--into open ${proposed}`), /carry it to the machine that is held/);
  for (const [by, out] of [
    ['two', 'b'],
    ['three', 'c'],
  ])
    await release(`--from ${at('a.json')} --key ${at(`${by}.pem`)} --out ${at(`${out}.json`)}`);

  const key = join(at('authority'), 'keys', 'handover.x25519');
  const lift = async (holderKey: string, acts: readonly string[]): Promise<string> =>
    await run(
      `lift ${deal} --holder-key ${holderKey} --acts ${acts.map((name) => at(`${name}.json`)).join(',')} --key ${at('chief.pem')}`,
    );
  await assert.rejects(lift(at('chief.pem'), ['a', 'b', 'c']), /no X25519 key/);
  await writeFile(at('other.pem'), strangersKey());
  await assert.rejects(lift(at('other.pem'), ['a', 'b', 'c']), /not the holder’s/);
  await assert.rejects(lift(key, ['a', 'b']), /waits for release/);
  assert.equal(existsSync(join(home, 'keys', 'root.key')), false, 'away again');
  assert.match(await lift(key, ['a', 'b', 'c']), /✓ lift/);
  assert.equal(existsSync(join(home, 'held.json')), false);
  const { step, cell } = JSON.parse(await run(`status ${deal} --json`)) as {
    step: string;
    cell: { state: string };
  };
  assert.deepEqual([step, cell.state], ['closed', 'open']);
  await assert.rejects(lift(key, ['a', 'b', 'c']), /Nothing is held here/);
  assert.match(await readFile(events, 'utf8'), new RegExp(deal), 'the record stays');
});

function strangersKey(): string {
  const { privateKey } = generateKeyPairSync('x25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** @returns the address that a started program says. */
async function addressOf(stdout: NodeJS.ReadableStream): Promise<string> {
  let said = '';
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  for (;;) {
    const [chunk] = (await once(stdout, 'data', { signal: limit })) as [Buffer];
    said += chunk.toString();
    const url = /sealed and held .*\n.*(http:\/\/\S+)/.exec(said)?.[1];
    if (url !== undefined) return url;
  }
}
