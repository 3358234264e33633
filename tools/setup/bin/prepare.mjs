#!/usr/bin/env node
// `node tools/setup/bin/prepare.mjs`: everything that `npm start` does before it starts: packages, tools, web app.
// For installs whose service may not write to its own program.

import { ensure, main } from '../lib/ensure.mjs';

await main(async () => {
  await ensure({ tools: ['ffmpeg', 'bwrap'], web: 'must' });
});
