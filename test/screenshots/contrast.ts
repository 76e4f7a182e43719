import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactsRoot } from '../support/vscodeHost/paths';
import { until } from '../ui/support/poll';
import { WalkthroughPage } from '../ui/support/walkthrough';
import { openCalendar, openTree, signIn, withStage } from './stage';

const folder = join(artifactsRoot, 'contrast');
const themes = { dark: 'Default High Contrast', light: 'Default High Contrast Light' };

/** Every surface in both high-contrast themes, under `artifacts/contrast`, to be looked at. */
export async function takeContrast(): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, theme] of Object.entries(themes)) {
    await withStage({ width: 1280, height: 800 }, { 'workbench.colorTheme': theme }, async (stage) => {
      const { window, sandbox } = stage;
      const shoot = (surface: string): Promise<Buffer> =>
        window.page.screenshot({ path: join(folder, `${name}-${surface}.png`), animations: 'disabled' });
      await window.tree.open();
      await shoot('signed-out');
      await window.statusBar.click();
      await window.quickInput.waitForTitle(/Sign In/);
      await shoot('sign-in');
      await window.quickInput.cancel();
      await signIn(stage);
      await window.tree.clickTitleAction('Show Disabled Product Bases');
      await openTree(stage);
      await window.tree.clickInlineAction('Billetterie - Puy du Fou', 'Open Resource as JSON');
      await window.editor.waitForTitle(/Billetterie/);
      await window.statusBar.openHover();
      await shoot('tree-document-hover');
      await window.runCommand('KorusTicket: Find in Catalogs');
      await window.quickInput.fill('tour');
      await shoot('find');
      await window.quickInput.cancel();
      await openCalendar(stage);
      await shoot('calendar');
      await window.runCommand('KorusTicket: Show First Steps');
      const walkthrough = new WalkthroughPage(window.page);
      await until(
        'the first step done',
        () => walkthrough.steps(),
        ([first]) => first?.done === true,
      );
      await shoot('walkthrough');
      await window.runCommand('KorusTicket: Report a Problem');
      await window.editor.waitForTitle(/Untitled/);
      await shoot('problem');
      sandbox.realm('korusticket').disableClient(sandbox.account.clientId);
      await window.runCommand('KorusTicket: Renew Access Token');
      await window.notifications.waitFor(/the client is disabled/);
      await shoot('rejected');
    });
  }
}
