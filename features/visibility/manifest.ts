import { defineManifest } from '@jhalak/contracts';

const projection = {
  class: 'public' as const,
  retention: { kind: 'rebuildable' as const },
  erasure: 'rebuild' as const,
  // The journal is kept a year, and clips longer: a new owner could not compute all of it again.
  handover: 'transfer' as const,
};

/** A projection of the journal. */
export const manifest = defineManifest({
  owner: 'visibility',
  tables: [
    { name: 'visibility_videos', distribution: 'video_id', ...projection },
    { name: 'visibility_people', distribution: 'person_id', ...projection },
    { name: 'visibility_cards', distribution: 'card_id', ...projection },
    { name: 'visibility_stories', distribution: 'story_id', ...projection },
    // Keywords and names of an order are for the order desk alone.
    { name: 'visibility_orders', distribution: 'order_id', ...projection, class: 'restricted' },
    { name: 'visibility_position', distribution: 'id', ...projection },
  ],
  caches: [{ name: 'visibility.memory', class: 'public', maxAgeS: 60 }],
});
