// Into which folder a saved clip goes; a new one can be made on the way.

import { useEffect, useState } from 'preact/hooks';
import type { Collection, CollectionList } from '@jhalak/contracts/social';
import type { Reply } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { FolderNameForm } from './folder-name.tsx';

export function FolderSheet({ videoId, onClose }: { videoId: string; onClose: () => void }) {
  const app = useApp();
  const { t, api } = app;
  const [folders, setFolders] = useState<readonly Collection[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [naming, setNaming] = useState(false);
  useEffect(() => {
    void api.get<CollectionList>('/v1/collections').then((reply) => {
      if (reply.kind === 'ok') {
        setFolders(reply.value.items);
        if (reply.value.items.length === 0) setNaming(true);
      } else setProblem(failureText(app, reply));
    });
    // Depends on less than it reads: once a sheet
  }, []);

  async function put(collection: string, said: string): Promise<void> {
    const reply: Reply<unknown> = await api.send(
      'PUT',
      `/v1/videos/${videoId}/save?collection=${collection}`,
    );
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    app.say(said);
    onClose();
  }

  return (
    <Sheet title={t('saved.choose')} onClose={onClose}>
      <p class="soft">{t('saved.onlyYou')}</p>
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      {folders === null && problem === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      <ul class="menu">
        {folders?.map(({ id, name }) => (
          <li key={id}>
            <button type="button" onClick={() => void put(id, t('saved.movedTo', { name }))}>
              <Icon name="bookmark" />
              <span dir="auto">{name}</span>
            </button>
          </li>
        ))}
        {folders !== null && folders.length > 0 && (
          <li>
            <button type="button" onClick={() => void put('none', t('saved.kept'))}>
              <Icon name="close" />
              {t('saved.none')}
            </button>
          </li>
        )}
        {folders !== null && !naming && (
          <li>
            <button type="button" onClick={() => setNaming(true)}>
              <Icon name="plus" />
              {t('saved.new')}
            </button>
          </li>
        )}
      </ul>
      {naming && (
        <FolderNameForm onMade={({ id, name }) => void put(id, t('saved.movedTo', { name }))} />
      )}
    </Sheet>
  );
}
