// Two machines, a bad line between them, and somebody who carries files: what may happen, drawn at random.

import assert from 'node:assert/strict';
import type { DealEvent, DealFile } from '@jhalak/contracts/handover-deal';
import { seededRandom, type Random } from '@jhalak/kernel';
import { leadTo, TestDeal } from './deal.fixture.ts';
import { ownedEpoch, receive, write, type LogSide } from './log.ts';
import { actOf } from './signed-file.ts';
import type { DealState } from './state.ts';

/** Far more than a deal of some 30 events needs, also when most messages are lost. */
const TICKS_MAX = 4_000;
const LOST = 0.4;
const REPEATED = 0.3;

class Machine {
  readonly side: LogSide;
  state: DealState | undefined;
  events: DealEvent[] = [];

  constructor(side: LogSide) {
    this.side = side;
  }

  write(file: DealFile, atMs: number): boolean {
    const taken = write(this.side, this.state, file, atMs);
    if (taken.kind === 'refused') return false;
    this.keep(taken.state, taken.event);
    return true;
  }

  receive(event: DealEvent): void {
    const taken = receive(this.side, this.state, event, (seq) => this.events[seq - 1]?.digest);
    if (taken.kind === 'taken') this.keep(taken.state, taken.event);
  }

  keep(state: DealState, event: DealEvent): void {
    this.state = state;
    this.events.push(event);
  }

  epoch(): number | undefined {
    return this.state === undefined ? undefined : ownedEpoch(this.side, this.state);
  }
}

interface Message {
  to: Machine;
  event: DealEvent;
}

let script: TestDeal | undefined;

/** One way through a deal: what people sign, and when. */
function scripted(): { files: DealFile[]; times: number[] } {
  script ??= leadTo(TestDeal.open(), 'closed');
  return {
    files: script.events.map(({ file }) => file),
    times: script.events.map(({ atMs }) => atMs),
  };
}

/** @returns how many moments nobody was the owner, and whether both came to the end. @throws where two own one epoch. */
export function runTwoLogs(seed: number): { ownerless: number; done: boolean } {
  const random = seededRandom(seed);
  const { files, times } = scripted();
  const seller = new Machine('seller');
  const buyer = new Machine('buyer');
  const line: Message[] = [];
  const owners = new Map<number, LogSide>();
  let ownerless = 0;
  for (let tick = 0; tick < TICKS_MAX; tick += 1) {
    const machine = random.next() < 0.5 ? seller : buyer;
    const at = machine.events.length;
    // Somebody brings the next file, or any other one, to any machine.
    const index = random.next() < 0.8 ? at : random.below(files.length);
    const file = files[index];
    // Approvals in another order would be another deal, with other files behind it.
    const fits = index === at || (file !== undefined && actOf(file)?.act !== 'approve');
    if (file !== undefined && fits && random.next() < 0.3) machine.write(file, times[at] ?? 0);
    send(machine, machine === seller ? buyer : seller, line, random);
    deliver(line, random);
    const now = [seller, buyer].filter((one) => one.epoch() !== undefined);
    assert.ok(now.length <= 1, `seed ${seed}, tick ${tick}: two owners`);
    for (const one of now) {
      const epoch = one.epoch() ?? 0;
      assert.equal(owners.get(epoch) ?? one.side, one.side, `seed ${seed}: epoch ${epoch} twice`);
      owners.set(epoch, one.side);
    }
    // Before the deal is opened the cell has its owner all the same.
    if (now.length === 0 && seller.state !== undefined) ownerless += 1;
    samePrefix(seller, buyer, seed);
    if (seller.events.length === files.length && buyer.events.length === files.length)
      return { ownerless, done: true };
  }
  return { ownerless, done: false };
}

/** Sends some event again and again: neither side knows what the other has. */
function send(from: Machine, to: Machine, line: Message[], random: Random): void {
  if (from.events.length === 0) return;
  const newest = random.next() < 0.5;
  const at = newest ? to.events.length : random.below(from.events.length);
  const event = from.events[at];
  if (event === undefined || random.next() < LOST) return;
  line.push({ to, event });
  if (random.next() < REPEATED) line.push({ to, event });
}

/** Any message that is under way, not the first. */
function deliver(line: Message[], random: Random): void {
  if (line.length === 0 || random.next() < 0.3) return;
  const [message] = line.splice(random.below(line.length), 1);
  message?.to.receive(message.event);
}

function samePrefix(a: Machine, b: Machine, seed: number): void {
  const common = Math.min(a.events.length, b.events.length);
  if (common === 0) return;
  assert.equal(a.events[common - 1]?.digest, b.events[common - 1]?.digest, `seed ${seed}: a fork`);
}
