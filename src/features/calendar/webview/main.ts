import { systemClock } from '../../../base/clock';
import { localDay } from '../../../base/days';
import { PageModel } from './pageModel';
import { CalendarPage } from './page';
import { readSavedState, readToView, type ToExtension, type ToView } from '../protocol';
import { followDay } from './today';
import { CalendarWords } from './words';

/** What VS Code gives a page to talk with. */
interface Host {
  postMessage(message: ToExtension): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();
let model: PageModel | undefined;
let page: CalendarPage | undefined;
const lookAtDay = followDay(systemClock, (today) => page?.setToday(today));

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = readToView(event.data);
  if (message !== undefined) {
    receive(message);
  }
});
// What was read a while ago is read again when someone comes back to it.
window.addEventListener('focus', () => page?.look());
host.postMessage({ type: 'ready' });

function receive(message: ToView): void {
  if (message.type === 'show') {
    const { subject, strings, locale, firstWeekday } = message;
    const saved = readSavedState(host.getState());
    const isSame = saved?.subject.iri === subject.iri && saved.subject.environment === subject.environment;
    model = new PageModel(subject, localDay(systemClock.now()), isSame ? saved : undefined);
    page = new CalendarPage(model, new CalendarWords(strings, locale, firstWeekday), {
      send: (wish) => {
        lookAtDay();
        host.postMessage(wish);
      },
      save: (state) => host.setState(state),
    });
    document.querySelector('#calendar')?.replaceChildren(...page.parts);
    host.setState(model.saved);
    return;
  }
  switch (message.type) {
    case 'products':
      page?.setProducts(message.state);
      return;
    case 'month':
      model?.setState(message.product, message.month, message.state);
      page?.monthChanged();
      return;
    case 'found':
      page?.found(message);
      return;
  }
}
