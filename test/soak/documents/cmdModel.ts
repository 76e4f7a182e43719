import assert from 'node:assert/strict';

/**
 * What an interactive cmd.exe makes of a line before it starts the program: variables are replaced first, wherever they
 * stand; then carets escape, and operators end the command, outside quotation marks only.
 *
 * @throws AssertionError where the line is more than one command
 */
export function expandedByCmd(line: string, variables: Readonly<Record<string, string>>): string {
  let replaced = '';
  for (let rest = line; rest !== '';) {
    const name = /^%([^%]+)%/.exec(rest)?.[1];
    const value = name === undefined ? undefined : variables[name.split(':')[0]!.toUpperCase()];
    replaced += value ?? rest[0]!;
    rest = rest.slice(value === undefined ? 1 : name!.length + 2);
  }
  let result = '';
  let quoted = false;
  for (let at = 0; at < replaced.length; at++) {
    const character = replaced[at]!;
    if (character === '"') quoted = !quoted;
    assert.ok(quoted || !'&|<>\r\n'.includes(character), `${character} ends the command: ${line}`);
    if (character === '^' && !quoted) result += replaced[++at] ?? '';
    else result += character;
  }
  assert.ok(!quoted, `a quotation mark stays open: ${line}`);
  return result;
}

/** The arguments that the C runtime of Windows reads out of a command line ("Parsing C command-line arguments"). */
export function argumentsOfWindowsLine(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const backslashes = /^\\*/.exec(line.slice(at))![0].length;
    if (backslashes > 0) {
      const beforeMark = line[at + backslashes] === '"';
      word = (word ?? '') + '\\'.repeat(beforeMark ? Math.floor(backslashes / 2) : backslashes);
      at += backslashes - 1;
      if (beforeMark && backslashes % 2 === 1) {
        word += '"';
        at++;
      }
    } else if (line[at] === '"') {
      word ??= '';
      if (quoted && line[at + 1] === '"') {
        word += '"';
        at++;
      } else {
        quoted = !quoted;
      }
    } else if (!quoted && (line[at] === ' ' || line[at] === '\t')) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + line[at]!;
    }
  }
  return word === undefined ? words : [...words, word];
}
