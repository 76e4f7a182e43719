import { proxyRoute, type ProxyRoute } from '../../src/net/proxyRoute';
import { connectionReport } from '../../src/features/connection/model/report';
import { reportLanguage } from '../support/plainEditor';
import { check } from '../support/serviceCheck';
import { accountOf } from './service';

/** Checks the service that the variables name and prints the report; ends with 1 where a step failed. */
async function main(): Promise<void> {
  const { locale } = Intl.DateTimeFormat().resolvedOptions();
  const language = reportLanguage(locale.startsWith('fr') ? 'fr' : 'en');
  const proxyOf = (url: string): ProxyRoute | undefined =>
    proxyRoute(url, { support: 'override', proxy: '', noProxy: [] }, process.env);
  const abortion = new AbortController();
  // Its tokens are given back also then.
  process.once('SIGINT', () => abortion.abort());
  const result = await check(accountOf(process.env), { proxyOf, language: locale }, abortion.signal);
  process.stdout.write(connectionReport(result, language));
  process.exitCode = result.steps.some(({ outcome }) => outcome === 'fails') ? 1 : 0;
}

void main();
