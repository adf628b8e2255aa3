/** Rights in offices' mailboxes and what each person has seen there, in memory. */
import { fail, ok, type Result } from '../../src/base/result.ts'
import type { BoxId } from '../../src/ports/directory.ts'
import { flagBits, type Mailbox, type MailboxId } from '../../src/ports/mailboxes.ts'
import type { ShareChange, SharedMailbox, ShareError, ShareReads } from '../../src/ports/shares.ts'

export interface MemoryBox {
  readonly id: BoxId
  readonly address: string
  readonly kind: 'person' | 'office'
}

interface Share {
  readonly person: BoxId
  readonly office: BoxId
  /** null: mailboxes to come. */
  readonly mailbox: MailboxId | null
  readonly rights: number
  readonly denied: number
}

interface Folders {
  of(box: BoxId): readonly Mailbox[]
  flagsOf(mailbox: MailboxId): ReadonlyMap<number, number>
}

export class MemoryShares {
  readonly #boxes = new Map<BoxId, MemoryBox>()
  readonly #folders: Folders
  readonly #seen = new Map<string, Map<number, { readonly seen: number; readonly modseq: number }>>()
  #shares: readonly Share[] = []

  constructor(folders: Folders) {
    this.#folders = folders
  }

  addBox(box: MemoryBox): void {
    this.#boxes.set(box.id, box)
  }

  readonly reads: ShareReads = {
    mailboxesFor: async person => this.#shared(person),
    mailboxFor: async (person, office, name) =>
      this.#shared(person).find(each => each.address === office && each.mailbox.name === name),
    officeFor: async (person, address) => {
      const held = this.#shares.filter(
        share =>
          share.person === person &&
          this.#boxes.get(share.office)?.address === address &&
          effective(share) !== 0,
      )
      const toCome = held.find(({ mailbox }) => mailbox === null)
      return held[0] && { id: held[0].office, rights: toCome === undefined ? 0 : effective(toCome) }
    },
    mailboxById: async (person, id) => this.#shared(person).find(({ mailbox }) => mailbox.id === id),
    modseq: async (person, mailbox) => this.#highest(person, mailbox),
    rights: async (person, mailbox) =>
      this.#shared(person).find(each => each.mailbox.id === mailbox)?.rights ?? 0,
    entries: async office =>
      this.#shares
        .filter(share => office === null || share.office === office)
        .map(share => ({
          ...share,
          name: this.#folders.of(share.office).find(({ id }) => id === share.mailbox)?.name ?? null,
          address: this.#boxes.get(share.person)!.address,
        }))
        .sort((a, b) => (a.address < b.address ? -1 : 1)),
    person: async address =>
      [...this.#boxes.values()].find(box => box.kind === 'person' && box.address === address)?.id,
    seenRuns: async (person, mailbox, after, limit) => {
      const runs = [...this.#of(person, mailbox)]
        .filter(([uid]) => uid > after)
        .sort(([a], [b]) => a - b)
        .slice(0, limit)
      return {
        first: Uint32Array.from(runs, ([uid]) => uid),
        last: Uint32Array.from(runs, ([uid]) => uid),
        seen: Uint8Array.from(runs, ([, { seen }]) => seen),
        modseqs: Float64Array.from(runs, ([, { modseq }]) => modseq),
      }
    },
  }

  change(change: ShareChange, modseq: number): Result<void, ShareError> {
    if (this.#boxes.get(change.office)?.kind !== 'office') return fail({ reason: 'not-office' })
    const all = this.#folders.of(change.office).map(({ id }) => id)
    for (const mailbox of change.mailbox === null ? [null, ...all] : [change.mailbox]) {
      const is = (share: Share) => share.person === change.person && share.mailbox === mailbox
      const before = this.#shares.find(share => is(share) && share.office === change.office) ?? {
        person: change.person,
        office: change.office,
        mailbox,
        rights: 0,
        denied: 0,
      }
      const after = changed(before, change)
      this.#shares = this.#shares.filter(share => !(is(share) && share.office === change.office))
      if (after.rights !== 0 || after.denied !== 0) this.#shares = [...this.#shares, after]
      if (before.rights === 0 && after.rights !== 0 && mailbox !== null)
        this.#begin(change.person, mailbox, modseq)
    }
    return ok(undefined)
  }

  inherit(box: BoxId, mailbox: MailboxId, above: MailboxId | null): void {
    const inherited = this.#shares.filter(share => share.office === box && share.mailbox === above)
    this.#shares = [...this.#shares, ...inherited.map(share => ({ ...share, mailbox }))]
  }

  people(mailbox: MailboxId): readonly BoxId[] {
    return [...this.#boxes.keys()].filter(person => this.#seen.has(`${mailbox} ${person}`))
  }

  hasSeen(person: BoxId, mailbox: MailboxId, uid: number): number {
    return this.#of(person, mailbox).get(uid)?.seen ?? 0
  }

  modseqOf(person: BoxId, mailbox: MailboxId, uid: number): number {
    return this.#of(person, mailbox).get(uid)?.modseq ?? 0
  }

  setSeen(person: BoxId, mailbox: MailboxId, uid: number, seen: number, modseq: number): void {
    this.#of(person, mailbox).set(uid, { seen, modseq })
  }

  #begin(person: BoxId, mailbox: MailboxId, modseq: number): void {
    if (this.#seen.has(`${mailbox} ${person}`)) return
    this.#of(person, mailbox)
    for (const [uid, flags] of this.#folders.flagsOf(mailbox))
      if (flags & flagBits.seen) this.setSeen(person, mailbox, uid, 1, modseq)
  }

  #highest(person: BoxId, mailbox: MailboxId): number {
    return [...this.#of(person, mailbox).values()].reduce((most, { modseq }) => Math.max(most, modseq), 0)
  }

  #of(person: BoxId, mailbox: MailboxId) {
    const key = `${mailbox} ${person}`
    const known = this.#seen.get(key) ?? new Map()
    this.#seen.set(key, known)
    return known
  }

  #shared(person: BoxId): readonly SharedMailbox[] {
    return this.#shares.flatMap((share): SharedMailbox[] => {
      const office = this.#boxes.get(share.office)!
      const mailbox = this.#folders.of(share.office).find(({ id }) => id === share.mailbox)
      const rights = effective(share)
      if (share.person !== person || mailbox === undefined || rights === 0) return []
      const uids = [...this.#folders.flagsOf(mailbox.id).keys()]
      const unseen = uids.filter(uid => this.hasSeen(person, mailbox.id, uid) === 0).length
      const modseq = Math.max(mailbox.modseq, this.#highest(person, mailbox.id))
      return [{ office: office.id, address: office.address, rights, mailbox: { ...mailbox, unseen, modseq } }]
    })
  }
}

function effective({ rights, denied }: Share): number {
  return rights & ~denied
}

function changed(share: Share, { mode, negative, rights }: ShareChange): Share {
  const before = negative ? share.denied : share.rights
  const after = mode === 'replace' ? rights : mode === 'add' ? before | rights : before & ~rights
  return negative ? { ...share, denied: after } : { ...share, rights: after }
}
