// The gateway's work for ad seats: the registry says where a seat is asked and what it may be told, the border's policy what of it
// may leave, the window that it is on record, and the dialler brings it.

import type { SeatDirectory, SeatWay } from '@jhalak/ads';
import type { OpenWindow, Shut, Windows } from '@jhalak/border';
import { messageOf, type Logger } from '@jhalak/kernel';
import type { SeatAsking, SeatDialler, SeatExchange } from '@jhalak/outbound';
import type { NoticeReply, SeatLane, SeatNotice, SeatReply, SeatsQuestion } from '@jhalak/ports';

/** A notice is short and nobody waits for it. */
const NOTICE_MS = 5_000;

export interface SeatLaneDeps {
  directory: SeatDirectory;
  windows: Windows;
  dialler: SeatDialler;
  logger: Logger;
}

/** @returns the lane, for the gateway's socket. Cost: none until it is asked. */
export function seatLane(deps: SeatLaneDeps): SeatLane {
  return {
    ask(question, take) {
      for (const seat of question.seats)
        void askSeat(deps, question, seat)
          .catch((error: unknown): SeatReply => {
            deps.logger.error({ seat, error: messageOf(error) }, 'a seat could not be asked');
            return { seat, kind: 'failed', reason: 'form' };
          })
          .then(take);
    },
    tell: async (notice) =>
      await tell(deps, notice).catch((error: unknown): NoticeReply => {
        deps.logger.error({ seat: notice.seat, error: messageOf(error) }, 'a notice was not sent');
        return { kind: 'later', detail: 'The gateway could not send it.' };
      }),
  };
}

async function askSeat(
  { directory, windows, dialler }: SeatLaneDeps,
  question: SeatsQuestion,
  seat: string,
): Promise<SeatReply> {
  const startedMs = performance.now();
  const way = await directory.find(seat);
  if (way === undefined) return refusal(seat, 'unknown_seat', 'There is no such seat.');
  const window = await windows.enter('seat.bid', way.host);
  if (isShut(window)) return refusal(seat, window.reason, window.detail);
  if (window.policy.url !== way.endpoint)
    return refusal(seat, 'endpoint', 'The policy names another address than the registry.');
  const passed = window.pass(way.compose(question.request, question.consented));
  if (passed.kind === 'refused') return refusal(seat, passed.reason, passed.detail);
  const exchanged = await dialler.ask({
    url: way.endpoint,
    body: Buffer.from(JSON.stringify(passed.fields)),
    headers: [['x-openrtb-version', way.version]],
    withinMs: question.withinMs - (performance.now() - startedMs),
    count: countIn(window),
  });
  return replyOf(seat, exchanged);
}

function replyOf(seat: string, exchanged: SeatExchange): SeatReply {
  switch (exchanged.kind) {
    case 'refused':
      return refusal(seat, exchanged.reason, exchanged.detail);
    case 'failed':
      return { seat, kind: 'failed', reason: exchanged.reason };
    case 'reply': {
      const { status, body } = exchanged;
      if (status === 204) return { seat, kind: 'no_bid' };
      if (status !== 200) return { seat, kind: 'failed', reason: 'status', status };
      return { seat, kind: 'answer', text: body.toString('utf8') };
    }
  }
}

async function tell(
  { directory, windows, dialler }: SeatLaneDeps,
  { seat, url }: SeatNotice,
): Promise<NoticeReply> {
  const way = await directory.find(seat);
  const host = URL.parse(url)?.hostname;
  if (way === undefined || host === undefined || !mayHear(way, host))
    return { kind: 'refused', detail: 'The seat has no such host for its notices.' };
  const window = await windows.enter('seat.notice', host);
  if (isShut(window)) return { kind: window.kind, detail: window.detail };
  const passed = window.pass({ url });
  if (passed.kind === 'refused') return { kind: 'refused', detail: passed.detail };
  const exchanged = await dialler.ask({ url, withinMs: NOTICE_MS, count: countIn(window) });
  if (exchanged.kind === 'refused') return { kind: 'refused', detail: exchanged.detail };
  if (exchanged.kind === 'failed') return { kind: 'later', detail: exchanged.reason };
  const { status } = exchanged;
  if (status < 400) return { kind: 'told' };
  const again = status >= 500 || status === 429;
  return { kind: again ? 'later' : 'refused', detail: `${host} answers ${status}.` };
}

function mayHear({ noticeHosts }: SeatWay, host: string): boolean {
  return noticeHosts.includes(host);
}

function countIn(window: OpenWindow): SeatAsking['count'] {
  return (parcel) => window.count(parcel);
}

function isShut(window: OpenWindow | Shut): window is Shut {
  return 'kind' in window;
}

function refusal(seat: string, reason: string, detail: string): SeatReply {
  return { seat, kind: 'refused', reason, detail };
}
