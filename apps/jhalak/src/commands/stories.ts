import type { Command } from '../command.ts';
import { CommandError } from '../command.ts';
import { readArticleFolder } from './article-folder.ts';

/** Stories of a folder of texts, as JSON; needs no home and no database. */
export const stories: Command = {
  name: 'stories',
  usage: 'stories cluster DIR',
  summary: 'print the stories of a folder of texts that begin "date YYYY-MM-DD", as JSON',
  async run({ words, say }) {
    const [action, folder, ...more] = words;
    if (action !== 'cluster') throw new CommandError('Say what: stories cluster DIR.');
    if (folder === undefined || more.length > 0)
      throw new CommandError('Say one folder: stories cluster DIR.');
    const { articles, leftOut } = await readArticleFolder(folder);
    // Beside the JSON, not in it.
    for (const sentence of leftOut) process.stderr.write(`left out: ${sentence}\n`);
    const { tellArticles } = await import('@jhalak/stories');
    const told = tellArticles(articles).map((story) => ({
      headline: story.headline,
      language: story.language,
      genre: story.genre,
      reports: story.reports,
      origins: story.origins.map(({ name }) => name),
      confirmed: story.confirmed,
      disagreements: story.disagreements,
    }));
    say(JSON.stringify(told, null, 2));
    return 0;
  },
};
