// Why something was not believed.

/** Stable; screens and programs switch on it. */
export type TlogFault =
  | 'key.malformed'
  | 'note.malformed'
  | 'note.unsigned'
  | 'note.forged'
  | 'checkpoint.malformed'
  | 'checkpoint.origin'
  | 'proof.malformed'
  | 'proof.entry'
  | 'proof.inclusion'
  | 'proof.equivocation'
  | 'file.missing'
  | 'file.malformed'
  | 'tile.differs'
  | 'root.differs'
  | 'older.larger'
  | 'older.differs'
  | 'entry.missing'
  | 'owner.former'
  | 'owner.unproven'
  | 'log.larger';

/** A refusal: the fault, where it was found (a path or a name), and a sentence in English. */
export class TlogError extends Error {
  readonly fault: TlogFault;
  /** A file's path, a key's name, an entry's id; empty where there is none. */
  readonly where: string;

  constructor(fault: TlogFault, message: string, where = '') {
    super(message);
    this.name = 'TlogError';
    this.fault = fault;
    this.where = where;
  }
}
