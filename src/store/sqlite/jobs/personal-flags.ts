/** STORE, COPY and APPEND by somebody in a mailbox that is not his own: \Seen is his, other flags are everybody's. */
import type { FlagMask } from '../../../base/flag-mask.ts'
import { ok, type Result } from '../../../base/result.ts'
import type { BoxId } from '../../../ports/directory.ts'
import {
  type FlagChange,
  type FlagsChanged,
  flagBits,
  type MailboxError,
  type MailboxId,
} from '../../../ports/mailboxes.ts'
import type { Acting } from '../../../ports/shares.ts'
import type { WriterSession } from '../session.ts'
import { FlagUpdate } from './flag-update.ts'
import { walkFlags } from './flag-walk.ts'
import { MailboxCounters, type MailboxRow, type ResolvedKeywords } from './mailbox-counters.ts'
import type { MessageRow, Selection } from './message-rows.ts'
import { OfficeActs } from './office-acts.ts'
import { PersonalSeen, withSeen } from './personal-seen.ts'

/** What a STORE comes to. */
export interface Asked extends Selection {
  /** What is to become of flags that the person may change. */
  readonly mask: FlagMask
  readonly keywords: ResolvedKeywords
  /** Messages that were left alone (FlagsChanged). */
  readonly modified: Uint32Array
}

/** What goes along with messages to another mailbox. */
export interface Carried {
  /** With the flags that they have there. */
  readonly rows: readonly MessageRow[]
  readonly seen: readonly { readonly person: BoxId; readonly seen: Uint8Array }[]
}

const everything = 0xffff_ffff

export class PersonalFlags {
  readonly #session: WriterSession
  readonly #counters: MailboxCounters
  readonly #seen: PersonalSeen
  readonly #acts: OfficeActs
  readonly #update: FlagUpdate

  constructor(session: WriterSession) {
    this.#session = session
    this.#counters = new MailboxCounters(session)
    this.#seen = new PersonalSeen(session)
    this.#acts = new OfficeActs(session)
    this.#update = new FlagUpdate(session.db)
  }

  /** The MODSEQ of what a person has made of each of some messages, by UID; 0 without any. */
  modseqs(mailbox: MailboxId, person: BoxId, uids: Uint32Array): (uid: number) => number {
    return this.#seen.modseqs(person, mailbox, uids)
  }

  set(
    mailbox: MailboxRow,
    change: FlagChange,
    as: Acting,
    { mask, keywords, rows, runs, modified }: Asked,
  ): Result<FlagsChanged, MailboxError> {
    const keep = (mask.keep | ~as.mask) >>> 0
    const set = (mask.set & as.mask) >>> 0
    const seenBits = this.#seen.of(as.person, mailbox.id, rows)
    const { uids, flags, changed, seen, unseen, others, deleted } = walkFlags(rows, { keep, set }, seenBits)
    const isShared = others.length > 0 || keywords.grown !== undefined
    if (changed.length === 0 && !isShared) return ok({ modseq: 0, uids, flags, modified })
    const modseq = this.#session.nextModseq()
    const { id } = mailbox
    this.#mark(mailbox, as.person, pick(uids, seen), pick(uids, unseen), modseq, isShared)
    const read = seen.map(i => rows[i]!)
    this.#acts.note(as, mailbox, read, 'read')
    if (isShared) {
      const rest = { keep: (keep | flagBits.seen) >>> 0, set: (set & ~flagBits.seen) >>> 0 }
      for (const [first, last] of runs) this.#update.run(id, rest, modseq, first, last)
      this.#counters.flagged(id, modseq, 0, deleted)
      this.#session.notify({
        kind: 'flags',
        mailbox: id,
        box: mailbox.box,
        modseq,
        uids: Uint32Array.from(others, i => uids[i]!),
        flags: Uint32Array.from(others, i => withSeen(flags[i]!, rows[i]!.flags & flagBits.seen)),
        ...(keywords.grown && { keywords: keywords.grown }),
      })
      const touched = others.map(i => rows[i]!)
      this.#acts.note(as, mailbox, touched, 'flags', named(change))
    }
    return ok({ modseq, uids, flags, modified })
  }

  /** undefined: nobody's \Seen is concerned, and flags go as they are. */
  carry(
    source: MailboxRow,
    target: MailboxRow,
    rows: readonly MessageRow[],
    as: Acting | undefined,
  ): Carried | undefined {
    const isInside = source.box === target.box
    const people = isInside ? this.#seen.people(source.id) : []
    if (as === undefined && people.length === 0) return undefined
    const mask = ((as?.mask ?? everything) | flagBits.seen) >>> 0
    if (isInside) {
      return {
        rows: rows.map(row => ({ ...row, flags: (row.flags & mask) >>> 0 })),
        seen: people
          .filter(person => person !== as?.person || (as.mask & flagBits.seen) !== 0)
          .map(person => ({ person, seen: this.#seen.of(person, source.id, rows) })),
      }
    }
    if (as === undefined) return undefined
    const seen =
      source.box === as.person
        ? Uint8Array.from(rows, row => row.flags & flagBits.seen)
        : this.#seen.of(as.person, source.id, rows)
    if (target.box === as.person)
      return { rows: rows.map((row, i) => ({ ...row, flags: withSeen(row.flags, seen[i]!) })), seen: [] }
    return {
      rows: rows.map(row => ({ ...row, flags: withSeen(row.flags & mask, 0) })),
      seen: (as.mask & flagBits.seen) === 0 ? [] : [{ person: as.person, seen }],
    }
  }

  /** After what was carried has arrived, with UIDs that follow the first. */
  land(target: MailboxRow, firstUid: number, carried: Carried): void {
    for (const { person, seen } of carried.seen) {
      const uids: number[] = []
      for (const [i, bit] of seen.entries()) if (bit === 1) uids.push(firstUid + i)
      if (uids.length > 0) this.#mark(target, person, uids, [], this.#session.nextModseq(), true)
    }
  }

  #mark(
    mailbox: MailboxRow,
    person: BoxId,
    seen: readonly number[],
    unseen: readonly number[],
    modseq: number,
    quiet: boolean,
  ): void {
    if (seen.length > 0) this.#seen.set(person, mailbox.id, seen, 1, modseq)
    if (unseen.length > 0) this.#seen.set(person, mailbox.id, unseen, 0, modseq)
    if (seen.length + unseen.length === 0) return
    this.#session.notify({
      kind: 'seen',
      mailbox: mailbox.id,
      box: mailbox.box,
      person,
      modseq,
      uids: Uint32Array.from([...seen, ...unseen]),
      seen: new Uint8Array(seen.length + unseen.length).fill(1, 0, seen.length),
      quiet,
    })
  }
}

function pick(uids: Uint32Array, places: readonly number[]): readonly number[] {
  return places.map(i => uids[i]!)
}

const signs = { add: '+', remove: '-', replace: '' } as const

/** `+\Flagged $Forwarded`: the change as it was asked, less \Seen. */
function named({ mode, flags, keywords }: FlagChange): string {
  const names = Object.entries(flagBits)
    .filter(([name, bit]) => name !== 'seen' && (flags & bit) !== 0)
    .map(([name]) => `\\${name[0]!.toUpperCase()}${name.slice(1)}`)
  return signs[mode] + ([...names, ...keywords].join(' ') || '()')
}
