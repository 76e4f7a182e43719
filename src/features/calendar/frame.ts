import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The page of the calendar: an empty frame that only its own script and style sheet may fill. Nothing is fetched from
 * elsewhere, and nothing of the server's ever passes through HTML: it comes by message and is set as text.
 */
export function calendarPage(webview: vscode.Webview, scripts: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const uriOf = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(scripts, name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${attribute(vscode.env.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>${attribute(vscode.l10n.t('Offer Calendar'))}</title>
<link rel="stylesheet" href="${attribute(uriOf('calendar.css'))}">
</head>
<body>
<main id="calendar"></main>
<script nonce="${nonce}" src="${attribute(uriOf('main.js'))}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
