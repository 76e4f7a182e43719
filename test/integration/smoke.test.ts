import assert from 'node:assert/strict';
import { commands, extensions } from 'vscode';

describe('the extension in a real extension host', () => {
  it('is present and activates', async () => {
    const extension = extensions.getExtension('korusticket.korusticket');
    assert.ok(extension, 'korusticket.korusticket is not installed');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('has registered its commands', async () => {
    const known = await commands.getCommands(true);
    for (const name of ['signIn', 'signOut', 'copyAccessToken', 'showLog']) {
      assert.ok(known.includes(`korusticket.${name}`), `korusticket.${name} is not registered`);
    }
  });
});
