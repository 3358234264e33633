import { useState } from 'preact/hooks';
import type { Person, Profile } from '@jhalak/contracts/accounts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';

/** The contract's bounds of a profile. */
const NAME_MAX = 40;
const BIO_MAX = 160;

interface ProfileSheetProps {
  person: Person;
  onSaved: (person: Person) => void;
  onClose: () => void;
}

/** The name and the words that others see. */
export function ProfileSheet({ person, onSaved, onClose }: ProfileSheetProps) {
  const app = useApp();
  const { t } = app;
  const [displayName, setDisplayName] = useState(person.displayName ?? '');
  const [bio, setBio] = useState(person.bio ?? '');
  const [problem, setProblem] = useState<string | null>(null);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const reply = await app.api.send<Profile>('PATCH', '/v1/profile', { displayName, bio });
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    onSaved({ ...person, displayName, bio });
    onClose();
  }

  return (
    <Sheet title={t('me.edit')} onClose={onClose}>
      <form onSubmit={(event) => void save(event)}>
        <label class="field">
          <span>{t('me.displayName')}</span>
          <input
            value={displayName}
            maxLength={NAME_MAX}
            dir="auto"
            onInput={(event) => setDisplayName(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{t('me.bio')}</span>
          <textarea
            rows={3}
            value={bio}
            maxLength={BIO_MAX}
            dir="auto"
            onInput={(event) => setBio(event.currentTarget.value)}
          />
        </label>
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="button primary">
            {t('common.save')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
