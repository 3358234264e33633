import { defineManifest } from '@jhalak/contracts';

/** Stories that are dark keep their id so long, for a report that comes back; publishers remember removed ones as long. */
export const STORY_DAYS = 365;

const kept = {
  retention: {
    kind: 'days' as const,
    days: STORY_DAYS,
    why: 'told while a report is shown, at most 180 days; then an id for reports that come back',
  },
  erasure: 'keep' as const,
  handover: 'transfer' as const,
};

const shipped = {
  retention: { kind: 'forever' as const, why: 'a part of the release' },
  erasure: 'keep' as const,
  handover: 'licence' as const,
};

/** Which reports tell one event, and what that event's story says. Nothing here is about a person who uses the cell. */
export const manifest = defineManifest({
  owner: 'stories',
  tables: [
    { name: 'stories', class: 'public', distribution: 'story_id', ...kept },
    { name: 'story_reports', class: 'public', distribution: 'story_id', ...kept },
    { name: 'story_report_places', class: 'public', distribution: 'report_id', ...kept },
  ],
  streams: [{ name: 'stories.story', class: 'public', encrypted: false, ...kept }],
  models: [
    {
      name: 'stories.comparison',
      class: 'technology',
      files: ['src/clustering/weights.ts'],
      card: {
        kind: 'fitted',
        purpose: 'tells whether two reports are about the same event',
        madeFrom:
          'logistic regression over pairs of made-up reports in five languages (bench/labelled/tuning.json)',
        dataRegion: 'made_up',
        figures: [
          {
            name: 'B-cubed F1, held out, crowded',
            value: '.970',
            source: 'docs/measurements/stories.md',
          },
        ],
      },
      ...shipped,
    },
    {
      name: 'stories.lexicon',
      class: 'technology',
      files: ['data/'],
      card: {
        kind: 'data',
        purpose:
          'words, numbers, places, units and attributions by which reports of five languages are compared',
        madeFrom: 'lists written by the project',
        dataRegion: 'made_up',
        figures: [],
      },
      ...shipped,
    },
  ],
  surfaces: [
    { name: 'stories.page', shownBy: ['getStory'] },
    { name: 'stories.list', shownBy: ['listStories'] },
  ],
});
