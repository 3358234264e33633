// Cells to look at: one in which much has happened, one in which nothing has, one that is sold, one that has moved, one that
// an order closed. All real: what is on the screens came there by the API.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@jhalak/contracts';
import type { DeskCardPage } from '@jhalak/contracts/cards';
import type { PackMade } from '@jhalak/contracts/packs';
import { DAY_MS } from '@jhalak/kernel';
import { orderCell, startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { makeClip } from '../browser/clips.fixture.ts';
import { PaperDeal } from '../browser/deal.fixture.ts';
import { crowdLooks, fillCell, watchALot } from '../browser/taste.fixture.ts';
import { ask } from './ask.ts';
import { makeClips } from './own-clips.ts';

export type WorldName = 'full' | 'empty' | 'sold' | 'moved' | 'closed';

/** Who looks: a stranger, the person whom this world is about, somebody suspended, or somebody with a role of the same name. */
export type Who = 'stranger' | 'person' | 'suspended' | Role;

export interface World {
  cell: TestCell;
  /** Ids and names that addresses are made of. */
  clip: string;
  /** A clip that an order keeps from this country. */
  withheld: string;
  /** A clip whose sound an order silences in this country. */
  silenced: string;
  /** A pack of people to follow. */
  pack: string;
  story: string;
  maker: string;
}

/** The person whom the pictures are about. */
export const PERSON = 'leela.menon';
/** An account that lets followers in one by one. */
export const SHY = 'bala_private';
/** An account that moderators suspended, and one that is reported and waits for them. */
export const SUSPENDED = 'suspended_one';
export const REPORTED = 'naraz_bol';
/** The advertiser's name in addresses. */
export const SHOP = 'chai-ghar';
/** In the words of the lock screen's papers. */
const REPORTS = [
  ['सांगानेर समाचार', 'जयपुर में निर्माणाधीन पुल का हिस्सा गिरा, 12 लोग घायल'],
  ['गुलाबी नगर टाइम्स', 'सांगानेर में पुल का हिस्सा ढहा, 20 लोग घायल'],
] as const;
const REPORT_TEXT =
  'जयपुर के सांगानेर में शनिवार सुबह निर्माणाधीन पुल का एक हिस्सा गिर गया। घायलों को सवाई मानसिंह अस्पताल में भर्ती कराया गया है। मुख्यमंत्री ने जाँच के आदेश दिए हैं।';
/** One for each screen that only people with a role see. */
const STAFF: readonly Role[] = [
  'editor',
  'moderator',
  'grievance_officer',
  'legal_officer',
  'operator',
  'auditor',
  'admin',
];
/** An id of nothing. */
export const NOBODY = '01890000-0000-7000-8000-00000000dead';

export const handleOf = (who: Exclude<Who, 'stranger'>): string =>
  who === 'person' ? PERSON : `${who}_one`;

/** Starts one. Cost: two seconds, the full one six; call `cell.close()` at the end. */
export async function openWorld(name: WorldName): Promise<World> {
  const options = { startMs: Date.now(), web: await buildWeb() };
  if (name === 'full') return await fullWorld();
  const cell = name === 'closed' ? await orderCell(options) : await startCell(options);
  const people = await castOf(cell);
  const ids = { clip: NOBODY, withheld: NOBODY, silenced: NOBODY, pack: NOBODY, story: NOBODY };
  const world = { cell, ...ids, maker: PERSON };
  if (name === 'closed') await close(cell as Awaited<ReturnType<typeof orderCell>>);
  if (name === 'sold' || name === 'moved') await sell(cell, people.operator);
  await cell.drain();
  if (name === 'moved') await moveAway(cell);
  return world;
}

/** The person and one of each role; brand and shop have an organisation of their own. */
async function castOf(
  cell: TestCell,
): Promise<Record<'person' | 'operator' | 'editor' | 'moderator' | 'admin', TestPerson>> {
  const person = await cell.account(PERSON, { languages: ['hi', 'ml'], genres: ['food', 'dance'] });
  const cast = new Map<Role, TestPerson>();
  for (const role of STAFF) {
    const one = await cell.account(handleOf(role));
    cast.set(role, one);
    await cell.cell.accounts.grantRole({ personId: one.personId, role, reason: 'joined' });
  }
  const { personId } = await cell.account(handleOf('partner'));
  await cell.cell.accounts.grantRole({
    ...{ personId, role: 'partner', organisation: 'nova', reason: 'joined' },
  });
  await advertise(cell, await cell.account(handleOf('advertiser')));
  const wanted = ['operator', 'editor', 'moderator', 'admin'] as const;
  const [operator, editor, moderator, admin] = wanted.map((role) => cast.get(role));
  assert.ok(operator && editor && moderator && admin);
  return { person, operator, editor, moderator, admin };
}

/** A shop that signed up, with an ad that waits for its verdict. */
async function advertise(cell: TestCell, seller: TestPerson): Promise<void> {
  const shop = '/v1/ads/advertisers';
  await ask(cell, seller, 'POST', shop, {
    ...{ organisation: SHOP, name: 'Chai Ghar', legalName: 'Chai Ghar Ltd' },
    website: 'https://chai.example',
  });
  const content = { kind: 'native', title: 'एक प्याला धूप', text: 'अदरक और इलायची।' };
  const { id } = await ask<{ id: string }>(cell, seller, 'POST', `${shop}/${SHOP}/creatives`, {
    name: 'Sunny cup',
    content: { ...content, sponsor: 'Chai Ghar', button: 'देखें', url: 'https://chai.example/' },
  });
  await ask(cell, seller, 'POST', `${shop}/${SHOP}/creatives/${id}/submit`);
}

async function fullWorld(): Promise<World> {
  const cell = await orderCell({ startMs: Date.now(), web: await buildWeb() });
  await fillCell(cell, await movingClip());
  const { person, operator, editor, moderator, admin } = await castOf(cell);
  const { items } = (
    await cell.api<{ items: { id: string }[] }>('GET', '/v1/people/chai_wala/videos')
  ).body;
  const clip = items[0]?.id ?? NOBODY;
  await liveALittle(cell, person, clip, items[1]?.id ?? NOBODY);
  await quarrel(cell, { person, moderator, clip });
  await paintLikeIt(cell, clip);
  await crowdLooks(cell, 12);
  await watchALot(cell, person);
  const withheld = await cell.publish({
    personId: cell.creator.personId,
    caption: 'पुल पर रात की झलक',
  });
  await cell.drain();
  await cell.release({ targets: [{ kind: 'clip', id: withheld }], confidential: false });
  const silenced = items[2]?.id ?? NOBODY;
  await cell.release({ targets: [{ kind: 'sound', id: silenced }], reference: 'T/3' });
  await makeClips(cell, { person, admin });
  const pack = await befriend(cell, person);
  await cell.enter({ targets: [{ kind: 'tag', text: 'monsoon' }], reference: 'T/2' });
  await ask(cell, operator, 'POST', '/v1/partner/brands', {
    ...{ organisation: 'nova', name: 'Nova', languages: ['hi', 'en'] },
  });
  await cell.cell.crossings.seed();
  const story = await printPapers(cell, editor);
  await cell.drain();
  return { cell, clip, withheld, silenced, pack, story, maker: 'chai_wala' };
}

/** What every clip plays. */
export async function movingClip(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-clip-'));
  try {
    const file = join(folder, 'clip.mp4');
    await makeClip(file, { colours: ['0x4b2b8f', '0xff6b2c'], toneHz: 220, seconds: 4 });
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Follows, likes, saves, words under a clip, a request, and what others do to the person's own clips. */
async function liveALittle(
  cell: TestCell,
  person: TestPerson,
  clip: string,
  saved: string,
): Promise<void> {
  const [asha, ravi, shy] = [
    await cell.account('asha.rao'),
    await cell.account('ravi_kumar'),
    await cell.account(SHY),
  ];
  const own = await cell.publish({
    personId: person.personId,
    genre: 'food',
    language: 'ml',
    caption: 'അമ്മയുടെ അടുക്കളയിൽ നിന്ന്, ഇലയട #monsoon',
  });
  await cell.drain();
  await ask(cell, shy, 'PUT', '/v1/accounts/me/privacy', { private: true });
  await cell.drain();
  for (const handle of ['rang_manch', 'chai_wala', 'asha.rao'])
    await ask(cell, person, 'PUT', `/v1/people/${handle}/follow`);
  for (const fan of [asha, ravi]) {
    await ask(cell, fan, 'PUT', `/v1/videos/${own}/like`);
    await ask(cell, fan, 'PUT', `/v1/people/${PERSON}/follow`);
    await ask(cell, fan, 'PUT', `/v1/people/tara_ghar/follow`);
  }
  await ask(cell, person, 'PUT', `/v1/videos/${clip}/like`);
  await ask(cell, person, 'PUT', `/v1/videos/${saved}/save`);
  const words = [
    [asha, 'कितना सुन्दर! मैं भी वहाँ गई थी, पर इतनी सुबह नहीं।'],
    [ravi, 'Which lens is this? The colours of the first light are unbelievable.'],
    [person, 'എനിക്കും പോകണം 🌄'],
  ] as const;
  for (const [who, text] of words)
    await ask(cell, who, 'POST', `/v1/videos/${clip}/comments`, { text });
  await ask(cell, asha, 'POST', `/v1/videos/${own}/comments`, { text: `@${PERSON} പാചകക്കുറിപ്പ്?` });
  await ask(cell, ravi, 'POST', `/v1/videos/${saved}/reports`, {
    reason: 'spam',
    note: 'seen twice',
  });
}

/** A list of close friends, and a pack of people. @returns the pack's id. */
async function befriend(cell: TestCell, person: TestPerson): Promise<string> {
  for (const handle of ['asha.rao', 'rang_manch'])
    await ask(cell, person, 'PUT', `/v1/people/${handle}/close`);
  const made = await ask<PackMade>(cell, person, 'POST', '/v1/packs', {
    ...{ name: 'मेले के गायक', text: 'नाव के गीत, नए और पुराने', language: 'hi' },
    people: ['rang_manch', 'chai_wala', 'tara_ghar'],
  });
  return made.pack.id;
}

/** Somebody is reported for what they wrote, somebody else was, and is suspended. */
async function quarrel(
  cell: TestCell,
  { person, moderator, clip }: { person: TestPerson; moderator: TestPerson; clip: string },
): Promise<void> {
  const rude = await cell.account(SUSPENDED);
  await ask(cell, rude, 'PATCH', '/v1/profile', { displayName: 'Kadwa Bol' });
  const own = await cell.publish({ personId: rude.personId, caption: 'सड़क पर तू-तू मैं-मैं' });
  const cover = await cell.parts.blobs.read(`posters/${clip}/poster.webp`);
  await cell.parts.blobs.putBytes(`posters/${own}/poster.webp`, cover ?? Buffer.alloc(0));
  const cross = await cell.account(REPORTED);
  const said = await ask<{ id: string }>(cell, cross, 'POST', `/v1/videos/${clip}/comments`, {
    text: 'तुम्हें कुछ नहीं आता, घर बैठो!',
  });
  await cell.drain();
  const report = { reason: 'harassment', note: 'writes so under every clip' };
  for (const path of [`people/${SUSPENDED}`, `people/${REPORTED}`, `comments/${said.id}`])
    await ask(cell, person, 'POST', `/v1/${path}/reports`, report);
  await ask(cell, moderator, 'POST', `/v1/moderation/people/${SUSPENDED}/acts`, {
    ...{ action: 'remove', reason: 'harassment', note: 'Write to nobody so.' },
  });
  await cell.drain();
}

/** The person's own clip gets a cover that is like another clip's. */
async function paintLikeIt({ parts: { blobs }, api }: TestCell, clip: string): Promise<void> {
  const { body } = await api<{ items: { id: string }[] }>('GET', `/v1/people/${PERSON}/videos`);
  const cover = await blobs.read(`posters/${clip}/poster.webp`);
  for (const { id } of body.items)
    await blobs.putBytes(`posters/${id}/poster.webp`, cover ?? Buffer.alloc(0));
}

/** Two papers tell of one event. @returns the story's id. */
async function printPapers(cell: TestCell, editor: TestPerson): Promise<string> {
  for (const [at, [name, title]] of REPORTS.entries()) {
    const host = `paper-${at}.example`;
    const licence = { name: 'CC-BY-4.0', text: 'full', pictures: false };
    const { id } = await ask<{ id: string }>(cell, editor, 'POST', '/v1/desk/publishers', {
      ...{ name, home: `https://${host}`, attribution: name, licence },
    });
    await ask(cell, editor, 'POST', `/v1/desk/publishers/${id}/reports`, {
      ...{ title, text: REPORT_TEXT, url: `https://${host}/1`, language: 'hi' },
    });
  }
  await cell.drain();
  const { items } = await ask<DeskCardPage>(cell, editor, 'GET', '/v1/desk/cards?state=proposed');
  return items.find((card) => card.kind === 'story')?.itemId ?? NOBODY;
}

/** A deal up to its terms, and the notice of it. */
async function sell(cell: TestCell, operator: TestPerson): Promise<void> {
  const deal = new PaperDeal(cell, operator.token);
  await deal.toTerms();
  const nowMs = cell.parts.clock.nowMs();
  await ask(cell, operator, 'POST', `/v1/handover/deals/${deal.deal}/notice`, {
    ...{ seat: 'Pune, India', fromMs: nowMs + 60 * DAY_MS, deadlineMs: nowMs + 31 * DAY_MS },
  });
}

/** Another owner goes on with the cell elsewhere. */
async function moveAway({ cell: { standing }, parts }: TestCell): Promise<void> {
  await standing.freeze(parts.clock.nowMs() + 60_000);
  await parts.database.transaction(
    async (tx) => {
      await standing.keep(tx);
      await standing.end(tx, 'https://new-owner.example');
    },
    { evenFrozen: true },
  );
  await standing.look();
}

async function close(cell: Awaited<ReturnType<typeof orderCell>>): Promise<void> {
  await cell.release({ targets: [{ kind: 'app' }], interim: true });
}
