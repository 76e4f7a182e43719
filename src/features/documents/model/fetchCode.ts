import { tokenVariable } from '../../../base/variables';
import { languageRanges, requestUrl, type RepeatableRead } from './request';

/** JavaScript that reads `url` as the extension does, with the token out of the environment ({@link tokenVariable}). */
export function fetchCode({ url, language }: RepeatableRead): string {
  // A JSON string is a JavaScript string (ECMAScript 2019).
  return `const response = await fetch(${JSON.stringify(requestUrl(url))}, {
  headers: {
    Accept: "application/ld+json",
    "Accept-Language": ${JSON.stringify(languageRanges(language))},
    Authorization: \`Bearer \${process.env.${tokenVariable}}\`,
  },
});
if (!response.ok) {
  throw new Error(\`\${response.status}: \${await response.text()}\`);
}
const resource = await response.json();
`;
}
