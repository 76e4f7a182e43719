import * as vscode from 'vscode';
import { hasAddress } from '../../api/resource';
import type { CatalogModel } from '../../catalogs/catalogModel';
import type { ListAge } from '../../catalogs/listAges';
import type { CatalogNode, EmptyNode, GroupNode, ResourceNode } from '../../catalogs/nodes';
import { countText } from '../../editor/counts';
import { explain, shortReason } from '../../editor/explain';
import { oneLine } from '../../base/text';
import { icons, roleName } from '../../editor/roles';
import { dayText, labelOf, shortDayText } from '../../editor/resourceNames';
import type { RowBeginnings } from './model/beginnings';
import {
  ageText,
  areSoldOut,
  descriptionOf,
  isSoldOutNow,
  loadedText,
  rowNameOf,
  soldOutText,
  summaryText,
} from './texts';

/** What an item is made of besides its node. */
export interface ItemFacts extends Pick<CatalogModel, 'hasChildren' | 'live' | 'offersIn' | 'offersGoOn'> {
  /** What a row begins with where siblings share a long beginning. */
  readonly beginnings: Pick<RowBeginnings, 'split'>;
  /** How old the list below a resource is, while something older stands in for what the server says now. */
  age(node: ResourceNode): ListAge | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The address of a resource as a document. */
  documentOf(node: ResourceNode): vscode.Uri;
}

/** Scheme of the addresses that only say how a row is drawn. */
export const rowScheme = 'korusticket-row';
/** The address of rows that are dimmed. */
export const dimmedRow = vscode.Uri.from({ scheme: rowScheme, path: '/disabled' });

/** The colour of what is dimmed and still to be read: the one of what is disabled is too pale in light themes. */
export const dimmed = new vscode.ThemeColor('list.deemphasizedForeground');

const soldOutIcon = 'circle-slash';

/** How a node looks. Names come from the server: they are shown as plain text, on one line. */
export function treeItemOf(node: CatalogNode, facts: ItemFacts): vscode.TreeItem {
  switch (node.kind) {
    case 'resource':
      return resourceItem(node, facts);
    case 'group':
      return groupItem(node, facts);
    case 'loadMore': {
      const label =
        node.total === undefined
          ? vscode.l10n.t('Load more ({0} loaded)', countText(node.loaded))
          : vscode.l10n.t('Load more ({0} of {1})', countText(node.loaded), countText(node.total));
      return leaf(node, label, 'loadMore', 'ellipsis', { command: loadMoreOn(label, node) });
    }
    case 'failure': {
      const label = vscode.l10n.t('Could not load: {0}', shortReason(node.failure));
      const hint = vscode.l10n.t('Try again');
      return leaf(node, label, 'failure', 'warning', {
        description: hint,
        tooltip: explain(node.failure),
        command: loadMoreOn(hint, node),
        accessibilityInformation: { label: `${label}. ${explain(node.failure)} ${hint}` },
      });
    }
    case 'earlier': {
      const label = vscode.l10n.t('Earlier, and any day');
      return leaf(node, label, 'earlier', 'history', { command: loadMoreOn(label, node) });
    }
    case 'empty':
      return leaf(node, emptyText(node), 'empty', 'info');
    case 'absent':
      return leaf(node, vscode.l10n.t('Not available on this server'), 'absent', 'info');
  }
}

function resourceItem(node: ResourceNode, facts: ItemFacts): vscode.TreeItem {
  const { resource, role } = node;
  const { own, shared } = facts.beginnings.split({ id: node.id, name: rowNameOf(node) });
  const name = oneLine(labelOf(node), 200);
  const live = facts.live(node);
  const age = facts.age(node);
  const told = [age && ageText(role, age, facts.now()), descriptionOf(node, live, facts.now())].filter(
    Boolean,
  );
  const line = (parts: readonly unknown[]): string => oneLine(parts.filter(Boolean).join(' · '), 200);
  const isOut = isSoldOutNow(node, live);
  const isPale = isOut || resource.disabled;
  const hasChildren = facts.hasChildren(node);
  return item(own, hasChildren, {
    id: node.id,
    description: line([...told, shared]),
    contextValue: `resource ${role}${hasAddress(resource) ? ' iri' : ''}`,
    iconPath: new vscode.ThemeIcon(isOut ? soldOutIcon : icons[role], isPale ? dimmed : undefined),
    ...(resource.disabled ? { resourceUri: dimmedRow } : {}),
    // A click on a row with children is to open or close it. The editor's own command knows a preview, which leaves the
    // focus here, from Enter and a double click.
    ...(hasChildren
      ? {}
      : {
          command: {
            command: 'vscode.open',
            title: vscode.l10n.t('Open as JSON'),
            arguments: [facts.documentOf(node)],
          },
        }),
    accessibilityInformation: { label: [roleName(role), name, line(told)].filter(Boolean).join(', ') },
  });
}

function groupItem(node: GroupNode, facts: ItemFacts): vscode.TreeItem {
  const name =
    node.group === 'options'
      ? vscode.l10n.t('Options')
      : node.group === 'undated'
        ? vscode.l10n.t('Any day')
        : dayText(node.value);
  // The year stands above, on the month.
  const label = node.group === 'day' ? shortDayText(node.value) : name;
  const offers = node.group === 'options' ? [] : facts.offersIn(node);
  const goOn = facts.offersGoOn(node);
  const description = node.group === 'options' ? '' : goOn ? loadedText(offers.length) : summaryText(offers);
  return item(label, true, {
    id: node.id,
    description,
    contextValue: `group ${node.group}`,
    iconPath:
      !goOn && areSoldOut(offers)
        ? new vscode.ThemeIcon(soldOutIcon, dimmed)
        : new vscode.ThemeIcon(node.group === 'options' ? 'list-selection' : 'calendar'),
    accessibilityInformation: { label: [name, description].filter(Boolean).join(', ') },
  });
}

function emptyText({ parent, hidden = 0 }: EmptyNode): string {
  if (hidden > 0) {
    return soldOutText(hidden);
  }
  if (parent === undefined) {
    return vscode.l10n.t('No catalog was granted to this organization yet');
  }
  switch (parent.kind === 'group' ? parent.group : parent.role) {
    case 'catalog':
      return vscode.l10n.t('No product bases');
    case 'options':
      return vscode.l10n.t('No options');
    case 'option':
      return vscode.l10n.t('No values');
    case 'product':
      return vscode.l10n.t('No offers');
    case 'offer':
      return vscode.l10n.t('No tickets');
    case 'ticket':
      return vscode.l10n.t('No sessions');
    default:
      return vscode.l10n.t('No products');
  }
}

function item(label: string, hasChildren: boolean, members: Partial<vscode.TreeItem>): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  return Object.assign(new vscode.TreeItem(label, hasChildren ? Collapsed : None), members);
}

function leaf(
  node: CatalogNode,
  label: string,
  contextValue: string,
  icon: string,
  more: Partial<vscode.TreeItem> = {},
): vscode.TreeItem {
  return item(label, false, {
    id: node.id,
    contextValue,
    iconPath: new vscode.ThemeIcon(icon),
    accessibilityInformation: { label },
    ...more,
  });
}

function loadMoreOn(title: string, node: CatalogNode): vscode.Command {
  return { command: 'korusticket.loadMore', title, arguments: [node] };
}
