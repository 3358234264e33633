// A creator's channel in another service of the same region: ask for the move, keep the code, say a code from elsewhere.

import type {
  ChannelClaimed,
  ChannelMove,
  ChannelMoveAsked,
  ChannelPage,
} from '@jhalak/contracts/channels';
import { useEffect, useState } from 'preact/hooks';
import { useStepUp } from '../account/step-up.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { sayFailure } from '../shell/say-failure.ts';

/** Groups of four letters, with dashes or without. */
const CODE_MAX = 60;

export function ChannelSettings() {
  const app = useApp();
  const { t, api, viewer } = app;
  const { guard, sheet } = useStepUp();
  const [page, setPage] = useState<ChannelPage | null>(null);
  const [code, setCode] = useState<string | null>(null);
  const handle = viewer?.handle;
  const look = async (): Promise<void> => {
    const reply = await api.get<ChannelPage>('/v1/me/channel-moves');
    setPage(reply.kind === 'ok' ? reply.value : null);
  };
  useEffect(() => {
    setPage(null);
    setCode(null);
    if (handle !== undefined) void look();
    // Depends on less than it reads: whose channel it is says all
  }, [handle]);
  // A channel has a name; and where nobody can go, and nothing went, there is nothing to say but that one may come.
  if (page === null) return null;
  const latest = page.moves.find(isShown);
  const isOpen = latest?.state === 'asked' || latest?.state === 'packed';

  async function ask(to: string): Promise<void> {
    const reply = await guard(
      async () => await api.send<ChannelMoveAsked>('POST', '/v1/me/channel-moves', { to }),
    );
    if (reply === undefined) return;
    if (reply.kind === 'ok') setCode(reply.value.code);
    else sayFailure(app, reply);
    await look();
  }

  async function withdraw(id: string): Promise<void> {
    const reply = await api.send('DELETE', `/v1/me/channel-moves/${id}`);
    if (reply.kind !== 'ok') sayFailure(app, reply);
    setCode(null);
    await look();
  }

  return (
    <section id="your-channel">
      <h2>{t('channel.title')}</h2>
      <p class="soft">{t('channel.hint')}</p>
      {latest !== undefined && <MoveCard move={latest} code={code} onWithdraw={withdraw} />}
      {!isOpen && page.places.length > 0 && <AskForm places={page.places} onAsk={ask} />}
      <ClaimForm />
      {sheet}
    </section>
  );
}

/** What was taken back is as if it had not been. */
type ShownMove = ChannelMove & { state: Exclude<ChannelMove['state'], 'withdrawn'> };

function isShown(move: ChannelMove): move is ShownMove {
  return move.state !== 'withdrawn';
}

interface MoveCardProps {
  move: ShownMove;
  /** Shown once, right after asking. */
  code: string | null;
  onWithdraw: (id: string) => Promise<void>;
}

function MoveCard({ move, code, onWithdraw }: MoveCardProps) {
  const { t } = useApp();
  const { state, url, to, clipCount } = move;
  const place = hostOf(to.address);
  return (
    <article class={state === 'moved' ? 'archive is-ready' : 'archive'}>
      <div class="archive-head">
        <Icon name={state === 'moved' ? 'check' : 'clock'} />
        <div role="status">
          <b>{t(`channel.${state}`, { place })}</b>
          {clipCount !== null && <small>{t('channel.clips', { count: clipCount })}</small>}
        </div>
      </div>
      {code !== null && (
        <p class="channel-code">
          <code translate={false}>{code}</code>
          <span class="soft">{t('channel.codeHint')}</span>
        </p>
      )}
      {url !== null && (
        <a class="button primary" href={url} rel="noreferrer">
          {t('channel.open')}
        </a>
      )}
      {url === null && (
        <button type="button" class="button" onClick={() => void onWithdraw(move.id)}>
          {t('channel.withdraw')}
        </button>
      )}
    </article>
  );
}

interface AskFormProps {
  places: ChannelPage['places'];
  onAsk: (to: string) => Promise<void>;
}

function AskForm({ places, onAsk }: AskFormProps) {
  const { t } = useApp();
  const [to, setTo] = useState(places[0]?.cell ?? '');
  return (
    <form
      class="channel-form"
      onSubmit={(event) => {
        event.preventDefault();
        void onAsk(to);
      }}
    >
      <label class="field">
        <span>{t('channel.where')}</span>
        <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          {places.map(({ cell, address }) => (
            <option key={cell} value={cell}>
              {hostOf(address)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button">
        {t('channel.ask')}
      </button>
    </form>
  );
}

function ClaimForm() {
  const app = useApp();
  const { t, api } = app;
  const [code, setCode] = useState('');
  const [taken, setTaken] = useState<ChannelClaimed | null>(null);
  const [wrong, setWrong] = useState(false);
  async function claim(): Promise<void> {
    const reply = await api.send<ChannelClaimed>('POST', '/v1/me/channel-arrivals', { code });
    const isWrong = reply.kind === 'problem' && (reply.status === 404 || reply.status === 400);
    setWrong(isWrong);
    if (reply.kind === 'ok') setTaken(reply.value);
    else if (!isWrong) sayFailure(app, reply);
  }
  if (taken !== null) {
    return (
      <p role="status" class="channel-taken">
        <Icon name="check" />
        {t('channel.taken', { count: taken.clips.length })}
        {taken.private && <small>{t('person.privateTitle')}</small>}
      </p>
    );
  }
  return (
    <details class="channel-claim">
      <summary>{t('channel.bring')}</summary>
      <form
        class="channel-form"
        onSubmit={(event) => {
          event.preventDefault();
          void claim();
        }}
      >
        <label class="field">
          <span>{t('channel.codeLabel')}</span>
          <input
            type="text"
            value={code}
            maxLength={CODE_MAX}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            required
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        </label>
        {wrong && (
          <p class="field-problem" role="alert">
            {t('channel.wrong')}
          </p>
        )}
        <button type="submit" class="button">
          {t('channel.take')}
        </button>
      </form>
    </details>
  );
}

/** @returns what people know a service by. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
