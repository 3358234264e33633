// The machine and the Node that runs us.

import { arch, availableParallelism, platform, release, totalmem } from 'node:os';
import { ok, problem, warning, type Finding } from './finding.ts';

/** Node 24 runs our TypeScript as it is. */
const NODE_MAJOR = 24;
/** Below this an encoder and a database beside it run out of memory. */
const MEMORY_MIN_BYTES = 1_500_000_000;
/** From here two clips can be encoded beside a busy feed. */
const MEMORY_GOOD_BYTES = 3_500_000_000;
const GIBIBYTE = 1024 ** 3;

/** What is asked of the machine; given by hand in tests. */
export interface MachineFacts {
  platform: string;
  arch: string;
  release: string;
  cores: number;
  memoryBytes: number;
  node: string;
}

/** @returns the facts of this machine, within the limits of its container. */
export function machineFacts(): MachineFacts {
  // 0 and absurdly large values mean that nothing limits us.
  const limit = process.constrainedMemory();
  const total = totalmem();
  return {
    platform: platform(),
    arch: arch(),
    release: release(),
    cores: availableParallelism(),
    memoryBytes: limit > 0 && limit < total ? limit : total,
    node: process.versions.node,
  };
}

export function machineFindings(facts: MachineFacts): Finding[] {
  return [system(facts), cores(facts), memory(facts), node(facts)];
}

function system({ platform: name, arch: kind, release: kernel }: MachineFacts): Finding {
  const what = `${name} ${kernel}, ${kind}`;
  if (name !== 'linux') {
    return problem(
      'machine',
      what,
      'Run Jhalak on Linux (x64), in a virtual machine or a container.',
    );
  }
  if (kind === 'x64') return ok('machine', what);
  return kind === 'arm64'
    ? warning('machine', what, 'arm64 is written for and not tested: try it with npm test first.')
    : problem('machine', what, 'Run Jhalak on an x64 machine.');
}

function cores({ cores: count }: MachineFacts): Finding {
  const what = `${count} ${count === 1 ? 'core' : 'cores'}`;
  return count >= 2
    ? ok('cores', what)
    : warning('cores', what, 'Two cores or more let people watch while a clip is encoded.');
}

function memory({ memoryBytes }: MachineFacts): Finding {
  const what = `${(memoryBytes / GIBIBYTE).toFixed(1)} GiB`;
  if (memoryBytes >= MEMORY_GOOD_BYTES) return ok('memory', what);
  return memoryBytes >= MEMORY_MIN_BYTES
    ? warning('memory', what, 'Give it 4 GiB, or keep ENCODE_CONCURRENCY at 1 and clips at 1080p.')
    : problem(
        'memory',
        what,
        'Give it 2 GiB or more: database and encoder do not fit side by side.',
      );
}

function node({ node: version }: MachineFacts): Finding {
  const major = Number(version.split('.')[0]);
  return major >= NODE_MAJOR
    ? ok('Node', version)
    : problem('Node', version, `Run it through npx jhalak, which brings Node ${NODE_MAJOR}.`);
}
