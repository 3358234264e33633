// A person's taste as the server holds it, and the ways to change it. Each change shows at once, can be undone from its note,
// and makes the feed anew.

import type { ChoiceBody, KeptChoice, TasteEdit, TasteProfile } from '@jhalak/contracts/taste';
import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { useApp, type App } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';

export interface TasteState {
  profile: TasteProfile | null;
  failure: Failure | null;
  load(): Promise<void>;
  /** @param said what was done, for the note. */
  edit(edits: readonly TasteEdit[], said: string): Promise<void>;
  choose(choice: ChoiceBody, said: string): Promise<void>;
  unchoose(choice: { id: string } & ChoiceBody, said: string): Promise<void>;
}

/** Somebody without a token has no taste, and needs none to look at an empty page. */
const NOBODY: TasteProfile = { learning: 'off', beliefs: [], watched: [], choices: [] };

/** @returns the taste of whoever is here. */
export function useTaste(): TasteState {
  const app = useApp();
  const { api, viewer } = app;
  const [profile, setProfile] = useState<TasteProfile | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function load(): Promise<void> {
    const reply = await api.get<TasteProfile>('/v1/taste');
    if (reply.kind === 'ok') setProfile(reply.value);
    else if (reply.kind === 'problem' && reply.status === 401) setProfile(NOBODY);
    setFailure(
      reply.kind === 'ok' || (reply.kind === 'problem' && reply.status === 401) ? null : reply,
    );
  }
  useEffect(() => {
    void load();
    // Depends on less than it reads: whose taste it is says all
  }, [viewer?.id, viewer?.personal]);

  async function changed(): Promise<void> {
    app.feeds.delete('for-you:');
    await load();
  }

  async function edit(edits: readonly TasteEdit[], said: string): Promise<void> {
    const reply = await api.send<{ undo: TasteEdit[] }>('POST', '/v1/taste/edits', { edits });
    if (reply.kind !== 'ok') return sayFailure(app, reply);
    const { undo } = reply.value;
    app.say(said, { label: app.t('common.undo'), run: () => void back(undo) });
    await changed();
  }

  async function back(edits: readonly TasteEdit[]): Promise<void> {
    const reply = await api.send('POST', '/v1/taste/edits', { edits });
    if (reply.kind !== 'ok') sayFailure(app, reply);
    await changed();
  }

  async function choose(choice: ChoiceBody, said: string): Promise<void> {
    const before = profile?.choices.find(
      ({ of, value }) => of === choice.of && value === choice.value,
    );
    const kept = await sendChoice(app, choice);
    if (kept === undefined) return;
    const undo = async (): Promise<void> => {
      await (before === undefined ? dropChoice(app, kept.id) : sendChoice(app, before));
      await changed();
    };
    app.say(said, { label: app.t('common.undo'), run: () => void undo() });
    await changed();
  }

  async function unchoose(choice: { id: string } & ChoiceBody, said: string): Promise<void> {
    if (!(await dropChoice(app, choice.id))) return;
    const undo = async (): Promise<void> => {
      await sendChoice(app, choice);
      await changed();
    };
    app.say(said, { label: app.t('common.undo'), run: () => void undo() });
    await changed();
  }

  return { profile, failure, load, edit, choose, unchoose };
}

/** Sends a choice; a newcomer becomes a viewer first. @returns it as kept; undefined when it was refused, which is said. */
export async function sendChoice(
  app: App,
  { of, value, wish }: ChoiceBody,
): Promise<KeptChoice | undefined> {
  if (!(await app.ensureViewer())) return undefined;
  const body = { of, value, wish };
  const reply = await app.api.send<KeptChoice>('POST', '/v1/taste/choices', body);
  if (reply.kind === 'ok') return reply.value;
  sayFailure(app, reply);
  return undefined;
}

/** @returns whether it is taken back; a failure is said. */
export async function dropChoice(app: App, id: string): Promise<boolean> {
  const reply = await app.api.send('DELETE', `/v1/taste/choices/${id}`);
  if (reply.kind === 'ok') return true;
  sayFailure(app, reply);
  return false;
}
