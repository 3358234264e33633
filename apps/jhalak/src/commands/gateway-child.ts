// Starts the gateway beside the other roles and starts it again when it ends. While it is away whatever wants to leave waits.

import { fork, type ChildProcess } from 'node:child_process';
import { SECOND_MS, type Logger } from '@jhalak/kernel';
import type { Settings } from '../settings.ts';

const MAIN = new URL('../main.ts', import.meta.url);
/** Pause before the first restart; doubles with each end soon after a start. */
const PAUSE_FIRST_MS = 250;
/** A gateway that cannot start does not keep the machine busy. */
const PAUSE_MAX_MS = 30 * SECOND_MS;
/** One that ran this long was well. */
const WELL_MS = 60 * SECOND_MS;
/** A clean end takes some milliseconds. */
const STOP_LIMIT_MS = 5 * SECOND_MS;

export interface GatewayChild {
  /** Ends it; it is not started again. */
  stop(): Promise<void>;
}

/** Starts it at once, without waiting until it is ready: its client waits for it. */
export function startGatewayChild(
  settings: Settings,
  databaseUrl: string,
  logger: Logger,
): GatewayChild {
  return new Supervisor(settings, databaseUrl, logger);
}

class Supervisor implements GatewayChild {
  readonly #env: NodeJS.ProcessEnv;
  readonly #logger: Logger;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  #pauseMs = PAUSE_FIRST_MS;

  constructor(settings: Settings, databaseUrl: string, logger: Logger) {
    this.#env = environment(settings, databaseUrl);
    this.#logger = logger;
    this.#start();
  }

  #start(): void {
    const startedMs = performance.now();
    const child = fork(MAIN, ['start'], {
      env: this.#env,
      execArgv: [],
      // Its warnings stand on our terminal; the channel tells it when we are gone.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    // The channel alone must not keep this program running.
    child.channel?.unref();
    this.#child = child;
    child.once('error', (error) => this.#again(error.message, startedMs));
    child.once('exit', (code, signal) => this.#again(signal ?? `code ${code}`, startedMs));
  }

  #again(why: string, startedMs: number): void {
    if (this.#stopping || this.#timer !== undefined) return;
    if (performance.now() - startedMs > WELL_MS) this.#pauseMs = PAUSE_FIRST_MS;
    this.#logger.warn(
      { error: why, againInMs: this.#pauseMs },
      'the gateway ended; it is started again',
    );
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#start();
    }, this.#pauseMs);
    this.#pauseMs = Math.min(PAUSE_MAX_MS, 2 * this.#pauseMs);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(limit);
  }
}

/** What this program was told, by flags or files, is told on. */
function environment(settings: Settings, databaseUrl: string): NodeJS.ProcessEnv {
  const told: Record<string, string | undefined> = {
    JHALAK_HOME: settings.home,
    JHALAK_REGION: settings.region,
    JHALAK_ROLES: 'gateway',
    DATABASE_URL: databaseUrl,
    KEYS_DATABASE_URL: settings.keysDatabaseUrl,
    GATEWAY_SOCKET: settings.gatewaySocket,
    PUBLIC_URL: settings.publicUrl,
    HOST: settings.host,
    PORT: String(settings.port),
    LOG_LEVEL: settings.logLevel,
    LOG_TO: settings.logTo,
  };
  const given = Object.entries(told).filter(([, value]) => value !== undefined);
  return { ...process.env, ...Object.fromEntries(given) };
}
