export { openDatabase, PostgresDatabase } from './database.ts';
export type { DatabaseOptions } from './database.ts';
export { PostgresJobs } from './jobs.ts';
export { PostgresJournal } from './journal.ts';
export type { JournalOptions } from './journal.ts';
export { migrate, postgresMigrations } from './migrate.ts';
export type { MigrationSet } from './migrate.ts';
export { PostgresState } from './state.ts';
export { frozenOr, isReadOnlyError } from './write-stop.ts';
