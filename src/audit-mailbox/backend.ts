/**
 * audit-mailbox/ — the archive for auditors' mail programs: an IMAP account for reading only, opened for some hours by
 * `archive mailbox open`, whose folders are saved queries and agencies by month (RFC 3501; refusals by RFC 5530).
 *
 * A letter is what the wire carried: the received form octet by octet, with nothing of ours before it, so that the
 * SHA-256 of BODY[] is the entry's. Its UID is the entry's number.
 *
 * Invariants: a log-in, and each command that shows what is kept, is on the trail and durable before the first octet
 * of its answer, with the reason that was given; nothing is changed but the trail; what is outside the scope of the
 * mailbox or of the operator is in no folder, and so has no UID to ask for; a mailbox that ends, or whose operator goes
 * or has another scope, is closed within `auditFolderRefreshMs`, and shows nothing more at its next command.
 *
 * Deliberately absent: flags, \Seen and \Recent included; refused letters, whose bytes were not kept, and erased ones;
 * forms other than the received one; any write, SUBSCRIBE included.
 */
import { startClock } from '../base/clockwork.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import { oneAtATime } from '../base/one-at-a-time.ts'
import type { ImapBackend, Principal } from '../imap/backend.ts'
import type { AuditMailbox, AuditMailboxId } from '../ports/audit-mailboxes.ts'
import type { Clock } from '../ports/clock.ts'
import type { LoginFailure } from '../ports/credentials.ts'
import type { ParseQuery, SearchIndex } from '../ports/search.ts'
import type { Store, StoreReads, StoreWrites } from '../ports/store.ts'
import { AuditAccount } from './account.ts'
import { createAuditAuthenticator, mailboxEnded } from './authenticator.ts'
import { OpenFolders } from './open-folders.ts'
import { type ScopeOf, type Standing, Standings } from './standing.ts'
import { Structures } from './structures.ts'

/** Who has logged in to a mailbox. */
export interface Auditor extends Principal {
  readonly id: string
  readonly standing: Standing
}

export interface AuditMailboxStore {
  readonly read: Pick<StoreReads, 'auditMailboxes' | 'letters' | 'directory' | 'blobs' | 'log'>
  readonly write: Pick<StoreWrites, 'audit'>
  readonly onCommit: Store['onCommit']
}

export interface AuditMailboxParts {
  readonly store: AuditMailboxStore
  readonly parseQuery: ParseQuery
  readonly index: Pick<SearchIndex, 'entries'>
  readonly scopeOf: ScopeOf
  readonly serverKey: Uint8Array
  readonly clock: Clock
  readonly limits: Limits
  readonly log: Logger
}

export function createAuditMailboxes(parts: AuditMailboxParts): ImapBackend<Auditor> & AsyncDisposable {
  const { store, parseQuery, index, scopeOf, serverKey, clock, limits, log } = parts
  const { auditMailboxes: reads, letters, directory, blobs } = store.read
  const listeners = new Set<(id: Principal['id']) => void>()
  const standings = new Standings({ reads, directory, clock, scopeOf }, id => {
    for (const listener of listeners) listener(principalId(id))
  })
  const structures = new Structures(blobs, limits, log)

  async function archive(): Promise<Uint8Array> {
    const first = await store.read.log.nodes(0, 0, 1)
    const restoredAt = await reads.restoredAt()
    return restoredAt === 0 ? first : Buffer.concat([first, Buffer.from(`${restoredAt}`)])
  }

  const folders = new OpenFolders({
    letters,
    index,
    archive,
    limits,
    onErased: ids => structures.forget(ids),
    log,
  })
  const accountParts = {
    standings,
    folders,
    letters,
    reads,
    directory,
    parseQuery,
    blobs,
    structures,
    audit: store.write.audit,
    clock,
    limits,
  }

  async function admit(mailbox: AuditMailbox): Promise<Auditor | LoginFailure> {
    const standing = await standings.of(mailbox.id)
    if (standing === undefined) return mailboxEnded
    const { name, role } = standing.operator
    const detail = JSON.stringify({ mailbox: mailbox.id, reason: mailbox.reason })
    await store.write.audit({
      at: clock.now(),
      operator: name,
      role,
      operation: 'archive.mailbox.login',
      detail,
    })
    return { id: principalId(mailbox.id), address: name, standing }
  }

  const review = oneAtATime(() => standings.review())
  const stop = store.onCommit(({ kind }) => {
    if (kind !== 'operators') return
    review().catch(error => log.error({ err: error }, 'auditors were not looked at again'))
  })
  const ticking = startClock({
    everyMs: limits.auditFolderRefreshMs,
    clock,
    log,
    async tick() {
      await review()
      await folders.refresh()
    },
  })
  return {
    authenticator: createAuditAuthenticator({ reads, directory, clock, limits, serverKey }, admit),
    account: ({ standing }) => new AuditAccount(standing, accountParts),
    onLoggedOut(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      stop()
      await ticking[Symbol.asyncDispose]()
      await structures[Symbol.asyncDispose]()
    },
  }
}

function principalId(id: AuditMailboxId): string {
  return `audit mailbox ${id}`
}
