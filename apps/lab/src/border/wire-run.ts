// Every role tries every way out: first with the host's rules in force, then with them taken away on purpose, so that it is
// known that the ear would have heard it.

import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CELL_UID, GATEWAY_UID, HERE, type BorderNet } from './border-net.ts';
import { ENCODINGS, Search, type Canaries, type Encoding } from './canaries.ts';
import { packetsOf, type Packet } from './heard.ts';

const PROBE = fileURLToPath(new URL('probe.ts', import.meta.url));
const LEAK = fileURLToPath(new URL('leak.ts', import.meta.url));

/** Roles and the users that they run as. */
const ROLES = [
  { role: 'api', uid: CELL_UID, which: 'all' },
  { role: 'worker', uid: CELL_UID, which: 'all' },
  { role: 'media', uid: CELL_UID, which: 'all' },
  { role: 'gateway', uid: GATEWAY_UID, which: 'gateway' },
] as const;

export interface WireReport {
  /** Ways out that were tried, over all roles. */
  tried: number;
  /** IP packets of the cell's side that were heard on the wire meanwhile. */
  packetsOutside: number;
  /** As nft counted them. */
  dropped: { cell: number; gateway: number; other: number };
  /** The same without the rules: ways that went, and packets that were heard. */
  withoutRules: { went: number; packetsOutside: number };
}

export async function tryEveryWayOut(net: BorderNet, folder: string): Promise<WireReport> {
  net.rules(true);
  const shut = await probeAll(net, join(folder, 'shut.pcap'));
  const dropped = net.dropped();
  net.rules(false);
  const open = await probeAll(net, join(folder, 'open.pcap'));
  net.rules(true);
  return {
    tried: shut.tried,
    packetsOutside: shut.packets.length,
    dropped,
    withoutRules: { went: open.went, packetsOutside: open.packets.length },
  };
}

async function probeAll(
  net: BorderNet,
  file: string,
): Promise<{ tried: number; went: number; packets: Packet[] }> {
  const ear = await net.capture(file);
  const told = await Promise.all(
    ROLES.map(
      async ({ role, uid, which }) =>
        JSON.parse(await output(net, uid, [PROBE, `probe-${role}`, which])) as {
          tried: number;
          went: string[];
        },
    ),
  );
  await ear.stop();
  return {
    tried: told.reduce((sum, { tried }) => sum + tried, 0),
    went: told.reduce((sum, { went }) => sum + went.length, 0),
    packets: sentByCell(packetsOf(file)),
  };
}

/** @returns what the cell's side sent: its own address, or a link address of it that has no other sender here. */
function sentByCell(packets: readonly Packet[]): Packet[] {
  return packets.filter(({ from }) => from === HERE.v4 || from === expanded(HERE.v6));
}

function expanded(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const words = [head, ...Array.from({ length: 6 }, () => '0'), tail];
  return words.map((word) => word.padStart(4, '0')).join(':');
}

/** The defence off on purpose: canaries leave in every encoding. @returns in which of them the search found them. */
export async function leakOnPurpose(
  net: BorderNet,
  folder: string,
  canaries: Canaries,
): Promise<{ sent: Encoding[]; found: Encoding[] }> {
  net.rules(false);
  const sent = Object.keys(ENCODINGS) as Encoding[];
  const found: Encoding[] = [];
  for (const encoding of sent) {
    const file = join(folder, `leak-${encoding}.pcap`);
    const ear = await net.capture(file);
    const text = canaries.email(7);
    await output(net, CELL_UID, [LEAK, ENCODINGS[encoding](text).toString('base64')]);
    await ear.stop();
    const heard = Buffer.concat(packetsOf(file).map(({ payload }) => payload));
    if (new Search([canaries.letters, canaries.digits]).find(heard).size > 0) found.push(encoding);
  }
  net.rules(true);
  return { sent, found };
}

async function output(net: BorderNet, uid: number, argv: readonly string[]): Promise<string> {
  const child = net.start('cell', [process.execPath, ...argv], {
    uid,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}`);
  return Buffer.concat(chunks).toString();
}
