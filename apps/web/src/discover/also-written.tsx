// How else what was asked for is written: the same word in other scripts, found by its sound; or what it may have been meant
// to be.

import type { Suggestions } from '@jhalak/contracts/search';
import { useApp } from '../shell/app-context.ts';
import { Link } from '../shell/link.tsx';
import { askPath } from './ask-paths.ts';
import { useOnce } from './use-once.ts';

const SCRIPTS = [
  ...['Latin', 'Devanagari', 'Tamil', 'Telugu', 'Bengali', 'Gujarati', 'Kannada', 'Malayalam'],
  ...['Gurmukhi', 'Oriya', 'Arabic'],
].map((script) => ({ script, letter: new RegExp(`\\p{Script=${script}}`, 'u') }));
const SHOWN_MAX = 4;
/** One that begins like this is its continuation, not its other spelling. */
const LONGER_BY_MAX = 2;

/** @returns the script of a text's first letter. */
function scriptOf(text: string): string {
  for (const letter of text) {
    const found = SCRIPTS.find((one) => one.letter.test(letter));
    if (found !== undefined) return found.script;
  }
  return '';
}

/** @param props.found whether anything was found; if not, other spellings in the same script are offered too. */
export function AlsoWritten({ words, found }: { words: string; found: boolean }) {
  const { t } = useApp();
  const path = `/v1/search/suggestions?limit=10&q=${encodeURIComponent(words)}`;
  const { value } = useOnce<Suggestions>(path);
  const own = words.toLowerCase().replace(/^#/u, '');
  const others = (value?.items ?? [])
    .filter(({ kind, text }) => kind !== 'person' && text.toLowerCase() !== own)
    .map(({ text }) => text);
  const distinct = [...new Set(others)];
  const scripts = distinct.filter((text) => scriptOf(text) !== scriptOf(words));
  const isKnown = (value?.items ?? []).some(({ text }) => text.toLowerCase() === own);
  const meant =
    found || isKnown
      ? []
      : distinct.filter((text) => {
          const isLonger = text.startsWith(own) && text.length > own.length + LONGER_BY_MAX;
          return scriptOf(text) === scriptOf(words) && !isLonger;
        });
  return (
    <>
      <Others label={t('discover.alsoWritten')} words={scripts} />
      <Others label={t('discover.didYouMean')} words={meant} />
    </>
  );
}

function Others({ label, words }: { label: string; words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <p class="also">
      <span class="soft">{label}</span>
      {words.slice(0, SHOWN_MAX).map((text) => (
        <Link key={text} href={askPath(text)} class="also-one">
          <bdi>{text}</bdi>
        </Link>
      ))}
    </p>
  );
}
