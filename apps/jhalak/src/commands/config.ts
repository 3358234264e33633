import type { Command } from '../command.ts';

/** Every setting with its value and where it comes from; secrets are not shown. */
export const config: Command = {
  name: 'config',
  usage: 'config',
  summary: 'show each setting, its value and its source',
  async run({ rows, say }) {
    const names = Math.max(...rows.map((row) => row.name.length));
    const values = Math.max(...rows.map((row) => row.value.length));
    for (const row of rows) {
      say(
        `${row.name.padEnd(names)}  ${row.value.padEnd(values)}  ${row.source.padEnd(11)}  ${row.meaning}`,
      );
    }
    return await Promise.resolve(0);
  },
};
