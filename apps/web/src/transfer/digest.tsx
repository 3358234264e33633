// Digests, as people compare them: whole for machines, and as words that can be read over a telephone.

import { digestWords } from '@jhalak/contracts/digest-words';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

const SHORT = 12;

/** A digest in one line, with a button that takes it along. */
export function Digest({ name, hex }: { name: string; hex: string }) {
  const { t, say } = useApp();
  return (
    <p class="digest-line">
      <span>{name}</span>
      <code title={hex}>{hex.slice(0, SHORT)}…</code>
      <button
        type="button"
        class="icon-button"
        aria-label={`${t('border.copy')}: ${name}`}
        onClick={() =>
          void navigator.clipboard.writeText(hex).then(
            () => say(t('border.copied')),
            () => undefined,
          )
        }
      >
        <Icon name="copy" />
      </button>
    </p>
  );
}

/** All of a digest in words, four in a line. */
export function DigestWords({ name, hex }: { name: string; hex: string }) {
  const { t } = useApp();
  return (
    <div class="digest-words">
      <span>{name}</span>
      <ol aria-label={name}>
        {digestWords(hex).map((word, index) => (
          // Words can stand there twice: their place is who they are.
          <li key={`${index} ${word}`}>{word}</li>
        ))}
      </ol>
      <small>{t('transfer.wordsText')}</small>
      <code>{hex}</code>
    </div>
  );
}
