import assert from 'node:assert/strict';
import type { Sandbox } from '../sandbox/sandbox';
import { vendorLines } from './support/signInByPaste';
import { OfferCalendar } from './support/offerCalendar';
import { until } from './support/poll';
import { openStory, type Story } from './support/story';
import type { Workbench } from './support/workbench';

/** This month and the next, in which the first offers are. */
const months = [0, 1].map((later) => {
  const now = new Date();
  const first = new Date(now.getFullYear(), now.getMonth() + later, 1);
  return new Intl.DateTimeFormat('fr', { month: 'long', year: 'numeric' }).format(first);
});

describe('a window in French', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let story: Story | undefined;
  let sandbox: Sandbox;
  let window: Workbench;

  before(async () => {
    story = await openStory({ language: 'fr', environment: 'Essai' });
    ({ sandbox, window } = story);
  });

  after(() => story?.close());

  it('shows the way in', async () => {
    await window.statusBar.waitForText(/^KorusTicket\s: se connecter$/);
    await window.tree.open();
    await until(
      'the welcome text',
      () => window.tree.welcomeText(),
      (text) => text.includes('Connectez-vous avec le compte de service'),
    );
    await window.screenshot('french-signed-out');
  });

  it('signs in', async () => {
    await window.statusBar.click();
    await window.quickInput.waitForTitle(/Se connecter à KorusTicket/);
    await window.quickInput.pick('Essai');
    await window.quickInput.waitForMessage(/Collez ce que KorusTicket vous a envoyé/);
    await window.quickInput.paste(vendorLines(sandbox.account));
    await window.quickInput.waitForMessage(/Reconnu\s: client_id.*Le secret est envoyé à/);
    await window.screenshot('french-sign-in');
    await window.quickInput.accept();
    await window.statusBar.waitForText(/^Essai \d+ min$/);
    await window.statusBar.waitForAriaLabel(
      /Jeton KorusTicket pour Essai\s: encore valide \d+ minutes\. Appuyez/,
    );
  });

  it('tells about the token', async () => {
    assert.match(
      await window.statusBar.hoverText(),
      /Environnement\s: Essai.*Expiration\s: \d\d:\d\d:\d\d.*Copier/s,
    );
    await window.screenshot('french-hover');
    await window.statusBar.click();
    await window.page.getByText(/Jeton d’accès copié, valable encore \d+ minutes/).waitFor();
  });

  it('has the palette and the tree in French', async () => {
    const commands = await window.findCommands('KorusTicket: Afficher');
    assert.ok(
      commands.some((each) => each.startsWith('KorusTicket: Afficher le calendrier des offres')),
      String(commands),
    );
    await window.tree.expand('Catalogue Puy du Fou - CSE');
    await window.tree.expand('Billetterie - Puy du Fou');
    await window.tree.expand('Puy du Fou 1 jour Adulte');
    await until(
      'months, prices and what follows',
      () => window.tree.labels(),
      (labels) => labels.some((each) => months.includes(each)),
    );
    const rows = await window.tree.rows();
    assert.match(JSON.stringify(rows), /à partir de \d+,\d\d\s€ · \d+ offres/);
    await window.screenshot('french-tree');
  });

  it('has the calendar in French', async () => {
    await window.tree.clickInlineAction('Puy du Fou 1 jour Adulte', 'Afficher le calendrier des offres');
    const calendar = new OfferCalendar(window);
    await calendar.waitForStatus(/Prix le plus bas\s: \d+,\d\d\s€/);
    assert.ok(months.includes((await calendar.month()).toLowerCase()));
    await window.screenshot('french-calendar');
    assert.deepEqual(await calendar.accessibilityProblems(), []);
  });

  it('says in French what is wrong', async () => {
    sandbox.realm('korusticket').disableClient(sandbox.account.clientId);
    await window.runCommand('KorusTicket: Renouveler le jeton d’accès');
    await window.notifications.waitFor(
      /Le serveur n’accepte pas cette application cliente\s: son identifiant y est inconnu/,
    );
    await window.screenshot('french-refused');
  });

  it('reports in French on a check of the connection', async () => {
    await window.runCommand('KorusTicket: Vérifier la connexion');
    const page = window.editor.webview();
    await page
      .getByText(/Essai ne fonctionne pas\. Ce qui échoue\s: Jeton d’accès par client_credentials\.$/)
      .waitFor();
    assert.match(
      await page.locator('body').innerText(),
      /Que faire.*Le serveur n’accepte pas cette application cliente.*Ce qui a été vu/s,
    );
    await window.screenshot('french-connection');
  });
});
