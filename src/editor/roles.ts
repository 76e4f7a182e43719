import { l10n } from 'vscode';
import type { ResourceRole } from '../catalogs/nodes';

/** Names of the icons that stand for the roles. */
export const icons: Readonly<Record<ResourceRole, string>> = {
  catalog: 'library',
  productBase: 'package',
  option: 'symbol-enum',
  optionValue: 'symbol-enum-member',
  product: 'tag',
  offer: 'credit-card',
  ticket: 'checklist',
  session: 'watch',
  seatMap: 'layout',
  other: 'circle-outline',
};

/** What kind of thing a row stands for; read out by screen readers. */
export function roleName(role: ResourceRole): string {
  switch (role) {
    case 'catalog':
      return l10n.t('catalog');
    case 'productBase':
      return l10n.t('product base');
    case 'option':
      return l10n.t('option');
    case 'optionValue':
      return l10n.t('option value');
    case 'product':
      return l10n.t('product');
    case 'offer':
      return l10n.t('offer');
    case 'ticket':
      return l10n.t('ticket');
    case 'session':
      return l10n.t('session');
    case 'seatMap':
      return l10n.t('seat map');
    case 'other':
      return l10n.t('resource');
  }
}
