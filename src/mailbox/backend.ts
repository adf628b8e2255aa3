/**
 * mailbox/ — the mailboxes of the store as the IMAP server sees them: names become ids, views become bytes, and each
 * selected mailbox is mirrored in memory (`mirrors.ts`) so that FETCH and SEARCH of flags never ask the store.
 *
 * Invariant: a mirror shows a change before the command that made it is answered, and other sessions hear of it when
 * the store tells, after the commit.
 *
 * Officials work the boxes of offices by rights of their own (`sharing-account.ts`, `acls.ts`): the mirror is the same for
 * all, and what each has \Seen lies over it (`personal-messages.ts`).
 *
 * Deliberately absent: anything of the protocol (it is in `imap/`), and message bytes in memory beyond what is being
 * sent; what was opened of letters that are read in pieces rests in the store (`opened-frames.ts`).
 */
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { AppendRefusal, ImapAccount, ImapBackend } from '../imap/backend.ts'
import type { Clock } from '../ports/clock.ts'
import type { Authenticator } from '../ports/credentials.ts'
import type { Box } from '../ports/directory.ts'
import type { Store, StoreReads, StoreWrites } from '../ports/store.ts'
import { KnownNames } from './known-names.ts'
import { Mirrors } from './mirrors.ts'
import { PersonalMirrors } from './personal-mirrors.ts'
import { SharingAccount } from './sharing-account.ts'
import { Watchers } from './watchers.ts'

/** What of the store is used here. */
export interface MailboxStore {
  readonly read: Pick<StoreReads, 'blobs' | 'mailboxes' | 'keptTexts' | 'keptHeaders' | 'metadata' | 'shares'>
  readonly write: Pick<
    StoreWrites,
    | 'createMailbox'
    | 'renameMailbox'
    | 'removeMailbox'
    | 'subscribe'
    | 'setMetadata'
    | 'append'
    | 'replace'
    | 'setFlags'
    | 'setRecentUid'
    | 'setAncestors'
    | 'keepTexts'
    | 'keepHeaders'
    | 'copy'
    | 'move'
    | 'expunge'
    | 'changeShare'
  >
  readonly onCommit: Store['onCommit']
  /** Changes of flags wait their turn without it. */
  readonly takeFlags?: Store['takeFlags']
}

export interface MailboxBackendOptions {
  readonly store: MailboxStore
  readonly authenticator: Authenticator
  /** Asked before a message is stored. */
  readonly admitMessage: (box: Box, bytes: Uint8Array) => Promise<AppendRefusal | undefined>
  readonly clock: Clock
  readonly limits: Limits
  readonly log: Logger
}

/** Listens to the store until disposed. */
export function createMailboxBackend(options: MailboxBackendOptions): ImapBackend<Box> & Disposable {
  const { store, authenticator, log } = options
  const mirrors = new Mirrors(store.read.mailboxes, options.limits.imapColumnBytes)
  const personal = new PersonalMirrors(mirrors, store.read, log)
  const watchers = new Watchers()
  const names = new KnownNames()
  let sessions = 0
  const stop = store.onCommit(notice => {
    try {
      names.hear(notice)
      mirrors.hear(notice)
      personal.hear(notice)
      watchers.hear(notice)
    } catch (error) {
      // One session's trouble must not reach the store or the other listeners.
      log.error({ err: error, kind: notice.kind }, 'notice was not taken')
    }
  })
  return {
    authenticator,
    account: (box): ImapAccount =>
      new SharingAccount(box, { mirrors, personal, watchers, names, session: ++sessions }, options),
    onLoggedOut: listener =>
      store.onCommit(notice => {
        if (notice.kind === 'logged-out') listener(notice.box)
      }),
    [Symbol.dispose]() {
      stop()
      mirrors.close()
    },
  }
}
