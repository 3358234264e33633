// `jhalak start`: database, schema, keys, features, HTTP; then the sample world in the background.

import type { Server } from 'node:http';
import { join } from 'node:path';
import type { LockCounts } from '@jhalak/cards';
import type { Measured } from '@jhalak/attestation';
import { messageOf } from '@jhalak/kernel';
import { openLosses } from '@jhalak/orders';
import { builtWeb } from '../attest/built-web.ts';
import { measure } from '../attest/measure.ts';
import { lossLines } from '../backup/lost-orders.ts';
import { CommandError, type Command, type CommandContext } from '../command.ts';
import { learnerGauges } from '../http/learner-gauges.ts';
import { uploadGauges } from '../http/upload-gauges.ts';
import { readHeld, type Held } from '../handover/hold/held.ts';
import { startHeldServer } from '../handover/hold/held-server.ts';
import { destroyedSentence } from '../handover/wind-down/destroyed.ts';
import { createMetrics } from '../http/metrics.ts';
import { createHttpServer, type HttpServer } from '../http/server.ts';
import type { WebBuild } from '../http/web-host.ts';
import { openLog, type HouseLogger } from '../log.ts';
import { sampleFiller, type SampleFiller } from '../sample-world.ts';
import type { Settings } from '../settings.ts';
import { VERSION } from '../version.ts';
import { createCell, type Cell } from '../wiring/cell.ts';
import { ALL_MANIFESTS } from '../wiring/house.ts';
import { openDatabaseServer, type DatabaseServer } from '../wiring/open-database-server.ts';
import { openParts, sampleSitesFolder, type OpenedParts } from '../wiring/parts.ts';
import { startGatewayChild } from './gateway-child.ts';
import { cellOptions } from './with-cell.ts';

/** A clean stop that takes longer is given up, so that a supervisor need not kill. */
const STOP_LIMIT_MS = 20_000;

export const start: Command = {
  name: 'start',
  usage: 'start',
  summary: 'run this cell (npm start does it too)',
  options: { empty: 'no sample world' },
  async run(context) {
    const { roles } = context.settings;
    const destroyed = destroyedSentence(context.settings.home);
    if (destroyed !== undefined) throw new CommandError(destroyed);
    // Its own module: the gateway loads nothing of what the other roles need.
    if (roles.every((role) => role === 'gateway')) {
      return await (await import('./gateway-role.ts')).runGateway(context);
    }
    const held = readHeld(context.settings.home);
    if (held !== undefined) return await serveHeld(context, held);
    const running = new RunningCell(context);
    try {
      await running.begin();
    } catch (error) {
      await running.end();
      throw error;
    }
    const reason = await running.untilAsked();
    context.say(reason);
    await running.end();
    return 0;
  },
};

/** Until it is lifted nothing of the cell is opened; who comes is told so. */
async function serveHeld({ settings, say }: CommandContext, held: Held): Promise<number> {
  const server = await startHeldServer(held, settings.port, settings.host).catch((error: unknown) =>
    refused(error, settings),
  );
  const since = new Date(held.sinceMs).toISOString();
  say(`This cell is sealed and held for an authority since ${since}: nothing of it opens here.`);
  say(`A page says so, and nothing else is served: ${addressOn(server, settings.host)}`);
  say(`Only its release and the holder's key lift it: npx jhalak handover lift ${held.deal}`);
  const reason = await new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve(`${signal}: stopping…`));
  });
  say(reason);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return 0;
}

/** What the lock screen delivered and showed since midnight UTC. */
const LOCK_GAUGES: readonly [string, string, (today: LockCounts) => number][] = [
  ['jhalak_lock_packs_today', 'Lock packs handed out today', (today) => today.packs],
  [
    'jhalak_lock_bytes_today',
    'Bytes of lock packs, pictures and loops handed out today',
    (today) => today.packBytes + today.fileBytes,
  ],
  ['jhalak_lock_shown_today', 'Cards shown under a receipt today', (today) => today.shown],
  [
    'jhalak_lock_shown_without_receipt_today',
    'Cards shown without a receipt, or after its withdrawal, today',
    (today) => today.shownWithoutReceipt + today.shownAfterWithdrawal,
  ],
];

class RunningCell {
  readonly #context: CommandContext;
  readonly #logger: HouseLogger;
  readonly #stopping = new AbortController();
  readonly #closers: (() => Promise<void>)[] = [];
  #filler: SampleFiller | undefined;
  #filling: Promise<void> = Promise.resolve();
  #asked: ((reason: string) => void) | undefined;
  readonly #untilAsked: Promise<string>;

  constructor(context: CommandContext) {
    this.#context = context;
    this.#logger = openLog(context.settings, context.say);
    this.#untilAsked = new Promise((resolve) => {
      this.#asked = resolve;
    });
  }

  async begin(): Promise<void> {
    const { settings } = this.#context;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => this.#asked?.(`\n${signal}: stopping…`));
    }
    // Beside the start of the database: reading every file takes some 100 ms.
    const web = settings.roles.includes('api') ? webBuild(this.#context.say) : undefined;
    const measuring = measured(web);
    measuring.catch(() => undefined);
    const server = await this.#step('database', async () => await this.#database());
    const parts = await this.#step('schema and keys', async () => await this.#parts(server));
    const metrics = createMetrics();
    const cell = createCell(parts, {
      ...cellOptions(settings),
      observe: (report) => metrics.observePart(report),
    });
    this.#closers.unshift(() => cell.stop());
    await this.#step('attestation', async () => await this.#attest(cell, await measuring));
    await this.#step('features', async () => {
      await cell.start(settings.roles);
      await this.#tellAboutEngines(cell);
      await this.#tellAboutOrders(cell);
    });
    if (settings.roles.includes('api')) {
      const address = await this.#step(
        'web and API',
        async () => await this.#listen(cell, metrics, await web),
      );
      this.#context.say(`\nJhalak is ready: ${settings.publicUrl ?? address}\n`);
    } else {
      this.#context.say(`\nJhalak is ready: roles ${settings.roles.join(', ')}\n`);
    }
    this.#logger.info({ version: VERSION, roles: settings.roles.join(',') }, 'started');
    this.#startGateway(server);
    await this.#fillWithSamples(cell, server);
  }

  /** Last, so that nobody waits for it who wants a page; whoever wants to fetch waits for it by themselves. */
  #startGateway(server: DatabaseServer): void {
    const { settings } = this.#context;
    if (!settings.roles.includes('gateway')) return;
    const gateway = startGatewayChild(settings, server.url, this.#logger);
    this.#closers.unshift(() => gateway.stop());
  }

  async #step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const startedMs = performance.now();
    const result = await work();
    this.#context.say(
      `  ${name.padEnd(16)} ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`,
    );
    return result;
  }

  async #database(): Promise<DatabaseServer> {
    const server = await openDatabaseServer(this.#context.settings, this.#logger, {
      forCommand: false,
      onProgress: (step) => this.#context.say(`    ${step}`),
    });
    this.#closers.unshift(() => server.stop());
    void server.exited?.then(() =>
      this.#asked?.(
        'The database ended by itself: stopping. Start again; nothing acknowledged is lost.',
      ),
    );
    return server;
  }

  async #parts(server: DatabaseServer): Promise<OpenedParts> {
    const parts = await openParts(this.#context.settings, server.url, this.#logger, { live: true });
    this.#closers.unshift(() => parts.close());
    if (parts.keyCreated) {
      const file = join(this.#context.settings.home, 'keys', 'root.key');
      this.#context.say(
        `    A root key was made: ${file}\n    Keep a copy apart from this machine and from data backups. Without it nothing personal in this cell can ever be read again.`,
      );
    }
    return parts;
  }

  async #tellAboutEngines(cell: Cell): Promise<void> {
    const engine = await cell.parts.transcoder.capabilities();
    if (!engine.ready) {
      this.#context.say(
        '    ffmpeg is missing: uploads are taken but wait. npx jhalak doctor tells how to get it.',
      );
    } else if (engine.sandbox.kind === 'none') {
      this.#context.say(
        '    bwrap does not work here: clips are encoded without a sandbox. npx jhalak doctor tells why.',
      );
    }
  }

  async #tellAboutOrders(cell: Cell): Promise<void> {
    const lost = await openLosses(cell.parts.database);
    if (lost.length === 0) return;
    this.#context.say(
      `    ORDERS ARE MISSING (${lost.length}): the public log tells of them, nothing here knows them, and what they hid may be shown.`,
    );
    for (const line of lossLines(lost)) this.#context.say(`      ${line}`);
    this.#context.say(
      '    Put the newest copy of orders.register into the keys folder and start again, or enter them again at /orders.',
    );
  }

  /** @throws CommandError with what to do when this program may not run here. */
  async #attest(cell: Cell, program: Measured): Promise<void> {
    const { attestation } = this.#context.settings;
    const verdict = await cell.attestation.attest(program, attestation);
    if (verdict.kind === 'ok') return;
    this.#logger.error({ reason: verdict.reason }, 'this program was refused');
    throw new CommandError(`ATTESTATION=required: ${verdict.sentence}`);
  }

  async #listen(
    cell: Cell,
    metrics: ReturnType<typeof createMetrics>,
    web: WebBuild | undefined,
  ): Promise<string> {
    const { settings } = this.#context;
    const server: HttpServer = await createHttpServer({
      cell,
      logger: this.#logger,
      metrics,
      version: VERSION,
      publicUrl: settings.publicUrl,
      trustProxy: settings.trustProxy,
      peoplePerAddress: settings.peoplePerAddress,
      metricsToken: settings.metricsToken,
      web,
      samples: () => this.#filler?.progress(),
    });
    metrics.gauge('jhalak_journal_window', 'Last sealed window', () =>
      cell.parts.journal.lastWindow(),
    );
    metrics.gauge('jhalak_learned_window', 'Last window the learner applied', () =>
      cell.taste.version(),
    );
    learnerGauges(metrics, cell.taste);
    uploadGauges(metrics, cell);
    for (const [name, help, count] of LOCK_GAUGES)
      metrics.gauge(name, help, async () => count(await cell.cards.today()));
    metrics.gauge('jhalak_journal_readers_stuck', 'Readers that cannot pass a window', () =>
      cell.parts.journal.readers().reduce((sum, { stuck }) => sum + Number(stuck !== undefined), 0),
    );
    metrics.gauge(
      'jhalak_border_log_waiting',
      'Entries of the public log that are not public yet',
      async () => {
        const { waiting, stopped } = await cell.border.backlog();
        return stopped ? Number.POSITIVE_INFINITY : waiting;
      },
    );
    metrics.gauge(
      'jhalak_orders_lost',
      'Orders of which the public log tells and this cell does not know',
      async () => (await openLosses(cell.parts.database)).length,
    );
    this.#closers.unshift(() => server.close());
    try {
      return await server.listen(settings.port, settings.host);
    } catch (error) {
      return refused(error, settings);
    }
  }

  async #fillWithSamples(cell: Cell, server: DatabaseServer): Promise<void> {
    const { settings, options, say } = this.#context;
    const wanted =
      settings.samples &&
      options['empty'] === undefined &&
      server.kind === 'embedded' &&
      settings.roles.includes('media');
    const begun = (await cell.accounts.samplePersons(1)).length > 0;
    if (!wanted || (!server.initialised && !begun)) return;
    if (!(await cell.parts.transcoder.capabilities()).ready) return;
    let told = 0;
    this.#filler = sampleFiller({
      cell,
      logger: this.#logger,
      workFolder: join(settings.home, 'samples'),
      sitesFolder: sampleSitesFolder(settings),
      again: false,
      onClip: ({ ready, total }) => {
        if (ready < told + 8 && ready < total) return;
        told = ready;
        say(`  sample clips     ${ready} of ${total}`);
      },
    });
    this.#filling = this.#filler.run(this.#stopping.signal).catch((error: unknown) => {
      this.#logger.error(
        { error: messageOf(error) },
        'the sample world was not finished; the next start goes on',
      );
    });
  }

  async untilAsked(): Promise<string> {
    return await this.#untilAsked;
  }

  async end(): Promise<void> {
    this.#stopping.abort(new Error('stopping'));
    const limit = setTimeout(() => {
      this.#context.say('The stop takes too long; ending now. Nothing acknowledged is lost.');
      process.exit(1);
    }, STOP_LIMIT_MS);
    await this.#filling;
    for (const close of this.#closers.splice(0)) {
      await close().catch((error: unknown) =>
        this.#logger.error({ error: messageOf(error) }, 'a part did not stop cleanly'),
      );
    }
    clearTimeout(limit);
    this.#logger.flush();
  }
}

/** @returns `http://127.0.0.1:8780`. */
function addressOn(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** @throws CommandError where somebody else has the port; else what it was. */
function refused(error: unknown, { port, host }: Settings): never {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    throw new CommandError(
      `PORT ${port} is in use on ${host}; stop what uses it or start with --port NUMBER.`,
      { cause: error },
    );
  throw error;
}

async function measured(web: Promise<WebBuild> | undefined): Promise<Measured> {
  return await measure({ manifests: ALL_MANIFESTS, webFolder: (await web)?.clientFolder });
}

async function webBuild(say: (line: string) => void): Promise<WebBuild> {
  const built = await builtWeb();
  if (!built.cached) say('    the web app was built');
  return built;
}
