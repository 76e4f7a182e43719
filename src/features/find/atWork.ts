import { setContext } from '../../editor/commands';

/** Tells keybindings that nothing is being searched: the window keeps what an extension host that is gone has set. */
export function tellNotFinding(): void {
  void setContext('isFinding', false);
}
