// Why a bag, a part or a package was not believed.

/** Stable; screens and programs switch on it. What each means stands in this package's README. */
export type PackageFault =
  | 'bagit.missing'
  | 'bagit.malformed'
  | 'bagit.version'
  | 'encoding.unsupported'
  | 'encoding.invalid'
  | 'manifest.missing'
  | 'manifest.malformed'
  | 'manifest.algorithm'
  | 'manifest.duplicate'
  | 'manifest.incomplete'
  | 'path.escape'
  | 'path.name'
  | 'path.duplicate'
  | 'file.missing'
  | 'file.extra'
  | 'file.differs'
  | 'file.symlink'
  | 'file.hardlink'
  | 'file.special'
  | 'info.malformed'
  | 'info.oxum'
  | 'fetch.forbidden'
  | 'fetch.malformed'
  | 'bag.too_large'
  | 'bag.differs'
  | 'bag.other_package'
  | 'bag.other_region'
  | 'bag.older_epoch'
  | 'bag.older'
  | 'statement.missing'
  | 'statement.malformed'
  | 'statement.forged'
  | 'statement.unsigned'
  | 'statement.duplicate_signature'
  | 'package.bag_missing'
  | 'package.bag_extra'
  | 'package.counts'
  | 'package.id'
  | 'package.region'
  | 'package.cell'
  | 'package.epoch'
  | 'package.sequence'
  | 'package.previous'
  | 'package.too_large'
  | 'parts.malformed'
  | 'parts.differs'
  | 'part.differs'
  | 'part.rows'
  | 'part.row'
  | 'part.line'
  | 'part.schema'
  | 'part.compression'
  | 'part.seal'
  | 'part.too_large'
  | 'part.twice'
  | 'key.missing'
  | 'key.wrong'
  | 'key.malformed'
  | 'writer.other_package'
  | 'writer.finished';

/** A refusal: the fault, where it was found (a path, a table, a key's id), and a sentence in English. */
export class PackageError extends Error {
  readonly fault: PackageFault;
  /** Empty where there is no place. */
  readonly where: string;

  constructor(fault: PackageFault, message: string, where = '', cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PackageError';
    this.fault = fault;
    this.where = where;
  }
}
