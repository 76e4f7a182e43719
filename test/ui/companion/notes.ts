/** Names the file into which the companion extension notes what it gets, one JSON value a line. */
export const recordVariable = 'KORUSTICKET_COMPANION_RECORD';

/** What the companion extension has got, or was told. */
export type CompanionNote =
  | {
      readonly what: 'session';
      readonly account: { readonly id: string; readonly label: string };
      readonly accessToken: string;
    }
  | { readonly what: 'accounts'; readonly labels: readonly string[] }
  /** What a tool for language models answered. */
  | { readonly what: 'answer'; readonly text: string }
  | { readonly what: 'error'; readonly message: string }
  /** It asked quietly, and there was no session it may have. */
  | { readonly what: 'nothing' }
  /** VS Code told it that the sessions have changed. */
  | { readonly what: 'changed' };
