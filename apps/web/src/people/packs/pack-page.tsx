// One follow pack: who is in it, each with a tick, and one button that follows those who have one.

import { useState } from 'preact/hooks';
import type { Pack } from '@jhalak/contracts/packs';
import type { PersonCard } from '@jhalak/contracts/social';
import { languageName } from '../../feed/clip-chips.tsx';
import { ShareSheet } from '../../share/share-sheet.tsx';
import { useApp } from '../../shell/app-context.ts';
import { Icon } from '../../shell/icons.tsx';
import { Link } from '../../shell/link.tsx';
import { ReportSheet } from '../../shell/report-sheet.tsx';
import { personPath } from '../../shell/routes.ts';
import { sayFailure } from '../../shell/say-failure.ts';
import { SureButton } from '../../shell/sure-button.tsx';
import { FollowButton } from '../follow-button.tsx';
import { PersonRow } from '../person-row.tsx';
import { useFollowAll } from './use-follow-all.ts';

interface PackPageProps {
  pack: Pack;
  onChange: (pack: Pack) => void;
}

export function PackPage({ pack, onChange }: PackPageProps) {
  const { t } = useApp();
  /** Those who are to be left out. */
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const stand = (handle: string, standing: Partial<PersonCard>): Pack => ({
    ...pack,
    people: pack.people.map((one) => (one.handle === handle ? { ...one, ...standing } : one)),
  });
  const all = useFollowAll(pack, onChange);
  const open = pack.people.filter(
    ({ self, followed, requested }) => !self && !followed && !requested,
  );
  const chosen = open.filter(({ handle }) => !left.has(handle));

  function tick(handle: string, on: boolean): void {
    const next = new Set(left);
    if (on) next.delete(handle);
    else next.add(handle);
    setLeft(next);
  }

  return (
    <div class="screen people pack">
      <PackHead pack={pack} />
      {pack.people.length === 0 && <p class="soft">{t('packs.empty')}</p>}
      <ul aria-label={t('packs.people')}>
        {pack.people.map((person) => (
          <PersonRow key={person.handle} person={person}>
            {open.includes(person) ? (
              <label class="pack-tick">
                <input
                  type="checkbox"
                  checked={!left.has(person.handle)}
                  disabled={all.progress !== null}
                  aria-label={`${t('person.follow')}: @${person.handle}`}
                  onChange={({ currentTarget }) => tick(person.handle, currentTarget.checked)}
                />
              </label>
            ) : (
              !person.self && (
                <FollowButton
                  person={person}
                  onChange={(standing) => onChange(stand(person.handle, standing))}
                />
              )
            )}
          </PersonRow>
        ))}
      </ul>
      {open.length > 0 && (
        <div class="pack-foot">
          {all.progress === null ? (
            <button
              type="button"
              class="button primary tall"
              disabled={chosen.length === 0}
              onClick={() => void all.follow(chosen)}
            >
              <Icon name="plus" />
              {t('packs.follow', { count: chosen.length })}
            </button>
          ) : (
            <div role="status">
              <progress value={all.progress.done} max={all.progress.all} />
              <p>{t('packs.progress', all.progress)}</p>
            </div>
          )}
        </div>
      )}
      {open.length === 0 && pack.people.length > 0 && (
        <p class="soft" role="status">
          <Icon name="check" /> {t('packs.allFollowed')}
        </p>
      )}
      <PackActs pack={pack} onChange={onChange} />
    </div>
  );
}

function PackHead({ pack }: { pack: Pack }) {
  const { t } = useApp();
  const { name, text, language, maker } = pack;
  return (
    <header class="pack-head">
      <h1 dir="auto" lang={language}>
        {name}
      </h1>
      <p class="soft">
        <Link href={personPath(maker.handle)}>{t('packs.by', { handle: maker.handle })}</Link>
        {' · '}
        <span lang={language}>{languageName(language)}</span>
        {' · '}
        {t('packs.count', { count: pack.count })}
      </p>
      {text !== '' && (
        <p dir="auto" lang={language}>
          {text}
        </p>
      )}
    </header>
  );
}

function PackActs({ pack, onChange }: PackPageProps) {
  const app = useApp();
  const { t, api } = app;
  const [sheet, setSheet] = useState<'share' | 'report' | null>(null);
  const close = (): void => setSheet(null);
  const path = `/packs/${pack.id}`;
  const inIt = pack.people.some(({ self }) => self);

  async function allow(allowed: boolean): Promise<void> {
    const reply = await api.send('PUT', '/v1/me/in-packs', { allowed });
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    if (allowed) return;
    const people = pack.people.filter(({ self }) => !self);
    onChange({ ...pack, people, count: people.length });
    app.say(t('packs.out'), { label: t('packs.allow'), run: () => void allow(true) });
  }

  async function remove(): Promise<void> {
    const reply = await api.send('DELETE', `/v1${path}`);
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    app.say(t('packs.removed'));
    app.navigate('/people');
  }

  return (
    <div class="row">
      <button type="button" class="button" onClick={() => setSheet('share')}>
        <Icon name="share" />
        {t('rail.share')}
      </button>
      {pack.own && (
        <Link href={`${path}/edit`} class="button">
          {t('packs.edit')}
        </Link>
      )}
      {pack.own && <SureButton onSure={() => void remove()}>{t('packs.remove')}</SureButton>}
      {!pack.own && inIt && (
        <button type="button" class="button" onClick={() => void allow(false)}>
          {t('packs.takeOut')}
        </button>
      )}
      {!pack.own && (
        <button type="button" class="button" onClick={() => setSheet('report')}>
          <Icon name="flag" />
          {t('person.report')}
        </button>
      )}
      {sheet === 'share' && <ShareSheet url={app.origin + path} text={pack.name} onClose={close} />}
      {sheet === 'report' && (
        <ReportSheet
          path={`/v1/people/${encodeURIComponent(pack.maker.handle)}/reports`}
          onReported={() => undefined}
          onClose={close}
        />
      )}
    </div>
  );
}
