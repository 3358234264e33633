// Writes the sample package and kills itself, hard, when so many blocks have passed. Says on stdout which sources it opened.
// Arguments: folder, the block to die at (0 for never).

import { writeSync } from 'node:fs';
import { Pace, PackageWriter, type PackageWriterOptions } from '../src/index.ts';
import { addSample, IDENTITY, stillRandom } from './packages.fixture.ts';

const [folder = '', dieAt = '0'] = process.argv.slice(2);
let passed = 0;

class DeadlyPace extends Pace {
  override async pass(bytes: number): Promise<void> {
    passed += 1;
    if (passed === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
    await super.pass(bytes);
  }
}

/** Notes what is opened, which a finished part must not be again. */
class NotingWriter {
  static async open(options: PackageWriterOptions): Promise<PackageWriter> {
    const writer = await PackageWriter.open(options);
    const addBlob = writer.addBlob.bind(writer);
    writer.addBlob = (sha256, bytes) =>
      addBlob(sha256, () => {
        writeSync(1, `${sha256}\n`);
        return bytes();
      });
    return writer;
  }
}

const writer = await NotingWriter.open({
  folder,
  identity: { ...IDENTITY, createdAtMs: IDENTITY.createdAtMs + Number(dieAt) },
  pace: new DeadlyPace({ nowMs: () => 0 }),
  random: stillRandom,
  bagBytesMax: 30_000,
});
await addSample(writer);
const { statementDigest, keptCount } = await writer.finish();
writeSync(1, `finished ${statementDigest} ${keptCount}\n`);
