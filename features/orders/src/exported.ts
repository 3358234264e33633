import type { PersonalExport } from '@jhalak/contracts';

/** How the archive that a person takes away tells of orders: only that a clip is dark, as the app tells its maker. */
export const NOTICES: PersonalExport = {
  file: 'order-notices',
  what: 'When clips of yours went dark by an order of an authority, and when that ended.',
  fields: {
    notice_id: 'The notice.',
    video_id: 'The clip.',
    at_ms: 'Since when.',
    lifted_at_ms: 'Until when; null: it still is.',
  },
  without: {
    order_id: 'orders can be confidential; the app shows you the law and how to object',
  },
};

/** Each notice is told as it stands. */
export const NOTICE_LOG: PersonalExport = {
  leftOut: 'what stands is in order-notices.json; the log of it is kept for a year by law',
};
