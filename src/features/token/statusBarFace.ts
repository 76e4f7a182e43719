import { l10n } from 'vscode';
import type { AccountState } from '../../auth/sessionState';
import type { Environment } from '../../auth/environment';
import { withoutBreaks } from '../../base/text';
import { minute, second, spokenTime, timeText } from '../../editor/counts';
import { shortReason } from '../../editor/explain';
import type { StatusBarStyle } from '../../editor/settings';

/** What the status-bar item shows at one moment. */
export interface StatusBarFace {
  readonly text: string;
  /** What a screen reader says instead of the text. */
  readonly label: string;
  /** Id of a theme colour: red in the one state in which the user must act, else the environment's own. */
  readonly color: string | undefined;
  /** Milliseconds until the text changes by itself; `undefined` where it does not. */
  readonly changesIn: number | undefined;
}

/** How an environment looks. */
type Look = Pick<Environment, 'color' | 'icon'>;

/** The face of a state at a moment (milliseconds since the epoch). */
export function statusBarFace(
  state: AccountState,
  style: Exclude<StatusBarStyle, 'off'>,
  now: number,
  look: Look = {},
): StatusBarFace {
  const name = plain(state.environment ?? 'KorusTicket');
  const face = (
    icon: string,
    words: string,
    label: string,
    rest?: Partial<StatusBarFace>,
  ): StatusBarFace => ({
    text: [`$(${icon})`, ...(style === 'compact' ? [] : [name]), words].filter(Boolean).join(' '),
    label,
    color: look.color,
    changesIn: undefined,
    ...rest,
  });
  switch (state.name) {
    case 'signedOut':
      return { ...signedOutFace(style), color: undefined, changesIn: undefined };
    case 'acquiring':
      return face('sync~spin', '', l10n.t('KorusTicket token for {0}: being acquired', name));
    case 'valid': {
      const left = Math.max(0, state.tokens.expiresAt - now);
      return face(
        look.icon ?? 'key',
        timeText(left),
        l10n.t('KorusTicket token for {0}: valid for {1}. Press to copy it.', name, spokenTime(left)),
        {
          changesIn: left <= 0 ? undefined : left >= minute ? (left % minute) + 1 : (left % second) + 1,
        },
      );
    }
    case 'retrying': {
      const reason = shortReason(state.failure);
      return face(
        'debug-disconnect',
        reason,
        // A wait that the server asks for binds a person, too.
        state.failure.retryAfter === undefined
          ? l10n.t('KorusTicket token for {0}: trying again, {1}. Press to try at once.', name, reason)
          : l10n.t('KorusTicket token for {0}: trying again, {1}', name, reason),
      );
    }
    case 'rejected': {
      const reason = shortReason(state.failure);
      return face(
        'error',
        reason,
        l10n.t('KorusTicket token for {0}: {1}. Press to mend it.', name, reason),
        { color: 'statusBarItem.errorBackground' },
      );
    }
  }
}

/** The face of a window in which nobody is signed in. */
export function signedOutFace(style: Exclude<StatusBarStyle, 'off'>): Pick<StatusBarFace, 'text' | 'label'> {
  return {
    text: style === 'compact' ? '$(key)' : `$(key) ${l10n.t('KorusTicket: Sign In')}`,
    label: l10n.t('KorusTicket: signed out. Press to sign in.'),
  };
}

/** A name without what the status bar would read as an icon or a line break. */
function plain(name: string): string {
  return withoutBreaks(name.replace(/\$\(/g, '$ (')).slice(0, 40);
}
