import { useApp } from '../shell/app-context.ts';
import { workPlacesOf, type WorkPlace } from './work-places.ts';

/** @returns where this person works, each place with its name; nothing for nearly everybody. */
export function useWorkPlaces(): readonly (WorkPlace & { title: string })[] {
  const { t, viewer } = useApp();
  const titles = {
    '/moderation': t('moderation.title'),
    '/orders': t('orders.title'),
    '/desk': t('cards.title'),
    '/partner': t('partner.title'),
    '/staff': t('staff.title'),
    '/ads': t('ads.title'),
    '/ad-desk': t('adDesk.title'),
    '/border': t('border.short'),
    '/audit': t('audit.title'),
    '/grievance': t('roleName.grievance_officer'),
    '/transfer': t('transfer.title'),
    '/compare': t('compare.short'),
  };
  return workPlacesOf(viewer).map((place) => ({ ...place, title: titles[place.href] }));
}
