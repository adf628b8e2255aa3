/** What ENABLE (RFC 5161), other commands and the account have changed in how a session speaks; never changed itself. */
export interface Modes {
  /** IMAP4rev2 (RFC 9051): what it removed is removed, what it added is told. */
  readonly rev2: boolean
  /** Mailbox names are UTF-8 in both directions, and never modified UTF-7. */
  readonly utf8Names: boolean
  /** UTF8=ACCEPT (RFC 6855): headers may hold UTF-8, and SEARCH names no charset. */
  readonly utf8Accept: boolean
  /** Untagged FETCH answers hold MODSEQ, and UID with it (RFC 7162 §3.1, §3.2.4). */
  readonly condstore: boolean
  /** VANISHED comes in place of EXPUNGE (RFC 7162 §3.2.3). */
  readonly qresync: boolean
  /** What others change of annotations is told (RFC 5464 §4.1). */
  readonly metadata: boolean
  /** Messages are named by their UIDs alone (RFC 9586). */
  readonly uidOnly: boolean
  /** Capabilities that the account does not have, in capitals. */
  readonly without: ReadonlySet<string>
}

export const plainModes: Modes = {
  rev2: false,
  utf8Names: false,
  utf8Accept: false,
  condstore: false,
  qresync: false,
  metadata: false,
  uidOnly: false,
  without: new Set(),
}
