// Where one asks: in any script, or in Latin letters as it sounds. Suggestions stand in the script in which things are
// written. On phones the field lies within the thumb's reach, and goes up while one types, above the keyboard.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Suggestion } from '@jhalak/contracts/search';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { personPath } from '../shell/routes.ts';
import { askPath, tagPath } from './ask-paths.ts';
import { Hash } from './hash.tsx';
import { RecentList } from './recent-list.tsx';
import { rememberSearch } from './recent-searches.ts';
import { useSuggestions } from './use-suggestions.ts';

/** As in the contract: longer questions find nothing that shorter ones do not. */
const WORDS_MAX = 120;

interface SearchFieldProps {
  /** What is asked for now; empty on the way in. */
  words: string;
  asking: boolean;
  onAsking: (asking: boolean) => void;
}

export function SearchField({ words, asking, onAsking }: SearchFieldProps) {
  const app = useApp();
  const { t } = app;
  const [typed, setTyped] = useState(words);
  const [chosen, setChosen] = useState(-1);
  const form = useRef<HTMLFormElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(words), [words]);
  const suggestions = useSuggestions(typed, asking);
  useEffect(() => setChosen(-1), [suggestions]);
  const isOpen = asking && suggestions.length > 0;

  function leave(): void {
    onAsking(false);
    input.current?.blur();
  }
  function ask(text: string): void {
    const asked = text.trim().slice(0, WORDS_MAX);
    if (asked === '') return;
    rememberSearch(asked);
    setTyped(asked);
    leave();
    app.navigate(askPath(asked));
  }
  function take({ kind, text }: Suggestion): void {
    if (kind === 'words') {
      ask(text);
      return;
    }
    rememberSearch(kind === 'tag' ? `#${text}` : text);
    leave();
    app.navigate(kind === 'tag' ? tagPath(text) : personPath(text));
  }
  function onKeyDown(event: KeyboardEvent): void {
    const { key } = event;
    if (key === 'Escape' && asking) {
      event.preventDefault();
      leave();
      return;
    }
    if (!isOpen || (key !== 'ArrowDown' && key !== 'ArrowUp')) return;
    event.preventDefault();
    // One place more than there are suggestions: what was typed itself.
    const places = suggestions.length + 1;
    setChosen((at) => ((at + 1 + (key === 'ArrowDown' ? 1 : places - 1)) % places) - 1);
  }

  return (
    <form
      class="ask"
      role="search"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        const one = suggestions[chosen];
        if (isOpen && one !== undefined) take(one);
        else ask(typed);
      }}
      onFocusOut={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && form.current?.contains(to))) onAsking(false);
      }}
    >
      <div class="ask-line">
        <Icon name="search" />
        <input
          ref={input}
          class="ask-input"
          type="text"
          inputMode="search"
          enterkeyhint="search"
          autoComplete="off"
          autoCapitalize="off"
          spellcheck={false}
          dir="auto"
          maxLength={WORDS_MAX}
          role="combobox"
          aria-label={t('discover.field')}
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls="ask-suggestions"
          aria-activedescendant={isOpen && chosen >= 0 ? `suggestion-${chosen}` : undefined}
          placeholder={t('discover.field')}
          value={typed}
          onFocus={() => onAsking(true)}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            onAsking(true);
          }}
          onKeyDown={onKeyDown}
        />
        {typed !== '' && (
          <button
            type="button"
            class="icon-button"
            aria-label={t('discover.clear')}
            onClick={() => {
              setTyped('');
              input.current?.focus();
            }}
          >
            <Icon name="close" />
          </button>
        )}
        <button type="submit" class="hidden" tabIndex={-1}>
          {t('discover.submit')}
        </button>
      </div>
      <ul
        id="ask-suggestions"
        class="ask-list"
        role="listbox"
        aria-label={t('discover.suggestions')}
        hidden={!isOpen}
      >
        {suggestions.map((one, at) => (
          <SuggestionLine
            key={`${one.kind} ${one.text}`}
            one={one}
            id={`suggestion-${at}`}
            chosen={at === chosen}
            onTake={() => take(one)}
          />
        ))}
      </ul>
      {asking && typed.trim() === '' && <RecentList onAsk={ask} />}
    </form>
  );
}

interface SuggestionLineProps {
  one: Suggestion;
  id: string;
  chosen: boolean;
  onTake: () => void;
}

function SuggestionLine({ one, id, chosen, onTake }: SuggestionLineProps) {
  const { kind, text, name } = one;
  return (
    <li
      id={id}
      role="option"
      aria-selected={chosen}
      class="ask-one"
      // The field keeps the focus: its keys choose.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      {kind === 'tag' ? <Hash /> : <Icon name={kind === 'person' ? 'person' : 'search'} />}
      <span dir="auto">{name ?? text}</span>
      {kind === 'person' && <small dir="auto">@{text}</small>}
    </li>
  );
}
