import assert from 'node:assert/strict';
import { editor, reportLanguage } from '../../support/plainEditor';

describe('a sentence about a proxy', () => {
  const { explain } = reportLanguage('en');
  const url = 'https://api.example.com';
  const { getConfiguration } = editor.workspace;
  const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'no_proxy', 'NO_PROXY'];
  const before = names.map((name) => [name, process.env[name]] as const);

  const setVariable = (name: string, value: string | undefined): void => {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  };
  beforeEach(() => names.forEach((name) => setVariable(name, undefined)));
  afterEach(() => {
    editor.workspace['getConfiguration'] = getConfiguration;
    before.forEach(([name, value]) => setVariable(name, value));
  });

  it('names that of the setting, without its credentials', () => {
    const settings: Readonly<Record<string, unknown>> = { proxy: 'http://me:hush@proxy.example:3128' };
    editor.workspace['getConfiguration'] = () => ({
      get: (key: string, otherwise: unknown) => settings[key] ?? otherwise,
    });
    assert.match(
      explain({ kind: 'proxy', status: 407, url }),
      /^The proxy asks for credentials \(proxy\.example:3128\)\. /,
    );
  });

  it('names that of the environment, as the report of a check does', () => {
    setVariable('https_proxy', 'http://corp:3128');
    assert.match(
      explain({ kind: 'proxy', status: 407, url }),
      /^The proxy asks for credentials \(corp:3128\)\. /,
    );
    assert.match(
      explain({ kind: 'proxy', status: 502, url }),
      /^The proxy did not let the request through \(corp:3128, 502\)\. /,
    );
  });

  it('blames no variable for one that only the system knows', () => {
    assert.match(
      explain({ kind: 'proxy', status: 407, url }),
      /^The proxy asks for credentials \(proxy of the system\)\. /,
    );
  });
});
