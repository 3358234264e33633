import { stateConformance } from '@jhalak/ports/conformance';
import { openTestParts } from '@jhalak/testing/parts';
import { PostgresState } from './index.ts';

stateConformance('postgres', async () => {
  const { database, state, clock, ids, close } = await openTestParts();
  return { state, clock, ids, openAgain: () => new PostgresState(database, clock), close };
});
