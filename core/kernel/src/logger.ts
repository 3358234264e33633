// The shape of logging. Records hold ids and codes, never captions, handles, tokens or addresses.

/** Structured facts of one record: ids, codes, counts, durations with their unit in the name. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Writes structured records. `fields` first, a short constant sentence second. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** Drops every record. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
