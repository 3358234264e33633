import { useState } from 'preact/hooks';
import type { Collection } from '@jhalak/contracts/social';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';

/** The contract's bound of a name. */
const NAME_MAX = 60;

/** @param props.folder is named anew; absent: a new one is made. */
export function FolderNameForm({
  folder,
  onMade,
}: {
  folder?: Pick<Collection, 'id' | 'name'>;
  onMade: (folder: Pick<Collection, 'id' | 'name'>) => void;
}) {
  const app = useApp();
  const { t, api } = app;
  const [name, setName] = useState(folder?.name ?? '');
  const [problem, setProblem] = useState<string | null>(null);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const reply =
      folder === undefined
        ? await api.send<Collection>('POST', '/v1/collections', { name })
        : await api.send('PATCH', `/v1/collections/${folder.id}`, { name });
    if (reply.kind !== 'ok') setProblem(failureText(app, reply));
    else onMade(folder === undefined ? (reply.value as Collection) : { id: folder.id, name });
  }

  return (
    <form onSubmit={(event) => void save(event)}>
      <label class="field">
        <span>{t('saved.name')}</span>
        <input
          required
          value={name}
          maxLength={NAME_MAX}
          dir="auto"
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button primary" disabled={name.trim() === ''}>
          {t('common.save')}
        </button>
      </div>
    </form>
  );
}
