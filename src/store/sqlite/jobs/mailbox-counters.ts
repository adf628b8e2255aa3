/** A mailbox's row: its UIDs, keywords and the counters that SELECT and STATUS answer from. */
import type { BoxId } from '../../../ports/directory.ts'
import { firstKeywordBit, flagBits, type MailboxId } from '../../../ports/mailboxes.ts'
import type { Statement } from '../connection.ts'
import type { WriterSession } from '../session.ts'
import type { MessageRow } from './message-rows.ts'

export interface MailboxRow {
  readonly id: MailboxId
  readonly box: BoxId
  readonly uidValidity: number
  readonly modseq: number
  /** No message has a lower one (power-loss.ts). */
  readonly floorModseq: number
  readonly keywords: readonly string[]
}

export interface ResolvedKeywords {
  readonly mask: number
  /** The mailbox's new list, when it grew. */
  readonly grown?: readonly string[]
}

export class MailboxCounters {
  readonly #maxKeywords: number
  readonly #row: Statement<Omit<MailboxRow, 'keywords'> & { keywords: string }>
  readonly #add: Statement<number>
  readonly #change: Statement
  readonly #setKeywords: Statement
  readonly #room: Statement<number>
  readonly #maxMessages: number
  readonly #messages: Statement<number>

  constructor({ db, limits }: WriterSession) {
    this.#maxKeywords = limits.keywords
    this.#maxMessages = limits.boxMessages
    this.#row = db.prepare(
      `SELECT id, box_id AS box, uid_validity AS uidValidity, modseq, floor_modseq AS floorModseq, keywords
       FROM mailboxes WHERE id = ?`,
    )
    this.#add = db
      .prepare<unknown[], number>(
        `UPDATE mailboxes
         SET uid_next = uid_next + ?, modseq = ?, messages = messages + ?, unseen = unseen + ?,
             deleted = deleted + ?, size = size + ?
         WHERE id = ? RETURNING uid_next`,
      )
      .pluck()
    this.#change = db.prepare(
      `UPDATE mailboxes
       SET modseq = ?, messages = messages + ?, unseen = unseen + ?, deleted = deleted + ?, size = size + ?
       WHERE id = ?`,
    )
    this.#setKeywords = db.prepare('UPDATE mailboxes SET keywords = ? WHERE id = ?')
    this.#room = db
      .prepare<unknown[], number>(
        `SELECT quota_bytes - (SELECT coalesce(sum(size), 0) FROM mailboxes WHERE box_id = boxes.id)
         FROM boxes WHERE id = ?`,
      )
      .pluck()
    this.#messages = db
      .prepare<unknown[], number>('SELECT coalesce(sum(messages), 0) FROM mailboxes WHERE box_id = ?')
      .pluck()
  }

  row(mailbox: MailboxId): MailboxRow | undefined {
    const row = this.#row.get(mailbox)
    return row && { ...row, keywords: JSON.parse(row.keywords) as string[] }
  }

  /** Bytes that the box's quota leaves. */
  room(box: BoxId): number {
    return this.#room.get(box) ?? 0
  }

  /** Whether the box may be given so many messages more, of so many bytes together. */
  hasRoom(box: BoxId, messages: number, sizeBytes: number): boolean {
    return sizeBytes <= this.room(box) && this.#messages.get(box)! + messages <= this.#maxMessages
  }

  /** Counts messages in; answers the first of their UIDs. */
  arrive(
    mailbox: MailboxId,
    modseq: number,
    messages: readonly Pick<MessageRow, 'flags' | 'sizeBytes'>[],
  ): number {
    const { unseen, deleted, sizeBytes } = sum(messages)
    const next = this.#add.get(messages.length, modseq, messages.length, unseen, deleted, sizeBytes, mailbox)
    if (next === undefined) throw new Error(`mailbox ${mailbox} is gone`)
    return next - messages.length
  }

  leave(mailbox: MailboxId, modseq: number, messages: readonly MessageRow[]): void {
    const { unseen, deleted, sizeBytes } = sum(messages)
    this.#change.run(modseq, -messages.length, -unseen, -deleted, -sizeBytes, mailbox)
  }

  flagged(mailbox: MailboxId, modseq: number, unseen: number, deleted: number): void {
    this.#change.run(modseq, 0, unseen, deleted, 0, mailbox)
  }

  /** Bits of keyword names, which compare without case; `grow` adds new ones to the mailbox. */
  keywords(mailbox: MailboxRow, names: readonly string[], grow: boolean): ResolvedKeywords | undefined {
    const known = [...mailbox.keywords]
    let mask = 0
    for (const name of names) {
      let at = known.findIndex(keyword => keyword.toLowerCase() === name.toLowerCase())
      if (at < 0 && !grow) continue
      if (at < 0) at = known.push(name) - 1
      mask |= 1 << (firstKeywordBit + at)
    }
    if (known.length === mailbox.keywords.length) return { mask: mask >>> 0 }
    if (known.length > this.#maxKeywords) return undefined
    this.#setKeywords.run(JSON.stringify(known), mailbox.id)
    return { mask: mask >>> 0, grown: known }
  }
}

function sum(messages: readonly Pick<MessageRow, 'flags' | 'sizeBytes'>[]) {
  let unseen = 0
  let deleted = 0
  let sizeBytes = 0
  for (const message of messages) {
    if (!(message.flags & flagBits.seen)) unseen++
    if (message.flags & flagBits.deleted) deleted++
    sizeBytes += message.sizeBytes
  }
  return { unseen, deleted, sizeBytes }
}
