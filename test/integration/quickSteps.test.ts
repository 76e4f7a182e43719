import assert from 'node:assert/strict';
import { EventEmitter, window, type QuickInputButton } from 'vscode';
import { askText } from '../../src/features/account/steps';
import { until } from './support/host';

describe('a question answered by typing', () => {
  const { createInputBox } = window;
  afterEach(() => {
    window.createInputBox = createInputBox;
  });

  /** Asks with a button that supplies the text. */
  const ask = (text: () => Promise<string>) => {
    const pressed = new EventEmitter<QuickInputButton>();
    const input = createInputBox();
    // No test can press a button of the real one.
    Object.defineProperty(input, 'onDidTriggerButton', { value: pressed.event });
    window.createInputBox = () => input;
    const supply = { icon: 'clippy', tooltip: '', text, nothing: 'Nothing there.' };
    const answer = askText({
      title: 'Test',
      prompt: '',
      canGoBack: false,
      value: 'typed',
      problem: () => undefined,
      supply,
    });
    pressed.fire(input.buttons[0]!);
    const message = (): string => {
      const shown = input.validationMessage;
      return typeof shown === 'object' ? shown.message : '';
    };
    return { input, answer, message };
  };

  it('takes the text its button supplies', async () => {
    const { input, answer } = ask(() => Promise.resolve('supplied'));
    await until(() => input.value === 'supplied');
    input.hide();
    assert.equal(await answer, 'cancelled');
  });

  for (const [what, text, expected] of [
    ['has no text to supply', () => Promise.resolve(' '), /^Nothing there\.$/],
    ['cannot supply the text', () => Promise.reject(new Error('out of reach')), /out of reach/],
  ] as const) {
    it(`stays open and says so where its button ${what}`, async () => {
      const { input, answer, message } = ask(text);
      await until(() => message() !== '');
      assert.match(message(), expected);
      assert.equal(input.value, 'typed');
      input.hide();
      assert.equal(await answer, 'cancelled');
    });
  }
});
