import { tokenVariable } from '../../../base/variables';
import { languageRanges, requestUrl, type RepeatableRead } from './request';

/** How a shell reads a line: what decides the quoting of a command. */
export type ShellSyntax = 'posix' | 'powershell' | 'cmd';

/** A shell and how curl is called there. */
export interface Shell {
  readonly syntax: ShellSyntax;
  readonly curl: 'curl' | 'curl.exe';
}

const posixNames = /^(sh|bash|zsh|dash|ash|ksh|mksh|busybox|fish|wsl)$/;

/** The shell behind the path of an executable, or `undefined` for one whose quoting is not known here. */
export function shellOf(path: string): Shell | undefined {
  const file = path.split(/[\\/]/).at(-1)?.toLowerCase() ?? '';
  const name = file.replace(/\.exe$/, '');
  // In Windows PowerShell, plain `curl` is another name of Invoke-WebRequest.
  const curl = file.endsWith('.exe') ? 'curl.exe' : 'curl';
  if (posixNames.test(name)) {
    return { syntax: 'posix', curl: 'curl' };
  }
  if (/^(pwsh|powershell)(-preview)?$/.test(name)) {
    return { syntax: 'powershell', curl };
  }
  return name === 'cmd' ? { syntax: 'cmd', curl } : undefined;
}

/** A command line of one line that reads `url` as the extension does, with the token out of {@link tokenVariable}. */
export function curlCommand({ syntax, curl }: Shell, { url, language }: RepeatableRead): string {
  const { quote, token } = syntaxes[syntax];
  const parts = [
    curl,
    // Brackets and braces in an address are meant as they stand: date[after]=…
    '--globoff',
    `--header ${quote('Accept: application/ld+json')}`,
    `--header ${quote(`Accept-Language: ${languageRanges(language)}`)}`,
    `--header "Authorization: Bearer ${token}"`,
    quote(requestUrl(url)),
  ];
  return parts.join(' ');
}

const syntaxes: Readonly<Record<ShellSyntax, { quote: (text: string) => string; token: string }>> = {
  posix: { quote: (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`, token: `$${tokenVariable}` },
  powershell: { quote: (text) => `'${text.replaceAll("'", "''")}'`, token: `$env:${tokenVariable}` },
  cmd: { quote: quoteForCmd, token: `%${tokenVariable}%` },
};

/**
 * Between quotation marks cmd leaves all alone but `%`, which opens the name of a variable also there, and `!`, which
 * does where delayed expansion is on. With the marks closed around each `%`, the name between two of them always holds
 * a quotation mark, and no variable is called that; the C runtime then joins the pieces to one argument again.
 */
function quoteForCmd(text: string): string {
  return `"${text.replaceAll('!', '%21').replaceAll('%', '"%"')}"`;
}
