// Follow packs in a newcomer's languages, each with a tick. Without any, or without network, the step is over by itself.

import { useEffect, useState } from 'preact/hooks';
import type { Pack, PackCard, PackList } from '@jhalak/contracts/packs';
import { useApp, type App } from '../../shell/app-context.ts';
import { PackWords } from './pack-list.tsx';
import { followEach } from './follow-each.ts';
import './packs.css';

/** Languages that are asked about; most people choose fewer. */
const LANGUAGES_MAX = 4;
/** What a newcomer looks through on one screen. */
const SHOWN_MAX = 6;
/** Followed at once: under the minute's limit of following, and what a first Following feed needs. */
const PEOPLE_MAX = 50;

export interface FirstPacksProps {
  languages: readonly string[];
  /** @param follow what to do once there is a viewer; undefined: nothing. */
  onPacks: (follow: ((app: App) => void) | undefined) => void;
  onBack: () => void;
}

export function FirstPacks({ languages, onPacks, onBack }: FirstPacksProps) {
  const { t, api } = useApp();
  const [items, setItems] = useState<readonly PackCard[] | null>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    let isOver = false;
    void Promise.all(
      languages
        .slice(0, LANGUAGES_MAX)
        .map((code) => api.get<PackList>(`/v1/packs?language=${code}&limit=${SHOWN_MAX}`)),
    ).then((replies) => {
      if (isOver) return;
      const lists = replies.map((reply) => (reply.kind === 'ok' ? reply.value.items : []));
      const shown = inTurn(lists, SHOWN_MAX);
      if (shown.length === 0) onPacks(undefined);
      else setItems(shown);
    });
    return () => {
      isOver = true;
    };
    // Depends on less than it reads: asked once
  }, []);
  const chosen = items?.filter(({ id }) => ticked.has(id)) ?? [];
  const count = Math.min(
    PEOPLE_MAX,
    chosen.reduce((sum, pack) => sum + pack.count, 0),
  );

  function tick(id: string, on: boolean): void {
    const next = new Set(ticked);
    if (on) next.add(id);
    else next.delete(id);
    setTicked(next);
  }

  return (
    <>
      <div class="first-scroll">
        <h2>{t('packs.title')}</h2>
        {items === null && (
          <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
        )}
        <ul class="packs" aria-label={t('packs.title')}>
          {items?.map((pack) => (
            <li key={pack.id}>
              <label class="pack-card pack-choice">
                <input
                  type="checkbox"
                  checked={ticked.has(pack.id)}
                  onChange={({ currentTarget }) => tick(pack.id, currentTarget.checked)}
                />
                <PackWords pack={pack} />
              </label>
            </li>
          ))}
        </ul>
      </div>
      <div class="first-forward">
        <button type="button" class="button text" onClick={onBack}>
          {t('common.back')}
        </button>
        <button
          type="button"
          class="button primary tall"
          onClick={() =>
            onPacks(
              chosen.length === 0
                ? undefined
                : (app) =>
                    void followPacks(
                      app,
                      chosen.map(({ id }) => id),
                    ),
            )
          }
        >
          {chosen.length === 0 ? t('common.continue') : t('packs.follow', { count })}
        </button>
      </div>
    </>
  );
}

async function followPacks(app: App, packIds: readonly string[]): Promise<void> {
  const replies = await Promise.all(packIds.map((id) => app.api.get<Pack>(`/v1/packs/${id}`)));
  const lists = replies.map((reply) =>
    reply.kind === 'ok'
      ? reply.value.people.flatMap(({ handle, self, followed }) =>
          self || followed ? [] : [handle],
        )
      : [],
  );
  const handles = [...new Set(inTurn(lists, Number.POSITIVE_INFINITY))].slice(0, PEOPLE_MAX);
  if (handles.length > 0) await followEach(app, handles, {});
}

/** @returns one of each list, then the next of each, each once, at most so many. */
function inTurn<One>(lists: readonly (readonly One[])[], most: number): One[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const all = Array.from({ length: longest }, (_, at) =>
    lists.flatMap((list) => list.slice(at, at + 1)),
  );
  return all.flat().slice(0, most);
}
