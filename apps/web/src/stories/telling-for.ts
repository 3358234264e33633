import type { StoryPage, StoryTelling } from '@jhalak/contracts/stories';

/** @returns how the story is told to this person: in their language where it can be. */
export function tellingFor(story: StoryPage, locale: string): StoryTelling | undefined {
  return (
    story.tellings.find(({ language }) => language === locale) ??
    story.tellings.find(({ language }) => language === story.language) ??
    story.tellings[0]
  );
}
