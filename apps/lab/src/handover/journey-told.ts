// What a journey is asked for, what its stages leave, and what it tells at its end.

import type { Watching } from './watching-people.ts';

/** What each stage of a journey leaves. */
export interface Stages extends Record<string, unknown> {
  world: { token: string; videoId: string; watching: Watching };
  talks: { deal: string };
  rehearsal: {
    compared: SaleJourney['compared'];
    withheld: SaleJourney['withheld'];
    peakMb: number;
  };
  agreement: { agreed: true };
  sale: Pick<SaleJourney, 'reads' | 'frozenMs' | 'pausedMs' | 'packed' | 'verified'> & {
    peakMb: Record<string, number>;
  };
  end: Pick<SaleJourney, 'destroyed'> & { peakMb: Record<string, number> };
}

export interface SaleJourney {
  people: number;
  media: number;
  watching: Watching;
  /** Reads at the seller's, from before the freeze until after the end of its epoch. */
  reads: { count: number; failed: number; slowestMs: number };
  /** From the freeze to the end of the seller's epoch. */
  frozenMs: number;
  /** From the freeze to the first write that the buyer's cell took. */
  pausedMs: number;
  /** Of the base, and of what came after it. */
  packed: { rows: number; bytes: number; deltaRows: number };
  /** Of the rehearsal: people field by field. */
  compared: { people: number; fields: number; different: number };
  /** Of the rehearsal: what was looked for in packages and install. */
  withheld: { files: number; pieces: number; searchedBytes: number; found: readonly string[] };
  /** Of the buyer's verification. */
  verified: { tables: number; rows: number; files: number; differences: number };
  /** Packets that tried to leave any of the three places. */
  left: number;
  /** Rows and files that the wind-down destroyed. */
  destroyed: Record<string, number>;
  /** Most memory of each command's process, and how long each stage took. */
  peakMb: Record<string, number>;
  tookMs: Readonly<Record<string, number>>;
}

export interface JourneyOptions {
  people: number;
  media: number;
  /** Clips that each person watches: three events each. */
  clips: number;
  log: (line: string) => void;
  /** Kept between processes; default: one that is removed at the end. */
  folder?: string;
  /** Asked after each stage; false: another process goes on. */
  mayGoOn?: () => boolean;
}
