import assert from 'node:assert/strict';
import type { ApiReply } from '../../../../src/api/apiClient';
import type * as catalogs from '../../../../src/features/export/catalogs';
import { editor, withoutEditor } from '../../../support/plainEditor';

const { askCatalog } = withoutEditor<typeof catalogs>('features/export/catalogs');

describe('the catalogs to choose one of for an export', () => {
  it('are called as the server calls them, without icons', async () => {
    let labels: string[] = [];
    editor.window['showQuickPick'] = (items: readonly { readonly label: string }[]) => {
      labels = items.map(({ label }) => label);
      return Promise.resolve(items[1]);
    };
    const member = ['Prix $(USD)', 'Tarif $(zap)'].map((name, id) => ({ '@id': `/c/${id}`, name }));
    const get = (): Promise<ApiReply> => Promise.resolve({ url: '/c', json: { member } });
    const chosen = await askCatalog({ get, getCatalogs: get }, 0, 50);
    assert.deepEqual(labels, ['Prix \\$(USD)', 'Tarif \\$(zap)']);
    assert.equal(chosen?.label, 'Tarif $(zap)');
  });
});
