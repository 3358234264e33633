import { INTERFACE_LANGUAGES } from '@jhalak/contracts/languages';
import { readCatalogues } from '../../build/messages.ts';
import { takeNumberWords } from './numbers.ts';
import type { CompiledMessages } from './translate.ts';

/** The names of large numbers of every language, as an app has those of its own. */
export async function takeAllNumberWords(): Promise<void> {
  const catalogues = await readCatalogues();
  for (const language of INTERFACE_LANGUAGES) {
    const words = catalogues[language]['number.units'] ?? '';
    takeNumberWords(language, { 'number.units': () => words } as unknown as CompiledMessages);
  }
}
