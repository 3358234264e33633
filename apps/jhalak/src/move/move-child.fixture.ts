// One `cell move …` in a process of its own, which kills itself at a point: `node move-child.fixture.ts HOME POINT WORDS…`.

import { parseLine } from '../command-line.ts';
import { cell } from '../commands/cell.ts';
import { loadSettings } from '../settings.ts';
import { move } from './commands.ts';

const [home = '', killAt = '', ...line] = process.argv.slice(2);
const { words, options } = parseLine(cell, line);
process.exitCode = await move(
  {
    ...loadSettings({}, { home }),
    ...{ words, options },
    say: (text) => void process.stdout.write(`${text}\n`),
  },
  words.slice(1),
  (point) => {
    if (point === killAt) process.kill(process.pid, 'SIGKILL');
  },
);
