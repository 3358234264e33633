// An order as it is kept, and what the order desk needs of its neighbours.

import type { OrderLaw, OrderPhase, OrderTarget } from '@jhalak/contracts/orders';
import type { Tx } from '@jhalak/ports';

/** An order as it stands: what its events add up to. */
export interface StoredOrder {
  orderId: string;
  /** Of its last event. */
  seq: number;
  phase: OrderPhase;
  ended: 'revoked' | 'expired' | 'withdrawn' | null;
  law: OrderLaw;
  targets: readonly OrderTarget[];
  /** Null: the whole country. */
  states: readonly string[] | null;
  interim: boolean;
  emergency: boolean;
  confidential: boolean;
  contested: boolean;
  /** Whether the commitments are opened to the public. */
  disclosed: boolean;
  enteredBy: string;
  enteredAtMs: number;
  receivedAtMs: number;
  expiresAtMs: number | null;
  acknowledgedAtMs: number | null;
  releasedAtMs: number | null;
  executedAtMs: number | null;
  confirmedAtMs: number | null;
  reviewedAtMs: number | null;
  endedAtMs: number | null;
}

/** Words of an order: for the order desk alone. */
export interface OrderWords {
  authority: string;
  reference: string;
  text: string;
}

/** What happened to an order. */
export type OrderEventType =
  | 'entered'
  | 'acknowledged'
  | 'released'
  | 'contested'
  | 'contest_settled'
  | 'stayed'
  | 'resumed'
  | 'confirmed'
  | 'made_permanent'
  | 'reviewed'
  | 'withdrawn'
  | 'revoked'
  | 'expired'
  | 'executed'
  | 'followed'
  | 'disclosed'
  | 'reinstated';

export interface OrderHappening {
  type: OrderEventType;
  atMs: number;
  /** Who; null where the clock did. */
  personId: string | null;
  /** On `entered` and `reinstated`: the whole order. On `followed`: what it names now. */
  facts: Record<string, unknown>;
}

/** Where clips are, as far as orders need them. */
export interface ClipSource {
  idsOf(personId: string): Promise<string[]>;
  stored(ids: readonly string[]): Promise<
    ReadonlyMap<
      string,
      {
        videoId: string;
        personId: string;
        caption: string;
        posterKey: string;
        renditions: readonly { key: string; name: string }[];
      }
    >
  >;
}

/** Lock cards, as far as orders need them. */
export interface LockCards {
  /** @returns cards that stand, or stood, for these clips and stories. */
  cardsOf(itemIds: readonly string[]): Promise<string[]>;
  /**
   * Names cards on the kill list for as long as orders hide them, and takes others from it again; packs are made anew.
   *
   * @param app whether the whole surface is dark by an order.
   */
  hold(
    tx: Tx,
    held: { dark: readonly string[]; lit: readonly string[]; app: boolean },
  ): Promise<void>;
}

/** Bytes of clips, as far as orders need them. */
export interface ClipBytes {
  /** @returns blob keys of everything that is kept of a clip: as received, encodings, posters. */
  keysOf(videoId: string): Promise<string[]>;
  /** @returns SHA-256 of the bytes as received, lower-case hexadecimal; undefined where they are not kept. */
  sourceDigest(videoId: string): Promise<string | undefined>;
  /** @returns where the original lies sealed under its person's key, and what opens it after they were erased; undefined: nothing. */
  originalSecret(videoId: string): Promise<{ blobKey: string; secret: Buffer } | undefined>;
}

/** Who a person is to others. */
export interface PeopleNames {
  peopleByIds(ids: readonly string[]): Promise<ReadonlyMap<string, { handle: string }>>;
  personByHandle(handle: string): Promise<{ personId: string; handle: string } | undefined>;
}
