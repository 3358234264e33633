// The gateway's end of the lane. What is asked is checked by whoever works behind it; here only its form is.

import type { Duplex } from 'node:stream';
import { SEATS_ASKED_MAX, type SeatLane, type SeatReply } from '@jhalak/ports';
import { readFrames, writeFrame, type Frame } from './lane-frames.ts';

/** No auction waits longer. */
const WITHIN_MAX_MS = 10_000;
const SEAT = /^[a-z][a-z0-9-]{0,39}$/;

/** Serves one connection of the cell until it ends. */
export function serveLane(connection: Duplex, lane: SeatLane): void {
  connection.on('error', () => connection.destroy());
  readFrames(connection, (frame) => {
    const { n, kind } = frame.head;
    if (typeof n !== 'number') return;
    if (kind === 'ask') ask(connection, lane, n, frame);
    if (kind === 'tell') tell(connection, lane, n, frame);
  });
}

function ask(connection: Duplex, lane: SeatLane, n: number, { head, body }: Frame): void {
  const { seats, withinMs, consented } = head;
  const request = requestIn(body);
  if (request === undefined || !isSeats(seats) || !isWithin(withinMs)) return;
  lane.ask({ request, seats, withinMs, consented: consented === true }, (reply) => {
    const { head: said, body: text } = framed(reply);
    writeFrame(connection, { n, ...said }, text);
  });
}

function tell(connection: Duplex, lane: SeatLane, n: number, { head, body }: Frame): void {
  const { seat } = head;
  if (typeof seat !== 'string' || !SEAT.test(seat)) return;
  void lane
    .tell({ seat, url: body.toString('utf8') })
    .then((reply) => writeFrame(connection, { n, ...reply }));
}

function framed(reply: SeatReply): { head: object; body?: Buffer } {
  if (reply.kind !== 'answer') return { head: reply };
  const { text, ...head } = reply;
  return { head, body: Buffer.from(text) };
}

function requestIn(body: Buffer): object | undefined {
  try {
    const request: unknown = JSON.parse(body.toString('utf8'));
    return typeof request === 'object' && request !== null ? request : undefined;
  } catch {
    return undefined;
  }
}

function isSeats(seats: unknown): seats is string[] {
  return (
    Array.isArray(seats) &&
    seats.length <= SEATS_ASKED_MAX &&
    seats.every((one) => typeof one === 'string' && SEAT.test(one))
  );
}

function isWithin(withinMs: unknown): withinMs is number {
  return typeof withinMs === 'number' && withinMs > 0 && withinMs <= WITHIN_MAX_MS;
}
