// A process that puts one file: folder, key, path. Started by the tests, to be killed or to finish.

import { openFsBlobs } from './index.ts';

const [folder = '', key = '', path = ''] = process.argv.slice(2);
await openFsBlobs({ folder }).putFile(key, path);
