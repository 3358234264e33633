import { defineManifest } from '@jhalak/contracts';

const days180 = {
  kind: 'days' as const,
  days: 180,
  why: 'IT Rules 2021, rule 3(1)(g): records of removed content are kept 180 days',
};
const days3 = {
  kind: 'days' as const,
  days: 3,
  why: 'a killed card stands on the kill list while packs that hold it live: a day',
};
const logYear = {
  kind: 'days' as const,
  days: 365,
  why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
};

/** Lock cards: what may stand on a lock screen, who decided it, and what happened with it. */
export const manifest = defineManifest({
  owner: 'cards',
  tables: [
    {
      name: 'cards',
      class: 'public',
      columns: { ended_reason: 'restricted', approval: 'restricted' },
      subject: 'person_id',
      distribution: 'card_id',
      retention: days180,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'cards_by_item',
      class: 'public',
      distribution: 'item_id',
      retention: days180,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'card_acts',
      class: 'restricted',
      columns: { editor_id: 'personal' },
      distribution: 'card_id',
      retention: days180,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'card_rules',
      class: 'restricted',
      columns: { subject_id: 'personal', author_id: 'personal' },
      subject: 'subject_id',
      distribution: 'rule_id',
      retention: { kind: 'forever', why: 'tells by which rule a card was shown' },
      erasure: 'anonymise',
      handover: 'transfer',
    },
    {
      name: 'lock_kill',
      class: 'public',
      distribution: 'id',
      retention: { kind: 'forever', why: 'the list’s version never goes back' },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'lock_kills',
      class: 'public',
      distribution: 'card_id',
      retention: days3,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'lock_card_days',
      class: 'aggregate',
      distribution: 'card_id',
      retention: days180,
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  streams: [
    {
      name: 'cards.card',
      class: 'public',
      encrypted: false,
      retention: logYear,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'cards.rule',
      class: 'restricted',
      encrypted: false,
      retention: logYear,
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  surfaces: [
    { name: 'cards.desk', shownBy: ['listDeskCards', 'getDeskCard', 'actOnCard', 'writeDeskCard'] },
  ],
});
