// `node tools/lock-client/src/write-schemas.ts`: writes docs/lock/schemas anew. A test fails while they are stale.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockSchemas } from './schemas.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/lock/schemas');

await mkdir(FOLDER, { recursive: true });
for (const [name, text] of lockSchemas()) await writeFile(join(FOLDER, name), text);
