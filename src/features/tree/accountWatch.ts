import type { ServiceAccount } from '../../auth/serviceAccount';
import type { CatalogModel } from '../../catalogs/catalogModel';

/** Tells when what was loaded is void: another account has other catalogs. */
export class AccountWatch {
  private account: ServiceAccount | undefined;
  private state = '';

  constructor(private readonly model: Pick<CatalogModel, 'rootFailed' | 'reset'>) {}

  /** Takes up the account in use and its state. What failed for want of a token is read again once there is one. */
  follow(account: ServiceAccount | undefined, state: string): void {
    const isOther = account !== this.account;
    const isFirst = this.account === undefined;
    const isValidAgain = state === 'valid' && this.state !== 'valid';
    this.account = account;
    this.state = state;
    // What was asked for before the first account was known has waited for it, and is that account's.
    if ((isOther && !isFirst) || ((isOther || isValidAgain) && this.model.rootFailed)) {
      this.model.reset();
    }
  }
}
