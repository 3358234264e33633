// Turns the whole lock screen off, or on again: the kill list says so, and no pack is handed out.

import type { Database, Journal } from '@jhalak/ports';
import type { KillLists } from './kill-lists.ts';
import type { KillStore } from './kill-store.ts';

export interface DarkSwitchDeps {
  database: Database;
  journal: Journal;
  kills: KillStore;
  lists: KillLists;
}

export class DarkSwitch {
  readonly #deps: DarkSwitchDeps;

  constructor(deps: DarkSwitchDeps) {
    this.#deps = deps;
  }

  /** @param why.by a person's id, or the name of a command. @returns the kill list's version. */
  async turn(dark: boolean, why: { by: string; note: string }): Promise<number> {
    const { database, journal, kills, lists } = this.#deps;
    const version = await database.transaction(async (tx) => {
      const grown = await kills.setDark(tx, dark);
      await journal.append(tx, [
        {
          stream: 'cards.kill',
          key: '1',
          type: dark ? 'darkened' : 'lit',
          row: { table: 'lock_kill', key: '1' },
          facts: { ...why, version: grown },
        },
      ]);
      return grown;
    });
    lists.forget();
    return version;
  }
}
