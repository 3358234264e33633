// Makes a follow pack or changes it: its words, and who is in it, by name or from those whom one follows.

import { useState } from 'preact/hooks';
import { CONTENT_LANGUAGES } from '@jhalak/contracts/languages';
import type { Pack, PackMade } from '@jhalak/contracts/packs';
import { useApp } from '../../shell/app-context.ts';
import { Icon } from '../../shell/icons.tsx';
import { failureText } from '../../shell/say-failure.ts';
import { PeopleList } from '../people-list.tsx';
import { usePeople } from '../use-people.ts';

/** The contract's bounds. */
const NAME_MAX = 60;
const TEXT_MAX = 280;
const PEOPLE_MAX = 50;

export function PackEditor({ pack }: { pack?: Pack }) {
  const app = useApp();
  const { t, viewer, locale } = app;
  const [name, setName] = useState(pack?.name ?? '');
  const [text, setText] = useState(pack?.text ?? '');
  const [language, setLanguage] = useState<string>(
    pack?.language ?? viewer?.languages[0] ?? locale,
  );
  const [people, setPeople] = useState<readonly string[]>(
    pack?.people.map(({ handle }) => handle) ?? [],
  );
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  function add(handle: string): void {
    const wanted = handle.trim().replace(/^@/u, '').toLowerCase();
    if (wanted === '' || people.includes(wanted) || people.length >= PEOPLE_MAX) return;
    setPeople((now) => [...now, wanted]);
  }

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    setProblem(null);
    setBusy(true);
    const body = { name, text, language, people };
    const reply =
      pack === undefined
        ? await app.api.send<PackMade>('POST', '/v1/packs', body)
        : await app.api.send<PackMade>('PUT', `/v1/packs/${pack.id}`, body);
    setBusy(false);
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    const { left } = reply.value;
    if (left.length > 0)
      app.say(t('packs.left', { handles: left.map((one) => `@${one}`).join(', ') }));
    app.navigate(`/packs/${reply.value.pack.id}`);
  }

  return (
    <form class="screen people pack-editor" onSubmit={(event) => void save(event)}>
      <h1>{pack === undefined ? t('packs.new') : t('packs.edit')}</h1>
      <label class="field">
        <span>{t('packs.name')}</span>
        <input
          value={name}
          maxLength={NAME_MAX}
          required
          lang={language}
          dir="auto"
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>{t('packs.text')}</span>
        <textarea
          rows={3}
          value={text}
          maxLength={TEXT_MAX}
          lang={language}
          dir="auto"
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>{t('packs.language')}</span>
        <select value={language} onChange={({ currentTarget }) => setLanguage(currentTarget.value)}>
          {CONTENT_LANGUAGES.map(({ code, name: own }) => (
            <option key={code} value={code} lang={code}>
              {own}
            </option>
          ))}
        </select>
      </label>
      <Chosen
        people={people}
        onAdd={add}
        onDrop={(one) => setPeople((now) => now.filter((handle) => handle !== one))}
      />
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button primary tall" disabled={busy || people.length === 0}>
          {t('common.save')}
        </button>
      </div>
      {viewer?.handle !== undefined && (
        <Followed handle={viewer.handle} chosen={people} onAdd={add} />
      )}
    </form>
  );
}

function Chosen({
  people,
  onAdd,
  onDrop,
}: {
  people: readonly string[];
  onAdd: (handle: string) => void;
  onDrop: (handle: string) => void;
}) {
  const { t } = useApp();
  const [typed, setTyped] = useState('');
  function add(): void {
    onAdd(typed);
    setTyped('');
  }
  return (
    <div class="field">
      <label>
        <span class="field-label">
          {t('packs.people')}{' '}
          <span class="count" aria-hidden="true">
            {people.length}/{PEOPLE_MAX}
          </span>
        </span>
        <span class="pack-add">
          <input
            value={typed}
            placeholder="@"
            autocapitalize="none"
            spellcheck={false}
            dir="ltr"
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
          />
          <button type="button" class="button" onClick={add}>
            {t('details.tagAdd')}
          </button>
        </span>
      </label>
      <ul class="pack-chosen" aria-label={t('packs.people')}>
        {people.map((handle) => (
          <li key={handle}>
            <button
              type="button"
              class="button"
              aria-label={`${t('packs.drop')}: @${handle}`}
              onClick={() => onDrop(handle)}
            >
              <bdi>@{handle}</bdi>
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Followed({
  handle,
  chosen,
  onAdd,
}: {
  handle: string;
  chosen: readonly string[];
  onAdd: (handle: string) => void;
}) {
  const { t } = useApp();
  const people = usePeople(`/v1/people/${encodeURIComponent(handle)}/following`);
  return (
    <section>
      <h2>{t('people.following')}</h2>
      <PeopleList
        people={people}
        label={t('people.following')}
        empty={t('people.noFollowing', { handle })}
        acts={(person) => (
          <button
            type="button"
            class="button"
            disabled={chosen.includes(person.handle)}
            aria-label={`${t('details.tagAdd')}: @${person.handle}`}
            onClick={() => onAdd(person.handle)}
          >
            <Icon name={chosen.includes(person.handle) ? 'check' : 'plus'} />
            {t('details.tagAdd')}
          </button>
        )}
      />
    </section>
  );
}
