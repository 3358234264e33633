// The gateway, as the rest of the cell sees it: the one process that may dial out. It takes typed messages and refuses what
// no dated policy allows; whoever hands something over cannot make it say more than that.

/** One message for another cell or for a listed processor. */
export interface BorderMessage {
  /** UUIDv7; the receiver takes each id once. */
  id: string;
  /** A type on the gateway's list: `report.daily`. */
  message: string;
  /** The other cell's id, or a processor's host name. */
  to: string;
  /** What the type's schema names; JSON values. */
  fields: Readonly<Record<string, unknown>>;
  /** Aborting ends the request; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Expected outcomes are values; only an aborted signal is thrown. */
export type BorderReply =
  /** `reply` is what the other side answered, as text of at most 64 KiB: a cell's signed receipt, a processor's answer. */
  | { kind: 'delivered'; entryId: string; reply: string }
  /** Asking again does not help until a policy, the directory or the message changes. `reason` is a code. */
  | { kind: 'refused'; reason: string; detail: string }
  /** The other side, the log or the gateway itself cannot be reached now. */
  | { kind: 'retry_later'; untilMs: number; detail: string };

/** Sends. */
export interface Gateway {
  /** Checks, reduces, writes the log's entry, waits until it is under a signed checkpoint, and only then dials. */
  send(message: BorderMessage): Promise<BorderReply>;
}

/** What is about to leave: the whole request as it goes over the wire (inside TLS where there is TLS). */
export interface Parcel {
  message: string;
  /** Name of the machine that gets it, lower-case ASCII. */
  host: string;
  /** SHA-256 of the request's bytes, lower-case hexadecimal. */
  digest: string;
  bytes: number;
}

export type CustomsReply =
  | { kind: 'pass'; entryId: string }
  | { kind: 'refused'; detail: string }
  | { kind: 'later'; untilMs: number; detail: string };

/** Asked before any byte leaves, the name server's question included. */
export interface Customs {
  /**
   * Puts the parcel on record and resolves when its entry stands under a signed checkpoint. Anything but `pass` means that
   * nothing may leave; so does a rejection.
   */
  declare(parcel: Parcel, signal?: AbortSignal): Promise<CustomsReply>;
}

/** A message as it goes over the wire. */
export interface Delivery {
  /** Its type on the gateway's list. */
  message: string;
  /** Who gets it, for the record: another cell's id, or a processor's host name. */
  to: string;
  /** A processor is a public host, asked over https; a cell stands where its card says, also inside this network. */
  kind: 'cell' | 'processor';
  url: string;
  /** JSON. */
  body: Buffer;
  signal?: AbortSignal;
}

export type Delivered =
  /** `text`: at most 64 KiB. `entryId` is empty where a customs of a test keeps no log. */
  | { kind: 'reply'; entryId: string; status: number; text: string }
  | { kind: 'refused'; detail: string }
  | { kind: 'later'; untilMs?: number; detail: string };

/** Carries what the gateway has checked. */
export interface Courier {
  /** Declares, looks the name up, dials, takes the reply; follows no redirect. Expected outcomes are values. */
  deliver(delivery: Delivery): Promise<Delivered>;
}
