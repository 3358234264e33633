#!/usr/bin/env node
// `npm run pictures -- [FOLDER] [options]`: a picture of every screen and state; tools/testing/pictures.

import { runForeground } from '../lib/children.mjs';
import { ROOT } from '../lib/house.mjs';
import { onNode24 } from '../lib/on-node24.mjs';
import { withTestDatabase } from '../lib/test-database.mjs';

const PROGRAM = 'tools/testing/pictures/pictures.ts';

await onNode24(
  import.meta.url,
  { tools: ['ffmpeg', 'bwrap', 'chromium'], web: 'try', quiet: true },
  () =>
    withTestDatabase('throwaway', (env) =>
      runForeground(process.execPath, [PROGRAM, ...process.argv.slice(2)], { cwd: ROOT, env }),
    ),
);
