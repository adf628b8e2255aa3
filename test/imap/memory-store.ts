/** Mailboxes in memory, by the same contract as the store: what IMAP tests run on without a disk. */
import { fail, ok, type Result } from '../../src/base/result.ts'
import type { MailboxStore } from '../../src/mailbox/backend.ts'
import type { BlobReads } from '../../src/ports/blobs.ts'
import type { BoxId } from '../../src/ports/directory.ts'
import {
  type Copied,
  type FlagChange,
  firstKeywordBit,
  flagBits,
  type Mailbox,
  type MailboxError,
  type MailboxReads,
  type MailboxRole,
  type NewMessage,
  type StoredView,
} from '../../src/ports/mailboxes.ts'
import type { Acting } from '../../src/ports/shares.ts'
import type { Notice } from '../../src/ports/store.ts'
import { type MemoryBox, MemoryShares } from './memory-shares.ts'

interface Message {
  readonly uid: number
  flags: number
  modseq: number
  readonly view: number
  readonly internalDateMs: number
  readonly sizeBytes: number
}

interface Folder {
  readonly id: number
  readonly boxId: number
  name: string
  readonly role: MailboxRole | null
  readonly uidValidity: number
  uidNext: number
  recentUid: number
  modseq: number
  keywords: string[]
  messages: Message[]
}

interface Landed {
  readonly person: BoxId
  readonly uid: number
}

export class MemoryStore implements MailboxStore {
  readonly #folders: Folder[] = []
  readonly #subscriptions = new Map<number, Set<string>>()
  readonly #views = new Map<number, StoredView>()
  readonly #blobs = new Map<number, Uint8Array>()
  readonly #listeners = new Set<(notice: Notice) => void>()
  readonly #keywordLimit: number
  readonly #shares = new MemoryShares({
    of: box => this.#folders.filter(({ boxId }) => boxId === box).map(folder => this.#row(folder)),
    flagsOf: id => new Map((this.#byId(id)?.messages ?? []).map(({ uid, flags }) => [uid, flags])),
  })
  #ids = 0
  #modseq = 0

  constructor(keywordLimit: number) {
    this.#keywordLimit = keywordLimit
  }

  addBox(box: number, { address = '', kind = 'person' }: Partial<MemoryBox> = {}): void {
    this.#shares.addBox({ id: box, address, kind })
    const standard = { INBOX: 'inbox', Drafts: 'drafts', Sent: 'sent', Junk: 'junk', Trash: 'trash' } as const
    for (const [name, role] of Object.entries(standard)) {
      this.#add(box, name, role)
      this.#subscribed(box).add(name)
    }
  }

  /** What the store's other users do to a box. */
  lockOut(box: BoxId): void {
    this.#notify({ kind: 'logged-out', box })
  }

  onCommit(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly read = {
    blobs: this.#blobReads(),
    mailboxes: this.#mailboxReads(),
    shares: this.#shares.reads,
  }

  readonly write: MailboxStore['write'] = {
    createMailbox: async (box, name, role) => {
      if (this.#byName(box, name) !== undefined) return fail({ reason: 'exists' })
      const levels = name.split('/')
      for (let i = 1; i < levels.length; i++) {
        const above = levels.slice(0, i).join('/')
        if (this.#byName(box, above) === undefined) this.#add(box, above, null)
      }
      const folder = this.#add(box, name, role)
      this.#notify({ kind: 'mailboxes', box })
      return ok(this.#row(folder))
    },
    renameMailbox: async (box, from, to) => {
      const folder = this.#byName(box, from)
      if (folder === undefined) return fail({ reason: 'not-found' })
      if (this.#byName(box, to) !== undefined) return fail({ reason: 'exists' })
      if (from === 'INBOX') {
        const target = this.#add(box, to, null)
        target.keywords = [...folder.keywords]
        this.#move(folder, folder.messages, target)
        return ok(undefined)
      }
      for (const each of this.#folders) {
        if (each.boxId === box && `${each.name}/`.startsWith(`${from}/`)) {
          each.name = to + each.name.slice(from.length)
        }
      }
      this.#notify({ kind: 'mailboxes', box })
      return ok(undefined)
    },
    removeMailbox: async (box, name) => {
      const folder = this.#byName(box, name)
      if (folder === undefined) return fail({ reason: 'not-found' })
      if (name === 'INBOX') return fail({ reason: 'inbox' })
      if (this.#folders.some(each => each.boxId === box && each.name.startsWith(`${name}/`))) {
        return fail({ reason: 'has-children' })
      }
      this.#folders.splice(this.#folders.indexOf(folder), 1)
      this.#notify({ kind: 'mailboxes', box, removed: folder.id })
      return ok(undefined)
    },
    subscribe: async (box, name, subscribed) => {
      if (subscribed) this.#subscribed(box).add(name)
      else this.#subscribed(box).delete(name)
    },
    append: async messages => this.#append(messages),
    setFlags: async change => this.#setFlags(change),
    setRecentUid: async (id, uid) => {
      const folder = this.#byId(id)
      if (folder !== undefined) folder.recentUid = Math.max(folder.recentUid, uid)
    },
    changeShare: async change => {
      const changed = this.#shares.change(change, ++this.#modseq)
      this.#notify({ kind: 'rights', box: change.office, person: change.person })
      return changed
    },
    audit: async () => {},
    copy: async (from, uids, to, as) => this.#transfer(from, uids, to, false, as),
    move: async (from, uids, to, as) => this.#transfer(from, uids, to, true, as),
    expunge: async (id, uids) => {
      const folder = this.#byId(id)
      const wanted = uids === 'all' ? undefined : new Set(uids)
      const gone = (folder?.messages ?? []).filter(
        ({ uid, flags }) => flags & flagBits.deleted && (wanted?.has(uid) ?? true),
      )
      if (folder !== undefined) this.#remove(folder, gone)
      return { modseq: this.#modseq, uids: uidsOf(gone) }
    },
  }

  #add(box: number, name: string, role: MailboxRole | null): Folder {
    const id = ++this.#ids
    const folder: Folder = {
      id,
      boxId: box,
      name,
      role,
      uidValidity: 1_700_000_000 + id,
      uidNext: 1,
      recentUid: 1,
      modseq: 1,
      keywords: [],
      messages: [],
    }
    const above = this.#byName(box, name.slice(0, Math.max(0, name.lastIndexOf('/'))))
    this.#folders.push(folder)
    this.#shares.inherit(box, id, above?.id ?? null)
    return folder
  }

  #append(messages: readonly NewMessage[]): Result<{ uidValidity: number; uids: Uint32Array }, MailboxError> {
    const folder = this.#byId(messages[0]!.mailbox)
    if (folder === undefined) return fail({ reason: 'not-found' })
    const modseq = ++this.#modseq
    const added: Message[] = []
    const landed: Landed[] = []
    for (const { bytes, view, flags: given, keywords, internalDateMs, as } of messages) {
      const flags = as === undefined ? given : given & ~flagBits.seen
      if (as !== undefined && given & flagBits.seen) landed.push({ person: as.person, uid: folder.uidNext })
      const bits = this.#keywordBits(folder, keywords)
      if (bits === undefined) return fail({ reason: 'too-many-keywords' })
      const id = ++this.#ids
      this.#blobs.set(id, Uint8Array.from(bytes))
      this.#views.set(id, { ...view, id, blob: id })
      const { sizeBytes } = view
      added.push({ uid: folder.uidNext++, flags: flags | bits, modseq, view: id, internalDateMs, sizeBytes })
    }
    this.#arrive(folder, added)
    this.#land(folder, landed)
    return ok({ uidValidity: folder.uidValidity, uids: uidsOf(added) })
  }

  #setFlags({
    mailbox,
    uids,
    mode,
    flags,
    keywords,
    as,
  }: FlagChange): Result<{ modseq: number; uids: Uint32Array; flags: Uint32Array }, MailboxError> {
    const folder = this.#byId(mailbox)
    if (folder === undefined) return fail({ reason: 'not-found' })
    const keywordBits = this.#keywordBits(folder, keywords)
    if (keywordBits === undefined) return fail({ reason: 'too-many-keywords' })
    if (as !== undefined) return this.#setFlagsAs(folder, uids, mode, flags | keywordBits, as)
    const bits = flags | keywordBits
    const modseq = ++this.#modseq
    const wanted = new Set(uids)
    const changed = folder.messages.filter(({ uid }) => wanted.has(uid))
    for (const message of changed) {
      if (mode === 'replace') message.flags = bits
      else message.flags = mode === 'add' ? message.flags | bits : message.flags & ~bits
      message.modseq = modseq
    }
    const told = { uids: uidsOf(changed), flags: Uint32Array.from(changed, each => each.flags) }
    this.#notify({
      kind: 'flags',
      mailbox,
      box: folder.boxId,
      modseq,
      uids: told.uids.slice(),
      flags: told.flags.slice(),
      keywords: [...folder.keywords],
    })
    return ok({ modseq, ...told })
  }

  /** \Seen is the person's own; the store tells of the two parts apart. */
  #setFlagsAs(
    folder: Folder,
    uids: Uint32Array,
    mode: FlagChange['mode'],
    bits: number,
    { person, mask }: Acting,
  ): Result<{ modseq: number; uids: Uint32Array; flags: Uint32Array }, MailboxError> {
    const modseq = ++this.#modseq
    const wanted = new Set(uids)
    const { seen } = flagBits
    const told = folder.messages.filter(({ uid }) => wanted.has(uid))
    const shared: Message[] = []
    const personal: { readonly uid: number; readonly seen: number }[] = []
    const flags = told.map(message => {
      const before = (message.flags & ~seen) | this.#shares.hasSeen(person, folder.id, message.uid)
      const asked = mode === 'replace' ? bits : mode === 'add' ? before | bits : before & ~bits
      const next = (before & ~mask) | (asked & mask)
      if ((next ^ before) & seen) {
        this.#shares.setSeen(person, folder.id, message.uid, next & seen, modseq)
        personal.push({ uid: message.uid, seen: next & seen })
      }
      if ((next ^ message.flags) & ~seen) {
        message.flags = (next & ~seen) | (message.flags & seen)
        message.modseq = modseq
        shared.push(message)
      }
      return next
    })
    const place = { mailbox: folder.id, box: folder.boxId, modseq }
    if (personal.length > 0)
      this.#notify({
        ...{ kind: 'seen', ...place, person, uids: Uint32Array.from(personal, ({ uid }) => uid) },
        ...{ seen: Uint8Array.from(personal, each => each.seen), quiet: shared.length > 0 },
      })
    if (shared.length > 0)
      this.#notify({
        ...{ kind: 'flags', ...place, uids: uidsOf(shared) },
        ...{ flags: Uint32Array.from(shared, each => each.flags), keywords: [...folder.keywords] },
      })
    const isChanged = personal.length > 0 || shared.length > 0
    return ok({ modseq: isChanged ? modseq : 0, uids: uidsOf(told), flags: Uint32Array.from(flags) })
  }

  #transfer(
    from: number,
    uids: Uint32Array,
    to: number,
    remove: boolean,
    as?: Acting,
  ): Result<Copied, MailboxError> {
    const source = this.#byId(from)
    const target = this.#byId(to)
    if (source === undefined || target === undefined) return fail({ reason: 'not-found' })
    const wanted = new Set(uids)
    const messages = source.messages.filter(({ uid }) => wanted.has(uid))
    const modseq = ++this.#modseq
    const added: Message[] = []
    const landed: Landed[] = []
    for (const message of messages) {
      const names = source.keywords.filter((_, i) => message.flags & (1 << (firstKeywordBit + i)))
      const bits = this.#keywordBits(target, names)
      if (bits === undefined) return fail({ reason: 'too-many-keywords' })
      const uid = target.uidNext++
      const flags = this.#carried(source, target, message, uid, landed, as) | bits
      added.push({ ...message, uid, flags, modseq })
    }
    this.#arrive(target, added)
    this.#land(target, landed)
    if (remove) this.#remove(source, messages)
    return ok({
      uidValidity: target.uidValidity,
      sourceUids: uidsOf(messages),
      targetUids: uidsOf(added),
    })
  }

  /** The flags of a message in the mailbox that it comes to; what persons have seen goes along inside a box. */
  #carried(
    source: Folder,
    target: Folder,
    { uid, flags }: Message,
    newUid: number,
    landed: Landed[],
    as: Acting | undefined,
  ): number {
    const { seen } = flagBits
    const isInside = source.boxId === target.boxId
    const people = isInside ? this.#shares.people(source.id) : as === undefined ? [] : [as.person]
    for (const person of people) {
      if (target.boxId === person) continue
      const bit = source.boxId === person ? flags & seen : this.#shares.hasSeen(person, source.id, uid)
      if (bit !== 0 && !(person === as?.person && !(as.mask & seen))) landed.push({ person, uid: newUid })
    }
    const system = flags & 31
    if (as === undefined) return system
    if (isInside) return system & (as.mask | seen)
    if (target.boxId === as.person) return (system & ~seen) | this.#shares.hasSeen(as.person, source.id, uid)
    return system & as.mask & ~seen
  }

  /** What persons have seen of messages that have arrived. */
  #land(folder: Folder, landed: readonly Landed[]): void {
    for (const { person, uid } of landed) {
      const modseq = ++this.#modseq
      this.#shares.setSeen(person, folder.id, uid, 1, modseq)
      this.#notify({
        ...{ kind: 'seen', mailbox: folder.id, box: folder.boxId, person, modseq },
        ...{ uids: Uint32Array.of(uid), seen: Uint8Array.of(1), quiet: true },
      })
    }
  }

  #move(source: Folder, messages: Message[], target: Folder): void {
    this.#transfer(source.id, uidsOf(messages), target.id, true)
  }

  #arrive(folder: Folder, added: readonly Message[]): void {
    folder.messages.push(...added)
    this.#notify({
      kind: 'arrived',
      mailbox: folder.id,
      box: folder.boxId,
      modseq: this.#modseq,
      uids: uidsOf(added),
      flags: Uint32Array.from(added, each => each.flags),
      views: Float64Array.from(added, each => each.view),
      internalDatesMs: Float64Array.from(added, each => each.internalDateMs),
      sizesBytes: Uint32Array.from(added, each => each.sizeBytes),
      keywords: [...folder.keywords],
    })
  }

  #remove(folder: Folder, gone: readonly Message[]): void {
    if (gone.length === 0) return
    folder.messages = folder.messages.filter(message => !gone.includes(message))
    this.#notify({
      kind: 'expunged',
      mailbox: folder.id,
      box: folder.boxId,
      modseq: ++this.#modseq,
      uids: uidsOf(gone),
    })
  }

  #keywordBits(folder: Folder, names: readonly string[]): number | undefined {
    let bits = 0
    for (const name of names) {
      let at = folder.keywords.findIndex(each => each.toLowerCase() === name.toLowerCase())
      if (at < 0) at = folder.keywords.push(name) - 1
      if (at >= this.#keywordLimit) {
        folder.keywords.pop()
        return undefined
      }
      bits |= 1 << (firstKeywordBit + at)
    }
    return bits
  }

  #mailboxReads(): MailboxReads {
    const byViews = <T>(ids: readonly number[], of: (view: StoredView) => T) =>
      Promise.resolve(
        ids
          .map(id => this.#views.get(id))
          .filter(view => view !== undefined)
          .map(of),
      )
    return {
      list: async box => this.#folders.filter(({ boxId }) => boxId === box).map(each => this.#row(each)),
      byName: async (box, name) => this.#optional(this.#byName(box, name)),
      byId: async id => this.#optional(this.#byId(id)),
      subscriptions: async box => [...this.#subscribed(box)],
      snapshot: async id => {
        const messages = this.#byId(id)?.messages ?? []
        return {
          uids: uidsOf(messages),
          flags: Uint32Array.from(messages, each => each.flags),
          modseqs: Float64Array.from(messages, each => each.modseq),
          views: Float64Array.from(messages, each => each.view),
          internalDatesMs: Float64Array.from(messages, each => each.internalDateMs),
          sizesBytes: Uint32Array.from(messages, each => each.sizeBytes),
        }
      },
      countFrom: async (id, uid) =>
        (this.#byId(id)?.messages ?? []).filter(message => message.uid >= uid).length,
      views: ids => byViews(ids, view => view),
      structures: ids => byViews(ids, ({ id, structure }) => ({ ...structure, id })),
      searchTexts: ids => byViews(ids, ({ id, structure }) => ({ ...structure, id })),
    }
  }

  #blobReads(): BlobReads {
    const blobs = this.#blobs
    const slice = (blob: number, range?: { start: number; end: number }) =>
      blobs.get(blob)!.subarray(range?.start, range?.end)
    return {
      size: async blob => blobs.get(blob)?.length,
      bytes: async (blob, range) => slice(blob, range),
      async *stream(blob, range) {
        const bytes = slice(blob, range)
        for (let at = 0; at < bytes.length; at += 262_144) yield bytes.subarray(at, at + 262_144)
      },
    }
  }

  #row(folder: Folder): Mailbox {
    const { messages, ...rest } = folder
    return {
      ...rest,
      keywords: [...rest.keywords],
      subscribed: this.#subscribed(folder.boxId).has(folder.name),
      messages: messages.length,
      unseen: messages.filter(({ flags }) => !(flags & flagBits.seen)).length,
      deleted: messages.filter(({ flags }) => flags & flagBits.deleted).length,
      sizeBytes: messages.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    }
  }

  #optional(folder: Folder | undefined): Mailbox | undefined {
    return folder && this.#row(folder)
  }

  #byName(box: number, name: string): Folder | undefined {
    return this.#folders.find(each => each.boxId === box && each.name === name)
  }

  #byId(id: number): Folder | undefined {
    return this.#folders.find(each => each.id === id)
  }

  #subscribed(box: number): Set<string> {
    let names = this.#subscriptions.get(box)
    if (names === undefined) {
      names = new Set()
      this.#subscriptions.set(box, names)
    }
    return names
  }

  #notify(notice: Notice): void {
    for (const listener of this.#listeners) listener(notice)
  }
}

function uidsOf(messages: readonly Message[]): Uint32Array {
  return Uint32Array.from(messages, ({ uid }) => uid)
}
