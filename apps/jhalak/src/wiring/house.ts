// The list of what the house is made of: manifests and migrations, in the order of the floors.

import { manifest as accounts } from '@jhalak/accounts/manifest';
import { manifest as ads } from '@jhalak/ads/manifest';
import { manifest as attestation } from '@jhalak/attestation/manifest';
import { manifest as attention } from '@jhalak/attention/manifest';
import { manifest as blobsFs } from '@jhalak/blobs-fs/manifest';
import { manifest as border } from '@jhalak/border/manifest';
import { manifest as cards } from '@jhalak/cards/manifest';
import { manifest as comments } from '@jhalak/comments/manifest';
import type { Manifest } from '@jhalak/contracts';
import { manifest as exports } from '@jhalak/exports/manifest';
import { manifest as feed } from '@jhalak/feed/manifest';
import { manifest as ffmpeg } from '@jhalak/ffmpeg/manifest';
import { manifest as handover } from '@jhalak/handover/manifest';
import { manifest as inbox } from '@jhalak/inbox/manifest';
import { manifest as keystore } from '@jhalak/keystore/manifest';
import { manifest as ledger } from '@jhalak/ledger/manifest';
import { manifest as matching } from '@jhalak/matching/manifest';
import { manifest as media } from '@jhalak/media/manifest';
import { manifest as outbound } from '@jhalak/outbound/manifest';
import { manifest as orders } from '@jhalak/orders/manifest';
import { manifest as partners } from '@jhalak/partners/manifest';
import { manifest as paymentsTest } from '@jhalak/payments-test/manifest';
import { postgresMigrations, type MigrationSet } from '@jhalak/postgres';
import { manifest as postgres } from '@jhalak/postgres/manifest';
import { manifest as publishers } from '@jhalak/publishers/manifest';
import { manifest as safety } from '@jhalak/safety/manifest';
import { manifest as search } from '@jhalak/search/manifest';
import { manifest as social } from '@jhalak/social/manifest';
import { manifest as smsProcessor } from '@jhalak/sms-processor/manifest';
import { manifest as smsTest } from '@jhalak/sms-test/manifest';
import { manifest as stories } from '@jhalak/stories/manifest';
import { manifest as taste } from '@jhalak/taste/manifest';
import { manifest as videos } from '@jhalak/videos/manifest';
import { manifest as visibility } from '@jhalak/visibility/manifest';

/** Everything that owns data. A package with tables, streams or surfaces that is not here fails the catalogue test. */
export const ALL_MANIFESTS: readonly Manifest[] = [
  postgres,
  keystore,
  blobsFs,
  ffmpeg,
  outbound,
  paymentsTest,
  smsTest,
  smsProcessor,
  border,
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
  social,
  comments,
  search,
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

/** Features with tables. */
const OWNERS = [
  'border',
  'visibility',
  'attestation',
  'attention',
  'accounts',
  'media',
  'publishers',
  'ledger',
  'stories',
  'videos',
  'taste',
  'social',
  'comments',
  'search',
  'safety',
  'matching',
  'cards',
  'ads',
  'partners',
  'inbox',
  'orders',
  'handover',
  'exports',
] as const;

/** Every package's migrations, lower floors first. */
export const ALL_MIGRATIONS: readonly MigrationSet[] = [
  postgresMigrations,
  ...OWNERS.map((owner) => ({
    owner,
    folder: new URL(`../../../../features/${owner}/migrations/`, import.meta.url),
  })),
];
