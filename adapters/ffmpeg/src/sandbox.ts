// The cage around strangers' files. Bubblewrap gives a process its own empty file tree, no network, no other
// processes, no rights; prlimit bounds what it may use. Where one is missing we go on without it and say so.

import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runProcess } from './run-process.ts';
import type { FfmpegSettings } from './settings.ts';
import { findProgram } from './find-program.ts';
import { group } from './group.ts';

/** Which helpers this machine has, found by running one of our engines in the cage that we would use. */
export interface Sandbox {
  kind: 'bwrap' | 'none';
  reason: string;
  /** What to do to get the cage; absent when it stands. */
  mend?: string;
  bwrapPath?: string;
  /** bwrap 0.8 can also forbid namespaces inside the cage. */
  disableUserNamespaces: boolean;
  prlimitPath?: string;
  nicePath?: string;
  /** Without bwrap this is what ends the engine when we are killed. */
  setprivPath?: string;
}

/** One engine run: what it may read and write, and how much it may use. */
export interface CagedCommand {
  /** Program by absolute path, then arguments; files are named as they are seen inside. */
  program: string;
  args: readonly string[];
  /** Files to read: name inside the cage, path outside. */
  readable: Readonly<Record<string, string>>;
  /** The one folder to write in, and the working folder. */
  writableFolder?: string;
  cpuSeconds: number;
}

/** Folder of the files to read, inside the cage. */
const INPUT_FOLDER = '/in';
/** The folder to write in, inside the cage. */
const OUTPUT_FOLDER = '/out';

/** Nobody and nogroup on every Linux. */
const NOBODY = '65534';

/** An engine opens its files, pipes and libraries; measured 40 at once. */
const OPEN_FILES_MAX = 128;
/** Threads of all decoders, filters and encoders together; measured 35 at two threads each, 90 at eight. */
const PROCESSES_MAX = 512;
const CPU_GRACE_SECONDS = 2;

/** The trial run starts an engine and prints its version; a loaded machine takes a second. */
const TRIAL_WALL_MS = 20_000;
const TRIAL_STDOUT_BYTES_MAX = 64 * 1024;

/** Environment of every engine: nothing of ours reaches it. Two arenas keep address space near the memory in use. */
export const ENGINE_ENVIRONMENT = {
  PATH: '/usr/bin:/bin',
  LANG: 'C.UTF-8',
  MALLOC_ARENA_MAX: '2',
  AV_LOG_FORCE_NOCOLOR: '1',
  // The AV1 encoder tells its settings on every start; 1 is errors.
  SVT_LOG: '1',
} as const;

/** @returns how an engine must name a file that it reads; what it writes is relative to its working folder. */
export function inputPath(sandbox: Sandbox, name: string, path: string): string {
  return sandbox.kind === 'bwrap' ? `${INPUT_FOLDER}/${name}` : path;
}

/** @returns the whole command line, cage and limits first. */
export function cagedCommand(
  sandbox: Sandbox,
  settings: Pick<FfmpegSettings, 'limits' | 'niceness'>,
  command: CagedCommand,
): readonly string[] {
  const inner = [
    ...(sandbox.nicePath ? [sandbox.nicePath, '-n', String(settings.niceness)] : []),
    ...limitArguments(sandbox, settings.limits, command.cpuSeconds),
    command.program,
    ...command.args,
  ];
  if (sandbox.kind === 'bwrap') return [...bwrapArguments(sandbox, command), ...inner];
  if (!sandbox.setprivPath) return inner;
  return [sandbox.setprivPath, '--pdeathsig', 'KILL', '--no-new-privs', '--', ...inner];
}

function limitArguments(
  sandbox: Sandbox,
  limits: FfmpegSettings['limits'],
  cpuSeconds: number,
): readonly string[] {
  if (!sandbox.prlimitPath) return [];
  return [
    sandbox.prlimitPath,
    `--as=${limits.memoryBytes}`,
    `--fsize=${limits.outputBytes}`,
    // First a signal that says why, then the end of who does not hear it: process 1 of a cage hears only what it asked for.
    `--cpu=${cpuSeconds}:${cpuSeconds + CPU_GRACE_SECONDS}`,
    `--nofile=${OPEN_FILES_MAX}`,
    '--core=0',
    // Outside a user namespace the count is of all processes of our user, of which we know nothing.
    ...(sandbox.kind === 'bwrap' ? [`--nproc=${PROCESSES_MAX}`] : []),
    '--',
  ];
}

function bwrapArguments(sandbox: Sandbox, command: CagedCommand): readonly string[] {
  const outsideUsr = command.program.startsWith('/usr/') ? [] : [dirname(command.program)];
  return [
    sandbox.bwrapPath ?? 'bwrap',
    // The user namespace is named again because --unshare-all only tries for it.
    ...group('--unshare-all', '--unshare-user', '--uid', NOBODY, '--gid', NOBODY),
    ...(sandbox.disableUserNamespaces ? ['--disable-userns'] : []),
    // As process 1 the engine's time is counted as ours when it ends, and nothing stands between it and the signal.
    ...group('--die-with-parent', '--new-session', '--as-pid-1', '--cap-drop', 'ALL'),
    ...group('--hostname', 'media', '--clearenv'),
    ...Object.entries(ENGINE_ENVIRONMENT).flatMap(([name, value]) => ['--setenv', name, value]),
    ...group('--ro-bind', '/usr', '/usr'),
    ...['/lib', '/lib64', '/bin'].flatMap((folder) => ['--ro-bind-try', folder, folder]),
    // Libraries are found through these two; nothing else of /etc is there.
    ...group('--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache'),
    ...group('--ro-bind-try', '/etc/alternatives', '/etc/alternatives'),
    ...outsideUsr.flatMap((folder) => ['--ro-bind', folder, folder]),
    ...group('--dev', '/dev', '--tmpfs', INPUT_FOLDER),
    ...Object.entries(command.readable).flatMap(([name, path]) => [
      '--ro-bind',
      path,
      `${INPUT_FOLDER}/${name}`,
    ]),
    ...(command.writableFolder ? ['--bind', command.writableFolder, OUTPUT_FOLDER] : []),
    ...group('--chdir', command.writableFolder ? OUTPUT_FOLDER : INPUT_FOLDER, '--'),
  ];
}

/**
 * Finds the best cage that works here by running an engine in it.
 *
 * @param program an engine by absolute path.
 * Cost: about 0.1 s once; remember the answer.
 */
export async function findSandbox(settings: FfmpegSettings, program: string): Promise<Sandbox> {
  const helpers = await findHelpers();
  const none = (reason: string, mend: string): Sandbox => ({
    kind: 'none',
    disableUserNamespaces: false,
    reason,
    mend,
    ...helpers,
  });
  if (settings.sandbox === 'off') {
    return none('switched off by the setting', 'set the media sandbox to auto');
  }
  const bwrapPath = await findProgram('bwrap');
  if (!bwrapPath) return none('bubblewrap is not installed', 'apt install bubblewrap');
  let complaint = '';
  for (const disableUserNamespaces of [true, false]) {
    const sandbox: Sandbox = {
      kind: 'bwrap',
      reason: '',
      bwrapPath,
      disableUserNamespaces,
      ...helpers,
    };
    // Without limits: a limit that is set too low must not read as "there is no cage".
    const { prlimitPath: _, ...unlimited } = sandbox;
    const command = cagedCommand(unlimited, settings, {
      program: await realpath(program),
      args: ['-version'],
      readable: {},
      cpuSeconds: TRIAL_WALL_MS / 1000,
    });
    const ran = await runProcess({
      command,
      environment: ENGINE_ENVIRONMENT,
      wallMs: TRIAL_WALL_MS,
      stdoutBytesMax: TRIAL_STDOUT_BYTES_MAX,
    });
    if (ran.ending === 'exit' && ran.exitCode === 0) {
      const detail = disableUserNamespaces ? '' : ' (bubblewrap is older than 0.8)';
      return { ...sandbox, reason: `own file tree, no network, no rights${detail}` };
    }
    complaint = ran.stderr.trim().split('\n')[0] ?? '';
  }
  return none(
    `bubblewrap does not work here: ${complaint}`,
    'allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, and on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0)',
  );
}

async function findHelpers(): Promise<Pick<Sandbox, 'prlimitPath' | 'nicePath' | 'setprivPath'>> {
  const [prlimitPath, nicePath, setprivPath] = await Promise.all(
    ['prlimit', 'nice', 'setpriv'].map((name) => findProgram(name)),
  );
  return {
    ...(prlimitPath ? { prlimitPath } : {}),
    ...(nicePath ? { nicePath } : {}),
    ...(setprivPath ? { setprivPath } : {}),
  };
}
