import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { cleanTag, tagsOf } from '../uploads/tags.ts';

interface TagFieldProps {
  caption: string;
  /** Added by hand; those in the caption belong to it. */
  tags: readonly string[];
  max: number;
  language: string;
  onChange: (tags: string[]) => void;
}

/** Tags as chips: the caption's own, and more. */
export function TagField({ caption, tags, max, language, onChange }: TagFieldProps) {
  const { t } = useApp();
  const [text, setText] = useState('');
  const all = tagsOf(caption, tags, max);

  function add(): void {
    const tag = cleanTag(text);
    setText('');
    if (tag !== null && !all.includes(tag) && all.length < max) onChange([...tags, tag]);
  }

  return (
    <div class="field">
      <span class="field-label" id="tags-label">
        {t('details.tags')}
        <span class="count" aria-hidden="true">
          {all.length}/{max}
        </span>
      </span>
      {all.length > 0 && (
        <div class="tag-row">
          {all.map((tag) => (
            <span key={tag} class="tag" lang={language}>
              #{tag}
              {tags.includes(tag) && (
                <button
                  type="button"
                  aria-label={t('details.tagRemove', { tag })}
                  onClick={() => onChange(tags.filter((one) => one !== tag))}
                >
                  <Icon name="close" />
                </button>
              )}
            </span>
          ))}
        </div>
      )}
      {all.length < max && (
        <div class="tag-add">
          <input
            class="input"
            aria-labelledby="tags-label"
            value={text}
            maxLength={64}
            lang={language}
            enterkeyhint="done"
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ',') return;
              event.preventDefault();
              add();
            }}
          />
          <button type="button" class="button" onClick={add}>
            {t('details.tagAdd')}
          </button>
        </div>
      )}
    </div>
  );
}
