import type { ComponentChildren } from 'preact';
import { useApp } from './app-context.ts';

interface LinkProps {
  href: string;
  class?: string;
  /** Marks the page that is open, or the section that holds it. */
  current?: boolean | 'section';
  label?: string;
  lang?: string;
  children: ComponentChildren;
}

/** An ordinary link that stays inside the app when it is clicked plainly. */
export function Link({ href, current = false, label, lang, children, ...rest }: LinkProps) {
  const { navigate } = useApp();
  return (
    <a
      href={href}
      class={rest.class}
      lang={lang}
      aria-label={label}
      aria-current={current === 'section' ? 'true' : current ? 'page' : undefined}
      onClick={(event) => {
        if (
          event.defaultPrevented ||
          event.button !== 0 ||
          event.metaKey ||
          event.ctrlKey ||
          event.shiftKey
        )
          return;
        event.preventDefault();
        navigate(href);
      }}
    >
      {children}
    </a>
  );
}
