import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const manifest = JSON.parse(readFileSync(join(resolve(__dirname, '../..'), 'package.json'), 'utf8')) as {
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: string;
      readonly restrictedConfigurations: readonly string[];
    };
    readonly virtualWorkspaces: unknown;
  };
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope?: string }>> };
  };
};

describe('a workspace', () => {
  /** Where secrets go, and how long they stay within everybody's reach. */
  const beyondIt = ['korusticket.environments', 'korusticket.clipboard.clearAfterSeconds'];
  const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;

  it('cannot set where a secret goes nor how long it stays on the clipboard', () => {
    for (const key of beyondIt) {
      // VS Code takes a setting of this scope from the user's settings only.
      assert.equal(manifest.contributes.configuration.properties[key]?.scope, 'application', key);
    }
  });

  it('is told so while it is not trusted', () => {
    assert.equal(untrustedWorkspaces.supported, 'limited');
    assert.deepEqual([...untrustedWorkspaces.restrictedConfigurations].sort(), beyondIt.toSorted());
  });

  it('may lie nowhere on this machine', () => {
    assert.equal(virtualWorkspaces, true);
  });
});
