// `npm run proof -- media-mutations [EACH [SEED]]`: files broken on purpose, 20 kinds, EACH of each (default 250), in a network
// namespace of their own with a wire to nowhere, on which every packet is counted. As root, on Linux. The result is kept in
// docs/proofs/media-mutations.md.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [each = '250', seed = '41'] = process.argv.slice(2);
const TEST = 'adapters/ffmpeg/src/mutations.test.ts';
const root = fileURLToPath(new URL('../../../', import.meta.url));
const name = `jmm${process.pid}`;

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const inside = (...argv: string[]): string => run('ip', 'netns', 'exec', name, ...argv);

/** Frames that left over the wire so far. */
function sentPackets(): number {
  return Number(inside('cat', `/sys/class/net/${name}a/statistics/tx_packets`));
}

function openNamespace(): void {
  run('ip', 'netns', 'add', name);
  // Neighbours of IPv6 are looked for without anybody asking.
  inside('sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1');
  inside('sysctl', '-qw', 'net.ipv6.conf.default.disable_ipv6=1');
  run('ip', '-n', name, 'link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`);
  run('ip', '-n', name, 'addr', 'add', '192.0.2.1/24', 'dev', `${name}a`);
  for (const link of ['lo', `${name}a`, `${name}b`])
    run('ip', '-n', name, 'link', 'set', link, 'up');
  // Everything that is no address of this machine leaves over the wire, and is counted there.
  run('ip', '-n', name, 'route', 'add', 'default', 'via', '192.0.2.2');
  run(
    'ip',
    '-n',
    name,
    'neigh',
    'add',
    '192.0.2.2',
    'lladdr',
    '02:00:00:00:00:02',
    'dev',
    `${name}a`,
  );
}

openNamespace();
try {
  const beforeTest = sentPackets();
  const tested = spawnSync(
    'ip',
    ['netns', 'exec', name, process.execPath, '--test', '--test-reporter=tap', TEST],
    {
      cwd: root,
      env: { ...process.env, JHALAK_MEDIA_MUTATIONS: each, JHALAK_SEED: seed },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const packets = sentPackets() - beforeTest;
  // The wire counts: one datagram is seen as one.
  inside('bash', '-c', 'echo -n counted > /dev/udp/198.51.100.7/9');
  const heard = sentPackets() - beforeTest - packets;
  const outcomes = /# ((?:\d+ [a-z_.]+(?:, )?)+)$/mu.exec(tested.stdout)?.[1] ?? 'not told';
  const isWhole = tested.status === 0 && !tested.stdout.includes('# SKIP');
  const passed = isWhole && packets === 0 && heard === 1;
  if (!passed) process.stderr.write(`${tested.stdout}\n${tested.stderr}\n`);
  const commit = run('git', '-C', root, 'rev-parse', '--short', 'HEAD').trim();
  const release = /^PRETTY_NAME="(.*)"$/mu.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  writeFileSync(
    `${root}docs/proofs/media-mutations.md`,
    `# Files broken on purpose

\`npm run proof -- media-mutations ${each} ${seed}\` at ${commit}, ${new Date().toISOString().slice(0, 10)}, ${release ?? 'Linux'}. Small clips of 20 kinds (MP4, MOV, Matroska, WebM, AVI, transport and program streams; H.264, HEVC, AV1, VP8, VP9, MPEG-2 and -4, Motion JPEG, ProRes), each first whole, then broken ${each} times: flipped bytes, mostly in the head, cuts, holes, doubled parts. Every one goes through probe and transcode as uploads do: it is published in files that a reader confirms, or refused as its own fault, with nothing left behind and no file anywhere else; an engine that hangs, crashes or calls it our failure fails the proof. All of it in a network namespace with a way out that counts.

| outcomes | packets that left | a datagram sent on purpose was counted |
|---|---|---|
| ${outcomes} | ${packets} | ${heard === 1 ? 'yes' : `no (${heard})`} |
`,
  );
  process.stdout.write(
    `${JSON.stringify({ proof: 'media-mutations', each: Number(each), seed: Number(seed), passed, packets, outcomes })}\n`,
  );
  process.exitCode = passed ? 0 : 1;
} finally {
  run('ip', 'netns', 'del', name);
}
