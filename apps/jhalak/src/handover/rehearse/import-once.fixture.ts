// One import in a process of its own, to be killed: `node import-once.fixture.ts GIVEN.json`.

import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { loadSettings } from '../../settings.ts';
import { importIntoHome } from '../import/import-home.ts';

const given = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as Record<string, string>;
const { home = '', folder = '', keysFile = '', recipient = '', log } = given;
await importIntoHome(
  {
    ...loadSettings({}, { home }),
    ...{ words: [], options: {} },
    say: (line) => void process.stdout.write(`${line}\n`),
  },
  {
    ...{ folder, keysFile, log },
    packageKey: Buffer.from(given['packageKey'] ?? '', 'hex'),
    signers: [{ name: 'seller', publicKey: Buffer.from(given['signer'] ?? '', 'hex') }],
    recipient: createPrivateKey(recipient),
  },
  new AbortController().signal,
);
