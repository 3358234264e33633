// What a clip's person says of artificial making, before it is published: what they say stays on the clip for good.

import { AI_MARKS, type AiMark } from '@jhalak/contracts/ai-mark';
import { useApp } from '../shell/app-context.ts';

interface AiFieldProps {
  mark: AiMark | undefined;
  onChange: (mark: AiMark | undefined) => void;
}

export function AiField({ mark, onChange }: AiFieldProps) {
  const { t } = useApp();
  return (
    <fieldset class="field">
      <legend class="field-label">{t('details.ai')}</legend>
      <div class="choice-rows">
        {[undefined, ...AI_MARKS].map((one) => (
          <label key={one ?? 'none'}>
            <input
              type="radio"
              name="ai"
              value={one ?? 'none'}
              checked={mark === one}
              onChange={() => onChange(one)}
            />
            <span>{t(`details.ai_${one ?? 'none'}`)}</span>
          </label>
        ))}
      </div>
      <p class="soft">{t('details.aiHint')}</p>
    </fieldset>
  );
}
