import type { CatalogNode } from '../catalogs/nodes';

/** True for a row of the tree, as VS Code hands them to commands. */
export function isRow(value: unknown): value is CatalogNode {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}

/**
 * The rows that a command is for. VS Code hands over the row under the pointer and, where that is one of several
 * selected, all of them; a keybinding hands over nothing and means what is selected.
 */
export function rowsOf(
  target: unknown,
  selected: unknown,
  selection: readonly CatalogNode[],
): readonly CatalogNode[] {
  const several = Array.isArray(selected) ? (selected as unknown[]).filter(isRow) : [];
  return several.length > 0 ? several : isRow(target) ? [target] : selection;
}
