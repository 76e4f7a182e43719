import { Uri } from 'vscode';
import type { ItemFacts } from '../../../src/features/tree/items';

/** The time of rows in tests. */
export const noon = Date.parse('2026-01-01T12:00:00Z');

/** What rows in tests are made of besides their nodes, where a test says nothing else. */
export const rowFacts: ItemFacts = {
  hasChildren: () => true,
  beginnings: { split: ({ name }) => ({ own: name, shared: '' }) },
  age: () => undefined,
  live: () => undefined,
  offersIn: () => [],
  offersGoOn: () => false,
  now: () => noon,
  documentOf: ({ id }) => Uri.from({ scheme: 'korusticket', path: `/${id}.json` }),
};
