// What a request pays to learn whose it is: node features/accounts/bench/authenticate.bench.ts
// Known: 10,000 tokens in turn, from memory. Unknown: a token's first request, two point reads.

import { bench, run } from 'mitata';
import { openHouse } from '../src/accounts.fixture.ts';

const TOKENS = 10_000;

const house = await openHouse();
const tokens: string[] = [];
for (let index = 0; index < TOKENS; index += 1) {
  tokens.push((await house.accounts.createViewer({ languages: ['hi'], genres: [] })).token);
}
for (const token of tokens) await house.accounts.authenticate(token);
let turn = 0;
const next = (): string => tokens[(turn = (turn + 1) % TOKENS)] ?? '';
bench('authenticate, known token', async () => await house.accounts.authenticate(next()));
bench('authenticate, first request of a token', async () => {
  // Past the age that the cache allows, everything is read anew.
  house.parts.clock.advance(10_000);
  return await house.accounts.authenticate(next());
});
await run();
await house.close();
