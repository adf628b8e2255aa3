/** APPEND, COPY, MOVE and EXPUNGE. */
import { fail, ok, type Result } from '../../../base/result.ts'
import {
  type Copied,
  flagBits,
  type MailboxError,
  type MailboxId,
  type NewMessage,
} from '../../../ports/mailboxes.ts'
import type { Acting } from '../../../ports/shares.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { MailboxCounters } from './mailbox-counters.ts'
import { MessageSelector } from './message-rows.ts'
import { OfficeActs } from './office-acts.ts'
import { PersonalFlags } from './personal-flags.ts'
import { withSeen } from './personal-seen.ts'
import { Transfer } from './transfer.ts'
import { ViewSweeper, ViewWriter } from './views.ts'

export function messageJobs(
  session: WriterSession,
): Pick<Jobs, 'append' | 'replace' | 'copy' | 'move' | 'expunge'> {
  const counters = new MailboxCounters(session)
  const selector = new MessageSelector(session.db)
  const transfer = new Transfer(session)
  const appender = new Appender(session, counters)
  const sweeper = new ViewSweeper(session)
  const personal = new PersonalFlags(session)
  const acts = new OfficeActs(session)

  function copy(
    from: MailboxId,
    uids: Uint32Array,
    to: MailboxId,
    remove: boolean,
    as: Acting | undefined,
  ): Result<Copied, MailboxError> {
    const source = counters.row(from)
    const target = counters.row(to)
    if (!source || !target) return fail({ reason: 'not-found' })
    const selected = selector.select(from, uids, () => true)
    const { rows } = selected
    const sourceUids = Uint32Array.from(rows, row => row.uid)
    if (rows.length === 0) {
      return ok({ uidValidity: target.uidValidity, sourceUids, targetUids: new Uint32Array() })
    }
    // A move inside a box needs no room: what arrives has left.
    const staysInside = remove && source.box === target.box
    const sizeBytes = rows.reduce((sum, row) => sum + row.sizeBytes, 0)
    if (!staysInside && !counters.hasRoom(target.box, rows.length, sizeBytes))
      return fail({ reason: 'over-quota' })
    const carried = personal.carry(source, target, rows, as)
    const firstUid = transfer.copy(source, selected, target, carried?.rows)
    if (firstUid === undefined) return fail({ reason: 'too-many-keywords' })
    if (carried) personal.land(target, firstUid, carried)
    if (as) acts.note(as, source, rows, remove ? 'moved' : 'copied', acts.place(to))
    if (as && source.box === as.person) acts.note(as, target, rows, 'added', acts.place(from))
    if (remove) transfer.remove(source, selected)
    const targetUids = Uint32Array.from(rows, (_, i) => firstUid + i)
    return ok({ uidValidity: target.uidValidity, sourceUids, targetUids })
  }

  return {
    append: messages => appender.append(messages),
    replace(from, uid, message, as) {
      const source = counters.row(from)
      const target = counters.row(message.mailbox)
      if (!source || !target) return fail({ reason: 'not-found' })
      const selected = selector.select(from, Uint32Array.of(uid), () => true)
      const [replaced] = selected.rows
      if (replaced === undefined) return fail({ reason: 'no-message' })
      // RFC 8508 §3.4: only the net consumption counts.
      const appended = appender.append([message], source.box === target.box ? replaced.sizeBytes : 0)
      if (!appended.ok) return appended
      if (as) acts.note(as, source, selected.rows, 'deleted')
      transfer.remove(source, selected)
      sweeper.sweep([replaced.view])
      return appended
    },
    copy: (from, uids, to, as) => copy(from, uids, to, false, as),
    move: (from, uids, to, as) => copy(from, uids, to, true, as),
    expunge(mailbox, uids, as) {
      const source = counters.row(mailbox)
      if (!source) return { modseq: 0, uids: new Uint32Array() }
      const selected = selector.select(mailbox, uids, flags => (flags & flagBits.deleted) !== 0)
      if (selected.rows.length === 0) return { modseq: source.modseq, uids: new Uint32Array() }
      if (as) acts.note(as, source, selected.rows, 'deleted')
      const modseq = transfer.remove(source, selected)
      sweeper.sweep(selected.rows.map(row => row.view))
      return { modseq, uids: Uint32Array.from(selected.rows, row => row.uid) }
    },
  }
}

class Appender {
  readonly #session: WriterSession
  readonly #counters: MailboxCounters
  readonly #views: ViewWriter
  readonly #insert
  readonly #personal: PersonalFlags

  constructor(session: WriterSession, counters: MailboxCounters) {
    this.#session = session
    this.#counters = counters
    this.#views = new ViewWriter(session.db)
    this.#personal = new PersonalFlags(session)
    this.#insert = session.db.prepare(
      `INSERT INTO messages (mailbox_id, uid, flags, modseq, view_id, internal_date, size, saved_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  /** `freedBytes` is room in the box that the same job makes. */
  append(
    messages: readonly NewMessage[],
    freedBytes = 0,
  ): Result<{ uidValidity: number; uids: Uint32Array }, MailboxError> {
    const uids = new Uint32Array(messages.length)
    let uidValidity = 0
    for (const [i, message] of messages.entries()) {
      const mailbox = this.#counters.row(message.mailbox)
      if (!mailbox) return fail({ reason: 'not-found' })
      const { sizeBytes } = message.view
      const isFurther = freedBytes === 0 ? 1 : 0
      if (!this.#counters.hasRoom(mailbox.box, isFurther, sizeBytes - freedBytes))
        return fail({ reason: 'over-quota' })
      const keywords = this.#counters.keywords(mailbox, message.keywords, true)
      if (!keywords) return fail({ reason: 'too-many-keywords' })
      const { internalDateMs, as } = message
      // \Seen is of whoever put it there.
      const flags = withSeen(message.flags | keywords.mask, as ? 0 : message.flags & flagBits.seen)
      const view = this.#views.insert(message.view, this.#session.putBlob(message.bytes, null), null, null)
      const modseq = this.#session.nextModseq()
      const uid = this.#counters.arrive(mailbox.id, modseq, [{ flags, sizeBytes }])
      this.#insert.run(mailbox.id, uid, flags, modseq, view, internalDateMs, sizeBytes, Date.now())
      this.#session.notify({
        kind: 'arrival',
        ...{ mailbox: mailbox.id, box: mailbox.box, modseq },
        ...{ uid, flags, view, internalDateMs, sizeBytes },
        ...(keywords.grown && { keywords: keywords.grown }),
      })
      if (as) {
        const seen = Uint8Array.of(message.flags & flagBits.seen)
        this.#personal.land(mailbox, uid, { rows: [], seen: [{ person: as.person, seen }] })
      }
      uids[i] = uid
      uidValidity = mailbox.uidValidity
    }
    return ok({ uidValidity, uids })
  }
}
