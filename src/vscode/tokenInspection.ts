import * as vscode from 'vscode';
import type { ActiveAccount } from '../auth/activeAccount';
import { claimsOf, headerOf } from '../auth/claims';
import { timeLeft, type TokenSet } from '../auth/tokenSet';
import type { Clock } from '../auth/clock';
import type { Commands } from './commands';
import type { ResourceDocuments } from './resourceDocuments';

/** `korusticket.inspectToken`: what the token says, without anything that could be used as one. */
export class TokenInspection implements vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly account: ActiveAccount,
    private readonly clock: Clock,
    private readonly documents: ResourceDocuments,
    commands: Commands,
  ) {
    this.registration = commands.register('inspectToken', () => this.inspect());
  }

  dispose(): void {
    this.registration.dispose();
  }

  private async inspect(): Promise<void> {
    const { account } = await this.account.lease();
    const tokens = await this.account.get();
    const report = {
      environment: account.environment,
      tokenEndpoint: account.tokenEndpoint,
      clientId: account.clientId,
      ...lifetimes(tokens, this.clock.now()),
      header: headerOf(tokens.accessToken) ?? null,
      claims: claimsOf(tokens.accessToken) ?? null,
    };
    const text = `${JSON.stringify(report, undefined, 2)}\n`;
    await this.documents.show(account.environment, vscode.l10n.t('Access token'), text);
  }
}

function lifetimes(tokens: TokenSet, now: number): object {
  const iso = (time: number | undefined): string | null =>
    time === undefined ? null : new Date(time).toISOString();
  return {
    receivedAt: iso(tokens.receivedAt),
    expiresAt: iso(tokens.expiresAt),
    lifetimeSeconds: Math.round((tokens.expiresAt - tokens.receivedAt) / 1000),
    secondsLeft: Math.floor(timeLeft(tokens, now) / 1000),
    refreshToken: tokens.refreshToken === undefined ? 'none' : 'held',
    refreshExpiresAt: iso(tokens.refreshExpiresAt),
    scope: tokens.scope ?? null,
  };
}
