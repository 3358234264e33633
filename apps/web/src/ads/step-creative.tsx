// What people see: a card of words, or a clip of one's own.

import type { Creative, CreativeContent, CreativePage } from '@jhalak/contracts/ads';
import type { Video, VideoPage } from '@jhalak/contracts/videos';
import { useState } from 'preact/hooks';
import { TextField } from '../account/field.tsx';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { personPath } from '../shell/routes.ts';
import { Sheet } from '../shell/sheet.tsx';
import { WEB_ADDRESS } from './advertiser-fields.tsx';
import type { CreativeDraft } from './draft.ts';
import { PictureField } from './picture-field.tsx';
import { useAsked } from './use-asked.ts';

const KINDS = ['native', 'clip', 'lock'] as const;
type Kind = (typeof KINDS)[number];

interface StepCreativeProps {
  organisation: string;
  /** Those of the line item. */
  creatives: readonly CreativeDraft[];
  /** What the server knows of them. */
  known: readonly Creative[];
  chosen: CreativeDraft | undefined;
  onChoose: (key: string) => void;
  /** Is given how the newest of this key changes. */
  onChange: (key: string, change: (now: CreativeDraft) => CreativeDraft) => void;
  onNew: () => void;
  onUse: (creative: Creative) => void;
  onRemove: (creative: CreativeDraft) => void;
}

export function StepCreative(props: StepCreativeProps) {
  const { t } = useApp();
  const { creatives, known, chosen } = props;
  const [picking, setPicking] = useState(false);
  return (
    <>
      <div class="ads-picks" role="group" aria-label={t('adEdit.creatives')}>
        {creatives.map((one, at) => (
          <button
            key={one.key}
            type="button"
            class="pill"
            aria-pressed={one.key === chosen?.key}
            dir="auto"
            onClick={() => props.onChoose(one.key)}
          >
            {calledOf(one) === '' ? t('adEdit.creativeAt', { at: at + 1 }) : calledOf(one)}
          </button>
        ))}
        <button type="button" class="button text" onClick={props.onNew}>
          <Icon name="plus" />
          {t('adEdit.newCreative')}
        </button>
        <button type="button" class="button text" onClick={() => setPicking(true)}>
          {t('adEdit.useCreative')}
        </button>
      </div>
      {chosen !== undefined && (
        <>
          <Review creative={known.find(({ id }) => id === chosen.id)} />
          <CreativeForm
            organisation={props.organisation}
            creative={chosen}
            onChange={(change) => props.onChange(chosen.key, change)}
          />
          <button type="button" class="button text" onClick={() => props.onRemove(chosen)}>
            <Icon name="trash" />
            {t('adEdit.removeCreative')}
          </button>
        </>
      )}
      {picking && (
        <Pick
          organisation={props.organisation}
          without={creatives}
          onClose={() => setPicking(false)}
          onPicked={(creative) => {
            setPicking(false);
            props.onUse(creative);
          }}
        />
      )}
    </>
  );
}

const calledOf = ({ name, content }: Pick<CreativeDraft, 'name' | 'content'>): string =>
  name !== '' ? name : 'title' in content ? content.title : '';

/** How far its review is, and what the reviewers said. */
function Review({ creative }: { creative: Creative | undefined }) {
  const { t } = useApp();
  if (creative === undefined || creative.review.state === 'draft') return null;
  const { state, note } = creative.review;
  return (
    <div class={`ads-verdict is-${state}`}>
      <b>{t(`adReview.${state}`)}</b>
      {note !== undefined && note !== '' && (
        <p>
          <q dir="auto">{note}</q>
        </p>
      )}
      {state !== 'in_review' && <small>{t('adEdit.reviewedAgain')}</small>}
    </div>
  );
}

interface CreativeFormProps {
  organisation: string;
  creative: CreativeDraft;
  onChange: (change: (now: CreativeDraft) => CreativeDraft) => void;
}

function CreativeForm({ organisation, creative, onChange }: CreativeFormProps) {
  const { t } = useApp();
  const { content } = creative;
  const put = (part: Partial<CreativeContent>): void =>
    onChange((now) => ({ ...now, content: { ...now.content, ...part } as CreativeContent }));
  const words = (
    label: string,
    [name, value]: readonly [string, string],
    most: number,
    hint?: string,
  ) => (
    <TextField
      label={label}
      hint={hint ?? t('adEdit.left', { count: Math.max(0, most - value.length) })}
      value={value}
      onValue={(text) => put({ [name]: text })}
      input={{ maxLength: most, dir: 'auto' }}
    />
  );
  return (
    <>
      <Segments
        label={t('adEdit.kind')}
        value={content.kind}
        choices={KINDS.map((kind) => [kind, t(`adKind.${kind}`)] as const)}
        onChange={(kind) => onChange((now) => ({ ...now, content: asKind(now.content, kind) }))}
      />
      {content.kind === 'native' && (
        <>
          {words(t('adEdit.title'), ['title', content.title], 90)}
          {words(t('adEdit.text'), ['text', content.text], 140)}
          {words(t('adEdit.sponsor'), ['sponsor', content.sponsor], 25)}
        </>
      )}
      {content.kind === 'lock' && (
        <>
          <PictureField
            organisation={organisation}
            picture={content.picture}
            onPicture={(picture) => put({ picture })}
          />
          {words(t('adEdit.alternative'), ['alternative', content.alternative], 300)}
          {words(t('adEdit.title'), ['title', content.title], 90)}
          {words(t('adEdit.sponsor'), ['sponsor', content.sponsor], 25)}
        </>
      )}
      {content.kind === 'clip' && (
        <ClipPick chosen={content.videoId} onChosen={(videoId) => put({ videoId })} />
      )}
      <div class="ads-pair">
        {words(t('adEdit.button'), ['button', content.button], 20)}
        <TextField
          label={t('adEdit.url')}
          hint={t('adEdit.urlHint')}
          value={content.url}
          onValue={(url) => put({ url: url.trim() })}
          input={{ type: 'url', inputMode: 'url', maxLength: 500, pattern: WEB_ADDRESS }}
        />
      </div>
    </>
  );
}

/** @returns the same words as another kind, as far as it has them. */
function asKind(content: CreativeContent, kind: Kind): CreativeContent {
  const { button, url } = content;
  const title = 'title' in content ? content.title : '';
  const sponsor = 'sponsor' in content ? content.sponsor : '';
  if (kind === 'native') return { kind, title, text: '', sponsor, button, url };
  if (kind === 'lock') return { kind, picture: '', alternative: '', title, sponsor, button, url };
  return { kind, videoId: '', button, url };
}

/** One's own clips that are published, as posters. */
function ClipPick({ chosen, onChosen }: { chosen: string; onChosen: (id: string) => void }) {
  const { t, viewer } = useApp();
  const handle = viewer?.handle;
  const path = handle === undefined ? null : `/v1/people/${encodeURIComponent(handle)}/videos`;
  const { value } = useAsked<VideoPage>(path);
  const clips: readonly Video[] = value?.items ?? [];
  return (
    <fieldset class="ads-clips">
      <legend class="field-label">{t('adEdit.clip')}</legend>
      {value !== null && clips.length === 0 && (
        <p class="soft">
          {t('adEdit.noClips')}{' '}
          <Link href="/create" class="ads-inline">
            {t('tabs.create')}
          </Link>
        </p>
      )}
      <div>
        {clips.map((video) => (
          <label key={video.id}>
            <input
              type="radio"
              name="ad-clip"
              checked={video.id === chosen}
              onChange={() => onChosen(video.id)}
            />
            <img src={video.poster} alt={video.caption} loading="lazy" />
          </label>
        ))}
      </div>
      {handle !== undefined && clips.length > 0 && (
        <Link href={personPath(handle)} class="ads-inline">
          <bdi>@{handle}</bdi>
        </Link>
      )}
    </fieldset>
  );
}

interface PickProps {
  organisation: string;
  without: readonly CreativeDraft[];
  onClose: () => void;
  onPicked: (creative: Creative) => void;
}

/** Creatives of other line items, to be shown here too. */
function Pick({ organisation, without, onClose, onPicked }: PickProps) {
  const { t } = useApp();
  const { value } = useAsked<CreativePage>(
    `/v1/ads/advertisers/${organisation}/creatives?limit=100`,
  );
  const others = (value?.items ?? []).filter(({ id }) => without.every((one) => one.id !== id));
  return (
    <Sheet title={t('adEdit.useCreative')} onClose={onClose}>
      {value !== null && others.length === 0 && <p class="soft">{t('adEdit.noCreatives')}</p>}
      <div class="menu">
        {others.map((creative) => (
          <button key={creative.id} type="button" onClick={() => onPicked(creative)}>
            <span>
              <b dir="auto">{creative.name}</b>
              <br />
              <small class="soft">{t(`adReview.${creative.review.state}`)}</small>
            </span>
          </button>
        ))}
      </div>
    </Sheet>
  );
}
