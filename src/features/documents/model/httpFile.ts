import { apiVariable, tokenVariable } from '../../../base/variables';
import { languageRanges, requestUrl, type RepeatableRead } from './request';

/**
 * Where the token comes from when the request is sent:
 * - `asked`: REST Client asks for it; httpYac and JetBrains' client find it in their environment files. `question` is
 *   what REST Client asks.
 * - `command`: httpYac within VS Code asks the extension, each time.
 */
export type HttpFileToken =
  | { readonly from: 'asked'; readonly question: string }
  | { readonly from: 'command'; readonly command: string };

/**
 * Reads of the API, all at one origin, as an .http file, in what REST Client, httpYac and JetBrains' client have in
 * common. JetBrains ranks variables of the environment above those of the file, REST Client below
 * (https://www.jetbrains.com/help/idea/http-client-variables.html): no value is given here that one of them would have
 * to overrule.
 *
 * @param comments Lines for the reader.
 */
export function httpFile(
  reads: readonly RepeatableRead[],
  token: HttpFileToken,
  comments: readonly string[],
): string {
  const { origin } = new URL(reads[0]?.url ?? '');
  return [
    ...comments.map((comment) => `# ${plainLine(comment)}`),
    `@${apiVariable} = ${origin}`,
    ...(token.from === 'command' ? [`@${tokenVariable} = {{${askingCode(token.command)}}}`] : []),
    '',
    ...reads.flatMap((read) => request(read, token)),
  ].join('\n');
}

function request({ url, language }: RepeatableRead, token: HttpFileToken): string[] {
  const { origin } = new URL(url);
  const target = requestUrl(url)
    .slice(origin.length)
    // Two opening braces would begin a variable, in httpYac even a program.
    .replaceAll('{', '%7B')
    .replaceAll('}', '%7D')
    // A percent sign that encodes nothing means itself; httpYac sends it only in code.
    .replace(/%(?![\da-f]{2})/gi, '%25');
  return [
    `### GET ${target.slice(0, 120)}`,
    // A comment with a meaning in REST Client alone.
    ...(token.from === 'asked' ? [`# @prompt ${tokenVariable} ${plainLine(token.question)}`] : []),
    `GET {{${apiVariable}}}${target}`,
    'Accept: application/ld+json',
    `Accept-Language: ${languageRanges(language)}`,
    `Authorization: Bearer {{${tokenVariable}}}`,
    '',
  ];
}

/** httpYac evaluates braces as JavaScript; its VS Code extension brings the module `vscode` into it. */
function askingCode(command: string): string {
  return `await require('vscode').commands.executeCommand('${command}')`;
}

function plainLine(text: string): string {
  return text.replace(/[\s{}]+/g, ' ').trim();
}
