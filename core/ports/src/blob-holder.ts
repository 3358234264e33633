// Which files of the blob store a feature's rows speak of. `jhalak blobs verify` holds the answers of all features against
// what lies in the store.

/** A file that must be there. */
export interface NeededBlob {
  key: string;
  /** Its size, where a row says it. */
  bytes?: number;
  /** Lower-case hexadecimal SHA-256 of its content, where a row says it. */
  sha256?: string;
  /** Whoever read it last found it damaged. */
  suspect?: true;
}

/** One feature's word on the files of the store. What no holder holds belongs to nobody. */
export interface BlobHolder {
  /**
   * @param keys at most some hundreds, of any feature: those of others are simply not among the answer.
   * @returns those that a row names, or that work under way may still come to name. Whatever is left out may be deleted once it
   *   is a day old, so in doubt a key is held.
   * Cost: a statement or two.
   */
  held(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Every file that is missed when it is not there, in pages of rows; also what several rows name is told at least once. */
  needed(): AsyncIterable<NeededBlob>;
}
