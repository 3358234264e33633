// `npx jhalak demo sale`: a banned country's operation is sold and revived, on one machine, with the real program on two homes.

import { execFile } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { actOf } from '@jhalak/handover';
import { user } from '../commands/user.ts';
import { handover } from '../commands/handover.ts';
import type { StepDone } from '../handover/steps/step.ts';
import { FREEZE_MAX_MS } from './deal-desk.ts';
import { flipOneByte } from './flip.ts';
import { banWholeApp, liftBan, staffMember, type Officer } from './officers.ts';
import { makePlainClips } from './plain-clips.ts';
import { comesBack, live, newRegular, signIn, type Regular } from './regulars.ts';
import { SaleTalks } from './sale-talks.ts';
import { encoded, makeClips, makePeople, watch } from './sale-world.ts';

const HANDLES = ['asha_sings', 'bilal_cooks', 'chitra_runs'] as const;

/** A sale as far as it has come. */
export class Sale extends SaleTalks {
  people: Regular[] = [];
  orderId = '';
  readOnlyMs = 0;

  /** An operation with people and clips. */
  async operation(): Promise<void> {
    const { told, seller, options } = this;
    told.scene(`An operation of ${options.people.toLocaleString('en')} people`);
    told.tell(
      'A real cell on this machine: its own database, files, keys, public log and program. Its people and clips are made up; the clips are drawn and encoded here.',
    );
    await seller.make();
    told.fact('address', await seller.start());
    await seller.cell(async (cell) => {
      const make = options.kind === 'drawn' ? makeClips : makePlainClips;
      const drawing = make(cell, seller.file('samples'), options.clips, options.signal);
      drawing.catch(() => undefined);
      for (const handle of HANDLES) this.people.push(await newRegular(seller, handle));
      await drawing;
      await makePeople(cell, options.people);
      await encoded(cell, options.clips, options.signal);
      const watchers = await watch(seller, cell, options.people);
      told.fact('people', (options.people + HANDLES.length + watchers).toLocaleString('en'));
      told.fact('clips', String(options.clips));
      for (const person of this.people) await live(seller, person);
    });
    for (const { handle, follows, page } of this.people)
      told.fact(handle, `follows ${follows.length}, watched ${page.length} clips`);
  }

  /** The region closes it, and its staff goes. */
  async ban(): Promise<void> {
    const { told, seller } = this;
    told.scene('The region bans it');
    const officers: Officer[] = [];
    for (const handle of ['legal_one', 'legal_two'])
      officers.push(await staffMember(seller, handle, 'legal_officer'));
    const editor = await staffMember(seller, 'desk_editor', 'editor');
    const [first, second] = officers;
    if (first === undefined || second === undefined) throw new Error('two officers are needed');
    told.tell('An order over the whole app: entered by one officer, released by another.');
    this.orderId = await banWholeApp(seller, [first, second]);
    const [person] = this.people;
    const { status } = await seller.api('GET', '/v1/feeds/for-you', person?.token);
    told.fact('GET /v1/feeds/for-you', `${status}`);
    if (status !== 451) throw new Error('the app is not closed');
    for (const { handle } of [...officers, editor]) {
      const said = await seller.run(
        user,
        'dismiss',
        handle,
        '--reason',
        'the operation was closed',
      );
      told.tell(said);
    }
  }

  /** The same, told. */
  async tellCutOver(): Promise<void> {
    const { told, seller } = this;
    told.scene('The cut-over');
    await seller.cell(async (cell) => {
      for (const person of this.people)
        person.taste = JSON.stringify(await cell.taste.viewer(person.personId));
    });
    told.tell(
      'The cell goes read-only; what changed since the base is packed; keys go; the epoch ends.',
    );
    told.command('handover cut-over DEAL --key FILE');
    const key = this.parties.key('seller-chief');
    const { frozenMs } = await seller.json<{ frozenMs: number }>(
      handover,
      'cut-over',
      this.deal,
      ...['--key', key],
    );
    this.readOnlyMs = frozenMs;
    told.fact(
      'read-only',
      `${(frozenMs / 1_000).toFixed(1)} s until the seller’s epoch was over; ${FREEZE_MAX_MS / 1_000} s at most`,
    );
    const [person] = this.people;
    const { status, body } = await seller.api('PATCH', '/v1/profile', person?.token, {
      bio: 'late',
    });
    told.refused('a change on the old machine', `${status} ${String(body['code'])}`);
  }

  /** What was packed, the keys and the log go to the buyer; one changed byte is refused. */
  async takeOver(): Promise<void> {
    const { told, seller, buyer, deal, options } = this;
    told.scene('The buyer takes over');
    const carried = seller.file('handover', deal);
    await cp(seller.file('log'), join(carried, 'log'), { recursive: true });
    await this.follow(seller, buyer);
    const key = this.parties.key('second-chief');
    const flipped = join(options.folder, 'flipped');
    await cp(carried, flipped, { recursive: true });
    const { path, at } = await flipOneByte(join(flipped, 'packages', '0000'));
    told.tell(`First a copy in which one bit of one byte was changed (${path}, byte ${at}).`);
    await this.mustRefuse('the changed copy', async () => {
      await buyer.run(handover, 'takeover', deal, '--from', flipped, '--key', key);
    });
    await rm(flipped, { recursive: true });
    told.command('handover takeover DEAL --from FOLDER --key FILE');
    for (const line of (
      await buyer.run(handover, 'takeover', deal, '--from', carried, '--key', key)
    ).split('\n'))
      told.line(line);
    const done = await buyer.json<StepDone>(handover, 'check', deal, '--key', key);
    const facts = done.evidence?.facts ?? {};
    const compared = facts['compared'] as Record<string, number>;
    told.fact(
      'compared',
      Object.entries(compared)
        .map(([name, count]) => `${count} ${name}`)
        .join(', '),
    );
    told.fact('differences', String(facts['differenceCount']));
    if (facts['differenceCount'] !== 0) throw new Error('the two sides differ');
  }

  /** The buyer and the region accept. */
  async accept(): Promise<void> {
    const { told, buyer } = this;
    told.scene('Acceptance');
    await this.propose('second-chief', 'acceptance', 'Acceptance', undefined, buyer);
    await this.approve('second-counsel', buyer);
    await this.approve('ministry-three', buyer);
  }

  /** The order is lifted for the new owner, and people come back. */
  async revive(): Promise<void> {
    const { told, buyer } = this;
    told.scene('Revival');
    told.fact('address', await buyer.start());
    const [first] = this.people;
    if (first === undefined) return;
    const officers: Officer[] = [];
    for (const handle of ['new_legal_one', 'new_legal_two'])
      officers.push(await staffMember(buyer, handle, 'legal_officer'));
    const [one, two] = officers;
    if (one === undefined || two === undefined) throw new Error('two officers are needed');
    const old = await buyer.api('GET', '/v1/accounts/me', first.token);
    told.fact('a session of before', `${old.status}: sessions ended with the old owner`);
    const before = await buyer.api('GET', '/v1/feeds/for-you', await signIn(buyer, first));
    told.fact('the order came along', `${before.status} until the region lifts it`);
    if (before.status !== 451) throw new Error('the order did not come along');
    await liftBan(buyer, [one, two], this.orderId);
    told.tell(
      'The order is lifted for the new owner: asked for by one officer, approved by another.',
    );
    for (const person of this.people) await comesBack(told, buyer, person);
  }

  /** The seller destroys what it has, and shows it. */
  async windDown(): Promise<void> {
    const { told, seller, buyer, deal } = this;
    told.scene('The seller winds down');
    await seller.stop();
    await this.follow(buyer, seller);
    const key = this.parties.key('seller-chief');
    for (const step of ['wind-down', 'prove']) {
      told.command(`handover ${step} DEAL --key FILE`);
      const done = await seller.json<StepDone>(handover, step, deal, '--key', key);
      this.#tellDestroyed(done);
      await this.bring(step === 'prove' ? 'proof' : 'wind_down');
    }
  }

  #tellDestroyed({ step, evidence }: StepDone): void {
    const { told } = this;
    const facts = evidence?.facts ?? {};
    const destroyed = facts['destroyed'] as Record<string, unknown> | undefined;
    for (const [name, value] of Object.entries(destroyed ?? {}))
      if (typeof value === 'number') told.fact(`destroyed ${name}`, value.toLocaleString('en'));
    if (step !== 'proof') return;
    told.fact('looked for', (facts['looked'] as string[]).join(', '));
    told.fact('found', 'nothing');
    for (const one of facts['notClaimed'] as string[]) told.tell(`Not claimed: ${one}`);
  }

  /** Everything that was signed, in a folder that anybody can check. */
  async certify(): Promise<string> {
    const { told, buyer, seller, deal, options } = this;
    told.scene('The certificate');
    await this.follow(seller, buyer);
    const folder = join(options.folder, 'certificate');
    await buyer.run(handover, 'certify', deal, '--out', folder);
    const { stdout } = await promisify(execFile)('sh', [join(folder, 'verify.sh')]);
    told.fact('sh verify.sh', stdout.trim());
    return folder;
  }

  /** Carries an act that the seller signed to the buyer, whose log writes, and the events back. */
  async bring(step: 'wind_down' | 'proof'): Promise<void> {
    const { seller, buyer, deal } = this;
    const name = step === 'proof' ? '15-proof' : '14-wind-down';
    await buyer.run(handover, 'post', seller.file('handover', deal, `${name}.act.json`));
    await this.follow(buyer, seller);
  }

  /** How long nobody owned the cell, as the deal's events say. */
  async ownerlessMs(): Promise<number> {
    const kept = await this.buyer.cell(async (cell) => await cell.handover.kept(this.deal));
    const at = (step: string): number => {
      const event = kept?.events.find(({ file }) => {
        const act = actOf(file);
        return act?.act === 'done' && act.step === step;
      });
      return event?.atMs ?? Number.NaN;
    };
    return at('takeover') - at('fence');
  }

  /** Leaves both programs running when this one ends. */
  release(): void {
    for (const home of [this.seller, this.buyer]) {
      if (home.pid === undefined) continue;
      this.told.fact(
        'still running',
        `${home.url} (${home.folder}; stop it with kill ${home.pid})`,
      );
      home.release();
    }
  }

  async stop(): Promise<void> {
    await this.seller.stop();
    await this.buyer.stop();
  }
}
