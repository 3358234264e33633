// What one keeps: folders with their pictures, and the clips of all or of one. Nobody else sees it.

import { useEffect, useState } from 'preact/hooks';
import type { Collection, CollectionList } from '@jhalak/contracts/social';
import type { VideoPage } from '@jhalak/contracts/videos';
import type { Failure } from '../api/client.ts';
import { formatCount } from '../i18n/numbers.ts';
import { KeepCorner } from '../kept/keep-button.tsx';
import { KeptSection } from '../kept/kept-section.tsx';
import { ClipGrid } from '../person/clip-grid.tsx';
import { useApp } from '../shell/app-context.ts';
import { Failed } from '../shell/failed.tsx';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { SureButton } from '../shell/sure-button.tsx';
import { FolderNameForm } from './folder-name.tsx';
import '../person/person.css';
import './saved.css';

export function SavedScreen() {
  const app = useApp();
  const { t, api } = app;
  const [list, setList] = useState<CollectionList | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  /** The open folder; null: all clips. */
  const [open, setOpen] = useState<string | null>(null);
  const [sheet, setSheet] = useState<'new' | 'folder' | null>(null);

  async function load(): Promise<void> {
    setFailure(null);
    const reply = await api.get<CollectionList>('/v1/collections');
    if (reply.kind === 'ok') setList(reply.value);
    // Who has no viewer yet has saved nothing.
    else if (reply.kind === 'problem' && reply.status === 401) setList({ items: [], saved: 0 });
    else setFailure(reply);
  }
  // Depends on less than it reads: once
  useEffect(() => void load(), []);

  async function remove(folder: Collection): Promise<void> {
    setSheet(null);
    const reply = await api.send('DELETE', `/v1/collections/${folder.id}`);
    if (reply.kind === 'ok') {
      setOpen(null);
      app.say(t('saved.removed'));
      await load();
    } else sayFailure(app, reply);
  }

  const folder = list?.items.find(({ id }) => id === open);
  return (
    <div class="screen saved">
      <header>
        <h1>{t('saved.title')}</h1>
        <p class="soft">{t('saved.onlyYou')}</p>
      </header>
      <KeptSection />
      {failure !== null && <Failed failure={failure} onRetry={() => void load()} />}
      {list !== null && (list.saved > 0 || list.items.length > 0) && (
        <>
          <Folders list={list} open={open} onOpen={setOpen} onNew={() => setSheet('new')} />
          {folder !== undefined && (
            <button type="button" class="button quiet" onClick={() => setSheet('folder')}>
              <Icon name="more" />
              <span dir="auto">{folder.name}</span>
            </button>
          )}
        </>
      )}
      {list?.saved === 0 ? (
        <div class="state is-small">
          <Icon name="bookmark" />
          <h2>{t('saved.emptyTitle')}</h2>
          <p>{t('saved.emptyText')}</p>
          <Link href="/" class="button primary">
            {t('following.emptyAction')}
          </Link>
        </div>
      ) : (
        list !== null && <SavedClips key={open ?? ''} folder={open} />
      )}
      {list === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {sheet === 'new' && (
        <Sheet title={t('saved.new')} onClose={() => setSheet(null)}>
          <FolderNameForm
            onMade={({ id }) => {
              setSheet(null);
              void load().then(() => setOpen(id));
            }}
          />
        </Sheet>
      )}
      {sheet === 'folder' && folder !== undefined && (
        <Sheet title={folder.name} onClose={() => setSheet(null)}>
          <FolderNameForm
            folder={folder}
            onMade={() => {
              setSheet(null);
              void load();
            }}
          />
          <div class="actions">
            <SureButton onSure={() => void remove(folder)}>{t('saved.remove')}</SureButton>
          </div>
        </Sheet>
      )}
    </div>
  );
}

interface FoldersProps {
  list: CollectionList;
  open: string | null;
  onOpen: (id: string | null) => void;
  onNew: () => void;
}

function Folders({ list, open, onOpen, onNew }: FoldersProps) {
  const { t, locale } = useApp();
  const shown = (count: number) => t('saved.clips', { count, shown: formatCount(count, locale) });
  return (
    <ul class="folders" aria-label={t('saved.folders')}>
      <li>
        <button
          type="button"
          class="folder"
          aria-pressed={open === null}
          onClick={() => onOpen(null)}
        >
          <span class="folder-covers">
            <Icon name="bookmark" filled />
          </span>
          <b>{t('saved.all')}</b>
          <small>{shown(list.saved)}</small>
        </button>
      </li>
      {list.items.map(({ id, name, count, covers }) => (
        <li key={id}>
          <button
            type="button"
            class="folder"
            aria-pressed={open === id}
            onClick={() => onOpen(id)}
          >
            <span class={`folder-covers has-${covers.length}`}>
              {covers.map((cover) => (
                <img key={cover} src={cover} alt="" loading="lazy" decoding="async" />
              ))}
            </span>
            <b dir="auto">{name}</b>
            <small>{shown(count)}</small>
          </button>
        </li>
      ))}
      <li>
        <button type="button" class="folder is-new" onClick={onNew}>
          <span class="folder-covers">
            <Icon name="plus" />
          </span>
          <b>{t('saved.new')}</b>
        </button>
      </li>
    </ul>
  );
}

function SavedClips({ folder }: { folder: string | null }) {
  const app = useApp();
  const { t, api } = app;
  const [page, setPage] = useState<VideoPage | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const path = `/v1/saves?limit=24${folder === null ? '' : `&collection=${folder}`}`;

  async function load(cursor: string | null): Promise<void> {
    const more = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const reply = await api.get<VideoPage>(path + more);
    if (reply.kind === 'ok') {
      const { items, next } = reply.value;
      setPage((before) => ({ items: [...(before?.items ?? []), ...items], next }));
    } else if (cursor === null) setFailure(reply);
    else sayFailure(app, reply);
  }
  // Depends on less than it reads: once a folder
  useEffect(() => void load(null), []);

  if (failure !== null)
    return (
      <p class="field-problem" role="alert">
        {failureText(app, failure)}
      </p>
    );
  if (page === null)
    return <div class="bone bone-block" role="status" aria-label={t('common.loading')} />;
  if (page.items.length === 0 && page.next === null)
    return <p class="soft">{t('saved.folderEmpty')}</p>;
  return (
    <ClipGrid
      videos={page.items}
      corner={(video) => <KeepCorner video={video} />}
      onMore={page.next === null ? null : () => void load(page.next)}
    />
  );
}
