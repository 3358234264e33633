import { useApp } from './app-context.ts';

/** What private screens look like until their code and data are there. */
export function ScreenSkeleton() {
  const { t } = useApp();
  return (
    <div class="screen" role="status" aria-label={t('common.loading')}>
      <div class="bone bone-title" />
      <div class="bone bone-block" />
      <div class="bone bone-line" />
      <div class="bone bone-line is-short" />
    </div>
  );
}
