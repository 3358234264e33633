// A deal without a buyer over a real home with a server of its own: people sign as in the pure tests, commands carry out.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  carryOut,
  createCell,
  loadSettings,
  openDatabaseServer,
  openParts,
  type CarryOut,
  type Cell,
  type Settings,
} from '@jhalak/jhalak';
import type { ApprovedStep, DealKind, OpenAct } from '@jhalak/contracts/handover-deal';
import { silentLogger } from '@jhalak/kernel';
import { DEAL, keyOf, openAct, person, TestDeal, type Bare } from '../src/deal/deal.fixture.ts';

export { DEAL };

export const CELL_OPTIONS = {
  maxUploadBytes: 50_000_000,
  maxDurationMs: 180_000,
  undoDays: 7,
  encodeConcurrency: 1,
};

/** Runs on the cell of a home, as a command does. */
export async function onCell<Result>(
  settings: Settings,
  work: (cell: Cell) => Promise<Result>,
): Promise<Result> {
  const server = await openDatabaseServer(settings, silentLogger, { forCommand: true });
  try {
    const parts = await openParts(settings, server.url, silentLogger, { live: false });
    try {
      return await work(createCell(parts, CELL_OPTIONS));
    } finally {
      await parts.close();
    }
  } finally {
    await server.stop();
  }
}

export class RealDeal {
  readonly home: string;
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string>>;

  private constructor(home: string) {
    this.home = home;
    this.env = { JHALAK_HOME: home, JHALAK_REGION: 'in' };
    this.settings = loadSettings(this.env, {}).settings;
  }

  /** An empty cell, and a deal over it. */
  static async open(kind: DealKind, changes: Partial<OpenAct> = {}): Promise<RealDeal> {
    const deal = new RealDeal(await mkdtemp(join(tmpdir(), `jhalak-${kind}-`)));
    const { mediator: _no, exportSide: _neither, ...rest } = openAct({ kind, bidders: [] });
    await onCell(deal.settings, async (cell) => {
      const { cellId, ownerEpoch } = await cell.border.identity();
      await cell.border.publish();
      // A freeze that ended by itself while a busy machine works would be another test.
      const policy = { ...rest.policy, freezeMaxMs: 3_600_000, noticeMinMs: 0 };
      const act = { ...rest, policy, cell: cellId, ownerEpoch };
      const mirror = new TestDeal();
      const file = mirror.file('seller-a', { ...act, ...changes });
      await cell.handover.post(file, undefined);
    });
    return deal;
  }

  /** Signs acts for the deal as it stands, one after the other, and posts them. */
  async do(...acts: readonly (readonly [by: string, act: Bare])[]): Promise<void> {
    await onCell(this.settings, async (cell) => {
      for (const [by, act] of acts) await this.post(cell, by, act);
    });
  }

  async post(cell: Cell, by: string, act: Bare): Promise<void> {
    const mirror = await this.mirror(cell);
    const whole =
      act.act === 'approve'
        ? mirror.approval(act.step, { expiresAtMs: mirror.nowMs + 86_400_000 })
        : act;
    await cell.handover.post(mirror.file(by, mirror.complete(whole)), DEAL);
  }

  async mirror(cell: Cell): Promise<TestDeal> {
    const kept = await cell.handover.kept(DEAL);
    assert.ok(kept);
    const mirror = new TestDeal();
    mirror.state = kept.state;
    mirror.nowMs = Math.max(Date.now(), kept.state.atMs);
    return mirror;
  }

  /** Proposes a document, which is kept as `handover propose` does, and has it approved. */
  async agree(
    step: ApprovedStep,
    number: string,
    text: string,
    people: readonly string[],
    more = {},
  ) {
    const file = join(this.home, 'handover', DEAL, `${number}-${step}.document`);
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, text);
    const document = createHash('sha256').update(text).digest('hex');
    const [first = '', ...others] = people;
    await this.do(
      [first, { act: 'propose', step, document, ...more }],
      ...others.map((by) => [by, { act: 'approve', step, scope: '', expiresAtMs: 0 }] as const),
    );
  }

  async carry(step: CarryOut['step'], by = 'seller-a', more: Partial<CarryOut> = {}) {
    const keyFile = await this.keyFile(by);
    const watch = (): void => undefined;
    return await carryOut({ env: this.env, dealId: DEAL, keyFile, step, watch, ...more });
  }

  /** @returns where this person's private key lies. */
  async keyFile(by: string): Promise<string> {
    const path = `${this.home}-${by}.pem`;
    person(by);
    await writeFile(path, keyOf(by).export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    return path;
  }

  async close(): Promise<void> {
    for (const by of ['seller-a', 'first-a']) await rm(`${this.home}-${by}.pem`, { force: true });
    await rm(this.home, { recursive: true, force: true });
  }
}
