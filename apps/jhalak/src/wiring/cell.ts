// The one place where features meet: each gets the ports it uses and, through narrow interfaces, its neighbours.

import { dirname, join } from 'node:path';
import { createAccounts, type Accounts } from '@jhalak/accounts';
import type { Ads } from '@jhalak/ads';
import { createAttestation, type Attestation } from '@jhalak/attestation';
import { createAttention, type Attention } from '@jhalak/attention';
import {
  createBorder,
  createCrossings,
  createOversight,
  type Border,
  type Crossings,
  type Oversight,
} from '@jhalak/border';
import { manifest as borderManifest } from '@jhalak/border/manifest';
import { manifest as paymentsManifest } from '@jhalak/payments-test/manifest';
import { manifest as smsManifest } from '@jhalak/sms-test/manifest';
import { clipMaterials, createCards, type Cards } from '@jhalak/cards';
import { createComments, type Comments } from '@jhalak/comments';
import type { Manifest, Route } from '@jhalak/contracts';
import { createExports, type Bring, type ChannelDesk } from '@jhalak/exports';
import { createFeed, type FeedReceipts } from '@jhalak/feed';
import {
  createHandover,
  createStanding,
  dealWorkRoute,
  type Handover,
  type Standing,
} from '@jhalak/handover';
import { createInbox, type Inbox } from '@jhalak/inbox';
import { createLedger, type Ledger } from '@jhalak/ledger';
import { createMatching, matchPrints, type Matching } from '@jhalak/matching';
import { createMedia, type Media, type VideoPublisher } from '@jhalak/media';
import { clipsUnderOrders, createOrders, type Orders } from '@jhalak/orders';
import { createPartners, type Partners } from '@jhalak/partners';
import type { PartReport } from '@jhalak/pipeline';
import { createPublishers, type PublisherControl, type Publishers } from '@jhalak/publishers';
import type { Feature, SlotProvider } from '@jhalak/ports';
import { createSafety } from '@jhalak/safety';
import { createSearch, createTrends, type Search, type Trends } from '@jhalak/search';
import { createSocial, type Social } from '@jhalak/social';
import { createStories, type Stories } from '@jhalak/stories';
import { createTaste, createTasteRoom, type Taste, type TasteControl } from '@jhalak/taste';
import { countClips, createVideos, onlookerOf, type Videos } from '@jhalak/videos';
import { createVisibility, suspendedAmong, type Visibility } from '@jhalak/visibility';
import { INVENTORY_GROUPINGS } from '../handover/groupings.ts';
import { readWork } from '../handover/room-work.ts';
import { softwareOf } from '../handover/software.ts';
import type { ProcessRole } from '../settings.ts';
import { adsOf } from './ads-of.ts';
import { ALL_MANIFESTS } from './house.ts';
import { CellRunner } from './cell-runner.ts';
import type { CellParts } from './parts.ts';
import { bothWords, purgeFile, reportGate, surfacePaths } from './order-parts.ts';
import { seenByPerson } from './seen-by-person.ts';
import { givenToNobody, isSilenced, silencedSounds } from './silenced-sounds.ts';
import { soundGate } from './sound-gate.ts';
import { packAds } from './pack-ads.ts';
import { noTranscripts } from './no-transcripts.ts';
import { papersOf } from './papers-of.ts';
import { popularCreators } from './popular-creators.ts';
import { storyMaterials } from './story-materials.ts';

export interface CellOptions {
  maxUploadBytes: number;
  maxDurationMs: number;
  undoDays: number;
  /** See MediaSettings. */
  personBytesMax?: number;
  originalsDays?: number;
  encodeConcurrency: number;
  /** How many different signers a release needs; default 2. */
  signaturesNeeded?: number;
  /** Under which other cells reach this one, no path; default: nobody reaches it. */
  address?: string;
  /** Told how each part of the feed's pipeline did. */
  observe?: (report: PartReport) => void;
}

/** A whole cell: features over parts. */
export interface Cell {
  parts: CellParts;
  features: readonly Feature[];
  routes: readonly Route[];
  manifests: readonly Manifest[];
  accounts: Accounts;
  ads: Ads;
  attestation: Attestation;
  attention: Attention;
  border: Border;
  /** Archives that people bring along from other cells. */
  bring: Bring;
  /** Creators' channels that go to other cells, or come from them. */
  channels: ChannelDesk;
  comments: Comments;
  crossings: Crossings;
  cards: Cards;
  feed: SlotProvider & FeedReceipts;
  handover: Handover;
  inbox: Inbox;
  ledger: Ledger;
  matching: Matching;
  media: Media;
  orders: Orders;
  oversight: Oversight;
  partners: Partners;
  publishers: Publishers & PublisherControl;
  search: Search;
  social: Social;
  /** Whether the cell may be written; `start` begins to look. */
  standing: Standing;
  stories: Stories;
  taste: Taste & TasteControl;
  trends: Trends;
  videos: Videos & VideoPublisher;
  visibility: Visibility;
  /** Starts what the roles ask for; api memory is loaded when it resolves. */
  start(roles: readonly ProcessRole[]): Promise<void>;
  /** Lets the journal, its readers, jobs and memory come to rest; for tests and commands. Not while workers run. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** RFC 6761: a name that leads nowhere. */
const NO_ADDRESS = 'http://cell.invalid';
/** The gateway's rules and the cell's neighbours are a part of the border, on its manifest. */
const BORDER_PART = { manifest: borderManifest, jobs: {}, consumers: [] } as const;
/** The pages of an embedded payment provider. */
const PAYMENTS_PART = {
  manifest: paymentsManifest,
  jobs: {},
  consumers: [],
  sweeps: [],
} as const;

/** The list of an embedded text message provider. */
const TEXTS_PART = {
  manifest: smsManifest,
  jobs: {},
  consumers: [],
  sweeps: [],
} as const;

export function createCell(parts: CellParts, options: CellOptions): Cell {
  const { database, journal, keys, state, blobs, jobs, transcoder, clock, ids, random, logger } =
    parts;
  const border = createBorder({
    database,
    keys,
    clock,
    ids,
    random,
    logger,
    region: parts.region,
    folder: parts.logFolder,
  });
  const visibility = createVisibility({
    database,
    journal,
    clock,
    logger,
    words: () => [videos.words, stories.words, bothWords(cards.words, ads.words)],
  });
  const attestation = createAttestation({
    ...{ database, clock, ids, border: border.log },
    signaturesNeeded: options.signaturesNeeded ?? 2,
  });
  const attention = createAttention({
    ...{ database, journal, keys, clock, ids },
    // Slots stand below clips, and clips know what a view of them is worth.
    judgeViews: (tx, views) => videos.judgeViews(tx, views),
  });
  const accounts = createAccounts({
    database,
    journal,
    keys,
    holds: keys.holds,
    state,
    clock,
    ids,
    random,
    logger,
    region: parts.region,
    border: border.log,
    jobs,
    texts: parts.texts,
    address: options.address ?? NO_ADDRESS,
    manifests: ALL_MANIFESTS,
    erasers: () => features,
    // Social stands above, and comes later.
    closeAccount: async (tx, personId) => await social.close(tx, personId),
    leavePacks: async (tx, personId) => await social.leavePacks(tx, personId),
    isSuspended: (personId) => visibility.isSuspended(personId),
    settings: { undoDays: options.undoDays },
  });
  const sounds = soundGate({
    withheld: async (videoIds) => await clipsUnderOrders(database, videoIds),
    suspended: async (personIds) => await suspendedAmong(database, personIds),
    videos: () => videos,
    social: () => social,
  });
  const media = createMedia({
    database,
    journal,
    keys,
    blobs,
    jobs,
    clock,
    ids,
    logger,
    transcoder,
    dressing: {
      stills: transcoder,
      looks: {
        clipFor: (videoId) => videos.clipFor(videoId),
        undressedAfter: (after, limit) => videos.undressedAfter(after, limit),
        dress: (tx, videoId, looks) => videos.dress(tx, videoId, looks),
        cover: (tx, videoId, cover) => videos.cover(tx, videoId, cover),
      },
    },
    people: accounts,
    ...(parts.tiers === undefined
      ? {}
      : {
          tiering: {
            tiers: parts.tiers,
            clips: { restingAfter: (...page) => videos.restingAfter(...page) },
            isHeld: async (key) => {
              const asked = features.map(async (one) => (await one.blobs?.held([key]))?.has(key));
              return (await Promise.all(asked)).includes(true);
            },
          },
        }),
    settings: {
      uploadFolder: parts.uploadFolder,
      maxBytes: options.maxUploadBytes,
      maxDurationMs: options.maxDurationMs,
      ...(options.personBytesMax === undefined ? {} : { personBytesMax: options.personBytesMax }),
      ...(options.originalsDays === undefined ? {} : { originalsDays: options.originalsDays }),
    },
    clipBytes: async (on, personId) => await videos.bytesOf(on, personId),
    // Media makes the bytes, videos makes the clip: wired late, because each needs the other.
    publisher: {
      publish: async (tx, asset) => {
        const came = await exports.bring.cameWith(tx, asset.videoId);
        const atMs = came?.publishedAtMs ?? null;
        const soundId = came?.soundId ?? null;
        await videos.publish(tx, {
          ...asset,
          ...(atMs === null ? {} : { publishedAtMs: atMs }),
          ...(soundId === null ? {} : { sound: soundId }),
        });
        // In the same transaction: there is no moment in which children see it.
        if (came?.adult === true)
          await videos.moderate(tx, asset.videoId, { kind: 'restrict_age', on: true });
      },
      extend: (tx, asset) => videos.extend(tx, asset),
    },
    orders: {
      refuses: (sha256) => orders.gate.refuses(sha256),
      beforeDelete: (videoId) => orders.gate.beforeDelete(videoId),
      keepOriginal: (videoId) => orders.gate.keepOriginal(videoId),
    },
    matches: {
      prints: matchPrints,
      judge: async (clip) => await matching.gate.judge(clip),
    },
    sounds,
  });
  const { outbound } = parts;
  const crossings = createCrossings({
    ...{ database, keys, clock, logger, region: parts.region, log: border.log },
    address: options.address ?? NO_ADDRESS,
    gateway: outbound,
    counts: async () => await countClips(database),
    cellId: async () => await border.cellId(),
  });
  const oversight = createOversight({
    ...{ database, keys, blobs, clock, ids, region: parts.region, log: border.log, border },
    workFolder: parts.workFolder,
    house: () => ({ manifests: ALL_MANIFESTS, routes: features.flatMap(({ routes }) => routes) }),
  });
  const publishers = createPublishers({
    database,
    journal,
    jobs,
    blobs,
    outbound,
    pictures: parts.pictures,
    clock,
    ids,
    random,
    workFolder: parts.workFolder,
    mayShow: reportGate(visibility, (reportId) => stories.storyOfReport(reportId)),
  });
  const ledger = createLedger({ database, journal, clock, ids, region: parts.region });
  const stories = createStories({ database, journal, publishers, visibility, clock, logger });
  const social = createSocial({
    ...{ database, journal, keys, clock, ids },
    people: accounts,
    visibility,
    countsInFull: (queries, personId) => videos.countsInFull(queries, personId),
  });
  const videos = createVideos({
    database,
    journal,
    keys,
    blobs,
    clock,
    logger,
    visibility,
    people: accounts,
    marks: social,
    transcripts: noTranscripts,
    askCover: (tx, videoId, atMs) => media.askCover(tx, videoId, atMs),
    deleteAssets: (videoId) => media.deleteAssets(videoId),
    undoDays: options.undoDays,
  });
  const taste = createTaste({
    database,
    region: parts.region,
    isCleared: async (digest) => await attestation.isCleared('taste.co-visitation', digest),
    journal,
    keys,
    blobs,
    clock,
    logger,
  });
  const tasteRoom = createTasteRoom({
    ...{ database, journal, keys, blobs, clock, logger, region: parts.region, taste },
    clips: videos,
    people: accounts,
    // Staff see everything where they decide; here they see what everybody sees.
    seenBy: async (surface, caller, videoIds) => {
      const { blocked } = await social.apart(caller.personId);
      const onlooker = { ...onlookerOf(caller), staff: false, apart: blocked };
      return videoIds.filter((id) => visibility.check(surface, id, onlooker).kind === 'visible');
    },
  });
  const comments = createComments({
    ...{ database, journal, keys, clock, ids, videos, visibility },
    people: accounts,
    ties: social,
  });
  const safety = createSafety({
    ...{ database, journal, keys, clock, ids, videos, visibility, comments, region: parts.region },
    people: accounts,
    onlookerOf: async (caller) => await social.onlooker(caller),
  });
  const matching = createMatching({
    ...{ database, journal, keys, clock, ids, videos, visibility },
    media: () => media,
    people: accounts,
    withheld: clipsUnderOrders,
    mayUseSound: async (soundId, personId) =>
      (await sounds.soundFor(soundId, personId)) !== undefined,
    silenced: async (on, soundIds) => await silencedSounds(on, videos, soundIds),
    silencedByOthers: async (on, soundIds) =>
      await silencedSounds(on, videos, soundIds, 'moderator'),
    onlookerOf: async (caller) => await social.onlooker(caller),
  });
  const feed = createFeed({
    taste,
    attention,
    visibility,
    videos,
    followed: social,
    people: accounts,
    choices: tasteRoom.choices,
    frozen: tasteRoom.frozen,
    state,
    keys,
    clock,
    ids,
    random,
    ...(options.observe === undefined ? {} : { observe: options.observe }),
  });
  const search = createSearch({
    ...{ database, clock, logger, visibility, videos, stories, taste, people: accounts },
    apart: async (personId) => await social.apart(personId),
    privateAmong: async (personIds) => await social.privateAmong(personIds),
    packs: social.packs,
  });
  const trends = createTrends({
    ...{ database, journal, clock, taste, videos, visibility },
    apart: async (personId) => await social.apart(personId),
    isPlace: async (place) => await accounts.isHomePlace(place),
  });
  const partners = createPartners({ database, journal, clock, ids, random, logger });
  const cards = createCards({
    database,
    journal,
    keys,
    jobs,
    blobs,
    pictures: parts.pictures,
    loops: transcoder,
    workFolder: parts.workFolder,
    clock,
    ids,
    random,
    logger,
    region: parts.region,
    visibility,
    attention,
    taste,
    choices: tasteRoom.choices,
    videos,
    followed: social,
    ledger: accounts,
    sources: [clipMaterials(videos, accounts, social), storyMaterials(stories)],
    packAds: packAds(() => ads),
    gate: partners.gate,
    ...(options.observe === undefined ? {} : { observe: options.observe }),
  });
  const ads = adsOf(parts, {
    ...{ accounts, attention, border, cards, ledger, partners, social, taste, videos, visibility },
    address: options.address ?? NO_ADDRESS,
  });
  const orders = createOrders({
    database,
    journal,
    keys,
    holds: keys.holds,
    blobs,
    bytes: media,
    workFolder: parts.workFolder,
    log: border.log,
    clock,
    ids,
    logger,
    region: parts.region,
    registerFile: parts.orderRegisterFile,
    visibility,
    clips: videos,
    words: () => [videos.words, stories.words, bothWords(cards.words, ads.words)],
    lock: cards.orders,
    people: accounts,
    house: () => ({ manifests: ALL_MANIFESTS, routes: features.flatMap(({ routes }) => routes) }),
    paths: surfacePaths({
      ...{ region: parts.region, videos, people: accounts, stories },
      cards: cards.words,
    }),
    purge: purgeFile(parts.ordersFolder, clock),
    told: () => border.told('order'),
  });
  const inbox = createInbox({
    ...{ database, journal, clock, logger, people: accounts, videos, visibility },
    social,
    comments,
    complainants: async (grievances) => await safety.complainants(grievances),
    notices: async (personId) => await orders.noticesOf(personId),
  });
  const handover = createHandover({
    ...{ database, journal, blobs, clock, region: parts.region, log: border.log },
    manifests: () => ALL_MANIFESTS,
    groupings: INVENTORY_GROUPINGS,
    software: async () => await softwareOf(ALL_MANIFESTS),
    cell: async () => await border.identity(),
    thaw: async () => void (await standing.thaw()),
    logger,
    erase: async (personId) => await accounts.erasePerson(personId),
  });
  const exports = createExports({
    ...{ database, keys, blobs, jobs, clock, ids, logger },
    workFolder: join(parts.workFolder, 'archives'),
    manifests: () => ALL_MANIFESTS,
    clips: {
      idsOf: async (personId) => await videos.idsOf(personId),
      stored: async (videoIds) => await videos.stored(videoIds),
      original: async (videoId) => await media.original(videoId),
    },
    people: accounts,
    bring: {
      ...{ database, keys, jobs, clock, ids, logger, media },
      folder: join(parts.uploadFolder, 'imports'),
      papers: papersOf(crossings),
      people: accounts,
      clips: videos,
      mayUseSound: async (soundId, personId) =>
        (await sounds.soundFor(soundId, personId)) !== undefined,
      isSilenced: async (soundId) => await isSilenced(database, videos, soundId),
      privacy: {
        close: async (tx, personId) => await social.close(tx, personId),
        blocked: async (personId) => (await social.apart(personId)).blocked,
        followed: async (personId) => await social.followedBy(personId),
        isHidden: (personId) =>
          visibility.checkPerson('exports.people', personId, {}).kind === 'hidden',
      },
      saves: {
        seenAmong: async (personId, videoIds) =>
          await seenByPerson({ database, accounts, social }, personId, videoIds),
        save: async (personId, videoId, folder) =>
          await social.saves.save(personId, videoId, folder),
        unsave: async (personId, videoId) => await social.saves.unsave(personId, videoId),
        savedAmong: async (personId, videoIds) => await social.saves.among(personId, videoIds),
        collections: async (personId) => await social.saves.collections(personId),
        create: async (personId, name) => await social.saves.create(personId, name),
        remove: async (personId, id) => await social.saves.remove(personId, id),
      },
      taste: tasteRoom.carrier,
    },
    channels: {
      ...{ database, clock, ids, random, blobs, region: parts.region, log: border.log },
      workFolder: join(parts.workFolder, 'arrivals'),
      neighbours: async () => await crossings.neighbours(),
      people: accounts,
      clips: {
        idsOf: async (personId) => await videos.idsOf(personId),
        stored: async (videoIds) => await videos.stored(videoIds),
        publish: async (tx, clip) => await videos.publish(tx, clip),
        restrict: async (tx, videoId) =>
          await videos.moderate(tx, videoId, { kind: 'restrict_age', on: true }),
        purge: async (videoIds) => await videos.purge(videoIds),
      },
      privacy: social,
      withheld: async (videoIds) => await givenToNobody(database, videos, videoIds),
    },
    withheld: async (videoIds) => await givenToNobody(database, videos, videoIds),
    closing: () => standing.now().state === 'frozen' && standing.now().why === 'wind_down',
  });
  const features: Feature[] = [
    border,
    { ...BORDER_PART, routes: crossings.routes, sweeps: crossings.sweeps },
    { ...BORDER_PART, routes: oversight.routes, sweeps: oversight.sweeps },
    { ...PAYMENTS_PART, routes: 'routes' in parts.payments ? parts.payments.routes : [] },
    { ...TEXTS_PART, routes: 'routes' in parts.texts ? parts.texts.routes : [] },
    visibility,
    attestation,
    attention,
    accounts,
    media,
    publishers,
    ledger,
    stories,
    videos,
    taste,
    tasteRoom.feature,
    social.feature({
      videos,
      popular: popularCreators(taste),
      whereabouts: async (personId) => await exports.whereabouts.of(personId),
    }),
    comments,
    search,
    trends,
    safety,
    matching,
    feed,
    cards,
    ads,
    partners,
    inbox,
    orders,
    handover,
    exports,
  ];
  // The folders of a home lie side by side.
  const home = dirname(parts.workFolder);
  const work = dealWorkRoute(async (dealId) => await readWork(home, dealId));
  const standing = createStanding({ database, renewables: [keys], clock, logger });
  const runner = new CellRunner(parts, features, options.encodeConcurrency);
  standing.onChange((isOpen) => (isOpen ? runner.goOn() : runner.pause()));
  return {
    parts,
    features,
    routes: [...features.flatMap((feature) => feature.routes), work],
    manifests: ALL_MANIFESTS,
    accounts,
    ads,
    attestation,
    attention,
    border,
    bring: exports.bring,
    channels: exports.channels,
    comments,
    crossings,
    cards,
    feed,
    handover,
    inbox,
    ledger,
    matching,
    media,
    orders,
    oversight,
    partners,
    publishers,
    search,
    social,
    standing,
    stories,
    taste,
    trends,
    videos,
    visibility,
    start: async (roles) => {
      await standing.start();
      await runner.start(roles);
    },
    drain: () => runner.drain(),
    stop: async () => {
      await standing.stop();
      await runner.stop();
      await border.close();
      await outbound.close();
    },
  };
}
