// The sound of a clip that is being made: another clip's, instead of its own or with it; or its own, for others to use.

import type { SoundMode } from '@jhalak/contracts/videos';
import { SOUND_MODES } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import type { DraftDetails } from '../uploads/drafts.ts';
import { soundName } from './sound-name.ts';
import { useSound } from './use-sound.ts';
import './sound.css';

type SoundDetails = Pick<DraftDetails, 'sound' | 'soundMode' | 'remix'>;

interface SoundFieldProps {
  details: SoundDetails;
  onChange: (part: SoundDetails) => void;
  onDrop: () => void;
}

export function SoundField({ details, onChange, onDrop }: SoundFieldProps) {
  const { t } = useApp();
  if (details.sound !== undefined)
    return <WithSound details={details} onChange={onChange} onDrop={onDrop} />;
  return (
    <div class="choice-rows">
      <label>
        <input
          type="checkbox"
          checked={details.remix === true}
          onChange={(event) => onChange({ remix: event.currentTarget.checked })}
        />
        <span>
          {t('sound.offer')}
          <small class="soft">{t('sound.offerHint')}</small>
        </span>
      </label>
    </div>
  );
}

function WithSound({ details, onChange, onDrop }: SoundFieldProps) {
  const { t } = useApp();
  const sound = useSound(details.sound);
  const mode: SoundMode = details.soundMode ?? 'instead';
  const handle = sound?.original?.creator.handle;
  const url = sound?.original?.renditions[0]?.url;
  return (
    <fieldset class="field">
      <legend class="field-label">{t('sound.withSound')}</legend>
      <div class="sound-with">
        <b>
          <Icon name="sound" />
          <bdi>
            {sound === undefined
              ? t('sound.notOffered')
              : soundName(t, {
                  id: details.sound ?? '',
                  ...(sound?.title === undefined ? {} : { title: sound.title }),
                  ...(handle === undefined ? {} : { handle }),
                })}
          </bdi>
        </b>
        {url !== undefined && (
          <audio controls preload="none" src={url} aria-label={t('sound.listen')} />
        )}
        {sound !== undefined && (
          <div class="choice-rows">
            {SOUND_MODES.map((one) => (
              <label key={one}>
                <input
                  type="radio"
                  name="sound-mode"
                  value={one}
                  checked={mode === one}
                  onChange={() => onChange({ soundMode: one })}
                />
                <span>{t(`sound.${one}`)}</span>
              </label>
            ))}
          </div>
        )}
        <button type="button" class="button" onClick={onDrop}>
          <Icon name="close" />
          {t('sound.drop')}
        </button>
      </div>
    </fieldset>
  );
}
