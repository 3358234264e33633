// The way to outside ad seats: many questions a second to a few parties, each with a deadline. Through the gateway like everything
// else that leaves, which reads the registry of seats and the border's policies itself: whoever asks names seats, never addresses.

/** One auction's question to several seats. */
export interface SeatsQuestion {
  /** OpenRTB 2.6; what of it leaves is decided behind this port. */
  request: object;
  /** A grown-up person who agreed to ads by interest. */
  consented: boolean;
  /** Ids in the registry; at most SEATS_ASKED_MAX. */
  seats: readonly string[];
  /** From now on, milliseconds above 0; later answers are dropped. */
  withinMs: number;
}

/** Seats of one question: more would be asked in vain within a tenth of a second. */
export const SEATS_ASKED_MAX = 64;

/** What went wrong out there. `late`: no whole answer within the time. `busy`: too many questions are under way to it. */
export type SeatFailure = 'late' | 'busy' | 'connection' | 'tls' | 'status' | 'too_large' | 'form';

/** What one seat said. */
export type SeatReply = { seat: string } & (
  | { kind: 'answer'; text: string }
  /** 204. */
  | { kind: 'no_bid' }
  /** `status`: what it answered instead of 200 or 204. */
  | { kind: 'failed'; reason: SeatFailure; status?: number }
  /** Kept from leaving, and why, in a sentence for the desk. */
  | { kind: 'refused'; reason: string; detail: string }
);

/** One address that a seat asked to be opened. */
export interface SeatNotice {
  seat: string;
  url: string;
}

/** `later`: asking again may help. */
export type NoticeReply =
  | { kind: 'told' }
  | { kind: 'later'; detail: string }
  | { kind: 'refused'; detail: string };

/** Asks seats. */
export interface SeatLane {
  /**
   * Asks all of them at once. `take` is called at most once a seat, as answers come, and never after `withinMs`; seats of which
   * nothing is known by then are not told of. Never throws.
   */
  ask(question: SeatsQuestion, take: (reply: SeatReply) => void): void;
  /** Opens an address of a seat, once; the reply's body is not read. Never throws. */
  tell(notice: SeatNotice): Promise<NoticeReply>;
}
