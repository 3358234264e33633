import { useEffect, useRef } from 'preact/hooks';
import type { StoryPage } from '@jhalak/contracts/stories';

/** The first picture of the reports in this language, else of any. */
export function StoryPicture({ story, language }: { story: StoryPage; language: string }) {
  const image = useRef<HTMLImageElement>(null);
  const own = story.reports.filter((report) => report.language === language);
  const report = [...own, ...story.reports].find((one) => one.picture !== undefined);
  const picture = report?.picture;
  useEffect(() => {
    // Pages of the server carry no style attributes.
    if (image.current === null || picture === undefined) return;
    image.current.style.objectPosition = `${picture.focus.x * 100}% ${picture.focus.y * 100}%`;
  }, [picture]);
  if (report === undefined || picture === undefined) return null;
  const sources = (format: string): string =>
    picture.renditions
      .filter((one) => one.format === format)
      .map(({ url, widthPx }) => `${url} ${widthPx}w`)
      .join(', ');
  const plain = picture.renditions.filter((one) => one.format === 'webp');
  const credit = picture.credit ?? report.publisher.attribution;
  return (
    <figure class="story-picture">
      <picture>
        {sources('avif') !== '' && (
          <source
            type="image/avif"
            srcset={sources('avif')}
            sizes="(min-width: 900px) 720px, 100vw"
          />
        )}
        <img
          ref={image}
          src={plain[0]?.url}
          srcset={sources('webp')}
          sizes="(min-width: 900px) 720px, 100vw"
          alt={picture.alternative}
          lang={report.language}
        />
      </picture>
      <figcaption lang={report.language}>{credit}</figcaption>
    </figure>
  );
}
