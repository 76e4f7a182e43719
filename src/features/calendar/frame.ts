import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { plainHtml } from '../../base/text';

/**
 * The page of the calendar: an empty frame that only its own script and style sheet may fill. Nothing is fetched from
 * elsewhere, and nothing of the server's ever passes through HTML: it comes by message and is set as text.
 */
export function calendarPage(webview: vscode.Webview, scripts: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const uriOf = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(scripts, name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${plainHtml(vscode.env.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${plainHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>${plainHtml(vscode.l10n.t('Offer Calendar'))}</title>
<link rel="stylesheet" href="${plainHtml(uriOf('calendar.css'))}">
</head>
<body>
<main id="calendar"></main>
<script nonce="${nonce}" src="${plainHtml(uriOf('main.js'))}"></script>
</body>
</html>`;
}
