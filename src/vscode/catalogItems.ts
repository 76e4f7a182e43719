import * as vscode from 'vscode';
import { isJsonObject } from '../api/json';
import type { CatalogNode, ResourceNode, ResourceRole } from '../catalogs/node';
import { explain, shortReason } from './explain';
import { plainMarkdown } from './plainMarkdown';

const { l10n } = vscode;

const icons: Readonly<Record<ResourceRole, string>> = {
  catalog: 'library',
  productBase: 'package',
  product: 'tag',
  other: 'circle-outline',
};

/** How a node looks. Names come from the server: they are shown as plain text, on one line. */
export function treeItemOf(node: CatalogNode, hasChildren: boolean): vscode.TreeItem {
  switch (node.kind) {
    case 'resource':
      return resourceItem(node, hasChildren);
    case 'loadMore': {
      const label =
        node.total === undefined
          ? l10n.t('Load more ({0} loaded)', node.loaded)
          : l10n.t('Load more ({0} of {1})', node.loaded, node.total);
      return Object.assign(leaf(node, label, 'loadMore', 'ellipsis'), {
        command: commandOn('loadMore', label, node),
      });
    }
    case 'failure': {
      const label = l10n.t('Could not load: {0}', shortReason(node.failure));
      const hint = l10n.t('Try again');
      return Object.assign(leaf(node, label, 'failure', 'warning'), {
        description: hint,
        tooltip: explain(node.failure),
        command: commandOn('loadMore', hint, node),
        accessibilityInformation: { label: `${label}. ${explain(node.failure)} ${hint}` },
      });
    }
    case 'empty': {
      const label =
        node.parent === undefined
          ? l10n.t('No catalog was granted to this organization yet')
          : node.parent.role === 'catalog'
            ? l10n.t('No product bases')
            : l10n.t('No products');
      return leaf(node, label, 'empty', 'info');
    }
  }
}

/** Tooltip of a resource, made only when it is looked at. Plain text: nothing of the server's can become a link. */
export function tooltipOf({ resource }: ResourceNode): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  const raw = isJsonObject(resource.raw) ? resource.raw : {};
  const lines = [
    resource.label,
    resource.type,
    raw['id'],
    resource.iri,
    dateLine(raw['createdAt'], 'createdAt'),
    dateLine(raw['lastSyncedAt'], 'lastSyncedAt'),
  ];
  for (const line of lines) {
    if (typeof line === 'string') {
      markdown.appendMarkdown(`${plainMarkdown(oneLine(line, 300))}  \n`);
    }
  }
  return markdown;
}

function resourceItem(node: ResourceNode, hasChildren: boolean): vscode.TreeItem {
  const { resource, role } = node;
  const label = oneLine(resource.label, 200);
  const description = [
    ...(role === 'other' && resource.type !== undefined ? [oneLine(resource.type, 60)] : []),
    ...(resource.disabled ? [l10n.t('disabled')] : []),
  ].join(' · ');
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  return Object.assign(new vscode.TreeItem(label, hasChildren ? Collapsed : None), {
    id: node.id,
    description,
    contextValue: `resource ${role}${resource.iri === undefined ? '' : ' iri'}`,
    iconPath: new vscode.ThemeIcon(
      icons[role],
      resource.disabled ? new vscode.ThemeColor('disabledForeground') : undefined,
    ),
    command: commandOn('openResource', l10n.t('Open as JSON'), node),
    accessibilityInformation: { label: [roleName(role), label, description].filter(Boolean).join(', ') },
  });
}

function roleName(role: ResourceRole): string {
  switch (role) {
    case 'catalog':
      return l10n.t('catalog');
    case 'productBase':
      return l10n.t('product base');
    case 'product':
      return l10n.t('product');
    case 'other':
      return l10n.t('resource');
  }
}

function leaf(node: CatalogNode, label: string, contextValue: string, icon: string): vscode.TreeItem {
  return Object.assign(new vscode.TreeItem(label), {
    id: node.id,
    contextValue,
    iconPath: new vscode.ThemeIcon(icon),
    accessibilityInformation: { label },
  });
}

function commandOn(id: 'openResource' | 'loadMore', title: string, node: CatalogNode): vscode.Command {
  return { command: `korusticket.${id}`, title, arguments: [node] };
}

function dateLine(value: unknown, key: 'createdAt' | 'lastSyncedAt'): string | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) {
    return undefined;
  }
  const text = new Intl.DateTimeFormat(vscode.env.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(time);
  return key === 'createdAt' ? l10n.t('Created: {0}', text) : l10n.t('Last synchronized: {0}', text);
}

function oneLine(text: string, longest: number): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
