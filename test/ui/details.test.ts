import assert from 'node:assert/strict';
import { until } from './support/poll';
import { openStory, type Story } from './support/story';

/** What of a page that shows a README leads nowhere or cannot be seen; `undefined` for another page. */
const look = `(() => {
  if (document.querySelector('h1')?.textContent !== 'KorusTicket for VS Code') return undefined;
  const pictures = [...document.images].filter((each) => each.naturalWidth === 0).map((each) => each.alt);
  const links = [...document.querySelectorAll('a:not([href]), a[href=""]')].map((each) => each.textContent);
  return [...pictures, ...links].filter(Boolean);
})()`;

describe('the page of the installed extension', () => {
  let story: Story | undefined;
  before(async () => {
    story = await openStory();
  });
  after(() => story?.close());

  it('has no picture that is not shown, and no link that leads nowhere', async () => {
    const { window } = story!;
    await window.runCommand('Extensions: Show Installed Extensions');
    await window.page.locator('.extension-list-item .name').getByText('KorusTicket').first().click();
    const broken = await until(
      'the README',
      async () => {
        const pages = await Promise.all(window.page.frames().map((frame) => frame.evaluate(look)));
        return pages.find((page) => page !== undefined);
      },
      (page) => page !== undefined,
    );
    await window.screenshot('details');
    assert.deepEqual(broken, []);
  });
});
