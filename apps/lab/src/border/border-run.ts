// The whole proof: two cells, the host's rules, a journey full of canaries, everything on the wire and in the other cell
// searched; and the same search with the defence taken away.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { seededRandom } from '@jhalak/kernel';
import { BorderNet, EVIL, HERE, PUBLIC_ADDRESS, SITE, THERE } from './border-net.ts';
import { makeCanaries, Search, type Canaries, type Encoding } from './canaries.ts';
import { packetsOf, type Packet } from './heard.ts';
import type { JourneyPlan, JourneyTold } from './journey.ts';
import { startTwoCells, writePlan, type TwoCells } from './two-cells.ts';
import { leakOnPurpose, tryEveryWayOut, type WireReport } from './wire-run.ts';

export interface BorderReport extends WireReport {
  seed: number;
  canaries: number;
  journey: Omit<JourneyTold, 'tokens'>;
  /** Requests of the cell that the world's site heard, and how many of them were for a host on no list. */
  site: { asked: number; forbidden: number };
  /** Bytes that the gateway sent, on the wire and on record. */
  bytes: { wire: number; record: number };
  /** Packets that went to anything but the web and the other cell, or came from no connection of the gateway. */
  strayPackets: number;
  searched: { wireBytes: number; otherCellBytes: number; backupBytes: number };
  /** In how many ways something was found; must be none. */
  found: { wire: Encoding[]; otherCell: Encoding[]; backup: Encoding[] };
  /** Messages that the other cell has, with its receipt. */
  delivered: number;
  withoutDefence: { sent: number; found: number; otherCell: boolean; backup: boolean };
}

export interface BorderRunOptions {
  canaries: number;
  seed: number;
  log(line: string): void;
}

/** Files are read whole; PostgreSQL's own are at most 1 GB each, and ours far smaller. */
const FILE_BYTES_MAX = 300_000_000;
/** Feeds are looked at within some seconds; what they lead to follows. */
const FETCHES_LIMIT_MS = 90_000;

export async function borderRun(options: BorderRunOptions): Promise<BorderReport> {
  const { seed, log } = options;
  const folder = mkdtempSync(join(tmpdir(), 'jhalak-border-'));
  const canaries = makeCanaries(seededRandom(seed));
  const net = new BorderNet();
  let cells: TwoCells | undefined;
  try {
    net.rules(true);
    log('ways out of every role');
    const wire = await tryEveryWayOut(net, folder);
    log('two cells');
    cells = await startTwoCells(net, folder);
    const file = join(folder, 'journey.pcap');
    const ear = await net.capture(file);
    const told = await journey(cells, folder, canaries, options.canaries);
    log(`journey: ${JSON.stringify({ ...told, tokens: told.tokens.length })}`);
    await fetched(cells);
    await meetAndTell(cells, folder);
    await ear.stop();
    const sent = packetsOf(file);
    const search = new Search([
      canaries.letters,
      canaries.digits,
      ...told.tokens.flatMap((token) => [
        token.slice(0, token.length / 2),
        token.slice(token.length / 2),
      ]),
    ]);
    log('searching');
    const heard = await searchAll(cells, folder, search, sent);
    log(`asked for: ${cells.asked.join(', ')}`);
    const record = await recorded(cells);
    const { tokens: _secret, ...journeyTold } = told;
    log('without the defence');
    const leak = await leakOnPurpose(net, folder, canaries);
    const planted = await plant(cells, folder, canaries, new Search([canaries.letters]));
    return {
      ...{ seed, canaries: options.canaries, journey: journeyTold },
      ...wire,
      ...heard,
      site: {
        asked: cells.asked.filter((line) => line.includes(' /')).length,
        forbidden: cells.asked.filter((line) => line.startsWith(EVIL)).length,
      },
      bytes: { wire: bytesOfGateway(sent), record: record.bytes },
      strayPackets: stray(sent),
      delivered: record.delivered,
      withoutDefence: { sent: leak.sent.length, found: leak.found.length, ...planted },
    };
  } finally {
    await cells?.close();
    net.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function journey(
  cells: TwoCells,
  folder: string,
  canaries: Canaries,
  count: number,
): Promise<JourneyTold> {
  const added = await cells.command('cell', 'user', 'add', 'house_admin', '--role', 'admin');
  const password = /password (\S+)/.exec(added)?.[1] ?? '';
  const [clip, playlist] = [join(folder, 'clip.mp4'), join(folder, 'playlist.mp4')];
  const size = 'testsrc2=size=360x640:rate=30:duration=2';
  const made = ['-nostdin', '-loglevel', 'error', '-f', 'lavfi', '-i', size, '-c:v', 'libx264'];
  execFileSync('ffmpeg', [...made, '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', clip]);
  writeFileSync(playlist, playlistText());
  const plan: JourneyPlan = {
    url: 'http://127.0.0.1:8780',
    admin: { handle: 'house_admin', password },
    canaries: Array.from({ length: count }, (_, index) => [
      ...[canaries.handle(index), canaries.email(index), canaries.phone(index)],
      canaries.words(index),
    ]),
    ...{ clip, playlist },
  };
  const file = join(folder, 'plan.json');
  writePlan(file, plan);
  return JSON.parse(await cells.script('journey.ts', file)) as JourneyTold;
}

function playlistText(): string {
  const lines = [`http://${EVIL}/a.ts`, `http://${THERE.v4}/b.ts`, `http://${PUBLIC_ADDRESS}/c.ts`];
  const segments = lines.map((url) => `#EXTINF:4.0,\n${url}`).join('\n');
  return `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n${segments}\n#EXT-X-ENDLIST\n`;
}

/** Waits until the world's site was asked for the feed and for what it leads to. */
async function fetched(cells: TwoCells): Promise<void> {
  const untilMs = performance.now() + FETCHES_LIMIT_MS;
  const wanted = ['/feed.xml', '/elsewhere.html', '/elsewhere.xml', '/one.html'];
  while (performance.now() < untilMs) {
    if (wanted.every((path) => cells.asked.includes(`${SITE} ${path}`))) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`the site was asked only for ${cells.asked.join(', ')}`);
}

async function meetAndTell(cells: TwoCells, folder: string): Promise<void> {
  const pairs = [
    ['cell', 'world'],
    ['world', 'cell'],
  ] as const;
  for (const [one, other] of pairs) {
    const card = join(folder, `${other}.card`);
    writeFileSync(card, await cells.command(other, 'cell', 'card'), { mode: 0o644 });
    await cells.command(one, 'cell', 'meet', card);
  }
  for (const [one] of pairs) await cells.command(one, 'cell', 'tell');
}

async function searchAll(
  cells: TwoCells,
  folder: string,
  search: Search,
  sent: readonly Packet[],
): Promise<Pick<BorderReport, 'searched' | 'found'>> {
  const wire = Buffer.concat(sent.map(({ payload }) => payload));
  const backup = join(folder, 'other-backup');
  await cells.command('world', 'backup', '--to', backup);
  const otherCell = searchFolder(search, cells.otherHome);
  const saved = searchFolder(search, backup);
  return {
    searched: {
      ...{ wireBytes: wire.byteLength, otherCellBytes: otherCell.bytes, backupBytes: saved.bytes },
    },
    found: { wire: [...search.find(wire)], otherCell: otherCell.found, backup: saved.found },
  };
}

function searchFolder(search: Search, folder: string): { bytes: number; found: Encoding[] } {
  let bytes = 0;
  const found = new Set<Encoding>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    const told = statSync(file, { throwIfNoEntry: false });
    if (told?.isFile() !== true || told.size > FILE_BYTES_MAX) continue;
    const read = readFileSync(file);
    const content = name.endsWith('.zst') ? zstdDecompressSync(read) : read;
    bytes += content.byteLength;
    for (const one of search.find(content)) found.add(one);
  }
  return { bytes, found: [...found] };
}

/** What the cell itself has on record, as its operator is shown it. */
async function recorded(cells: TwoCells): Promise<{ bytes: number; delivered: number }> {
  const told = JSON.parse(await cells.script('record.ts', await operatorPlan(cells))) as {
    bytes: number;
    delivered: number;
  };
  return told;
}

async function operatorPlan(cells: TwoCells): Promise<string> {
  const added = await cells.command('cell', 'user', 'add', 'house_auditor', '--role', 'operator');
  return JSON.stringify({
    url: 'http://127.0.0.1:8780',
    handle: 'house_auditor',
    password: /password (\S+)/.exec(added)?.[1] ?? '',
  });
}

const GATEWAY_PORTS: ReadonlySet<number | undefined> = new Set([80, 8790]);

function fromCell(sent: readonly Packet[]): Packet[] {
  return sent.filter(({ from }) => from === HERE.v4);
}

/** Bytes of requests: what TCP carried from the cell to ports that only its gateway asks. */
function bytesOfGateway(sent: readonly Packet[]): number {
  return fromCell(sent)
    .filter(({ protocol, toPort }) => protocol === 'tcp' && GATEWAY_PORTS.has(toPort))
    .reduce((sum, { payload }) => sum + payload.byteLength, 0);
}

/** Packets of the cell that are neither its gateway's nor an answer to the other cell. */
function stray(sent: readonly Packet[]): number {
  const answered = new Set(
    sent
      .filter(({ to, toPort }) => to === HERE.v4 && toPort === 8780)
      .map(({ fromPort }) => fromPort),
  );
  return fromCell(sent).filter(
    ({ protocol, toPort }) =>
      protocol !== 'tcp' || !(GATEWAY_PORTS.has(toPort) || answered.has(toPort)),
  ).length;
}

/** With nobody in between a canary gets into the other cell and its backup, and the search sees it there. */
async function plant(
  cells: TwoCells,
  folder: string,
  canaries: Canaries,
  search: Search,
): Promise<{ otherCell: boolean; backup: boolean }> {
  await cells.command('world', 'user', 'add', canaries.handle(9));
  const backup = join(folder, 'planted-backup');
  await cells.command('world', 'backup', '--to', backup);
  return {
    otherCell: searchFolder(search, cells.otherHome).found.length > 0,
    backup: searchFolder(search, backup).found.length > 0,
  };
}
