/** How much each cell of the IMAP bench does. */
export interface ImapPlan {
  /** In the mailbox that most cells read. */
  readonly messages: number
  readonly appends: number
  readonly bodies: number
  readonly stored: number
  readonly singleStores: number
  /** Copied, and in the mailbox that is sorted, threaded and synchronised. */
  readonly copied: number
  readonly moved: number
  /** Changed since a client was last connected: a tenth of them removed, a tenth new. */
  readonly changed: number
  readonly folders: number
  readonly idles: number
  readonly idleSessions: number
  /** In the INBOX of each idle client. */
  readonly inbox: number
}

export const fullPlan: ImapPlan = {
  messages: 50_000,
  appends: 1000,
  bodies: 1000,
  stored: 10_000,
  singleStores: 500,
  copied: 10_000,
  moved: 1000,
  changed: 100,
  folders: 50,
  idles: 10,
  idleSessions: 500,
  inbox: 10_000,
}

export const quickPlan: ImapPlan = {
  messages: 5000,
  appends: 200,
  bodies: 500,
  stored: 2000,
  singleStores: 100,
  copied: 2000,
  moved: 500,
  changed: 100,
  folders: 50,
  idles: 5,
  idleSessions: 100,
  inbox: 1000,
}
