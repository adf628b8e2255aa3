/** Mailboxes in memory, by the same contract as the store: what IMAP tests run on without a disk. */
import { fail, ok, type Result } from '../../src/base/result.ts'
import type { MailboxStore } from '../../src/mailbox/backend.ts'
import type { BlobReads } from '../../src/ports/blobs.ts'
import type { BoxId } from '../../src/ports/directory.ts'
import type { KeptHeader, KeptHeaderReads } from '../../src/ports/kept-headers.ts'
import type { KeptText, KeptTextReads } from '../../src/ports/kept-texts.ts'
import {
  type Copied,
  type FlagChange,
  type FlagsChanged,
  firstKeywordBit,
  flagBits,
  type Mailbox,
  type MailboxError,
  type MailboxReads,
  type MailboxRole,
  type NewMessage,
  type StoredView,
} from '../../src/ports/mailboxes.ts'
import type { MetadataChanges, MetadataEntry, MetadataError } from '../../src/ports/metadata.ts'
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
  readonly savedAtMs: number
}

interface Folder {
  readonly id: number
  readonly boxId: number
  name: string
  role: MailboxRole | null
  readonly uidValidity: number
  uidNext: number
  recentUid: number
  modseq: number
  keywords: string[]
  messages: Message[]
  /** Every UID that left, with the MODSEQ of it: nothing is forgotten here. */
  readonly gone: { readonly uid: number; readonly modseq: number }[]
}

interface Annotation {
  readonly box: BoxId
  readonly mailbox: number | null
  readonly entry: string
  readonly value: Uint8Array
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
  readonly #kept = new Map<number, KeptText & { readonly recipe: number }>()
  readonly #headers = new Map<number, KeptHeader & { readonly recipe: number }>()
  readonly #listeners = new Set<(notice: Notice) => void>()
  readonly #keywordLimit: number
  readonly #shares = new MemoryShares({
    of: box => this.#folders.filter(({ boxId }) => boxId === box).map(folder => this.#row(folder)),
    flagsOf: id => new Map((this.#byId(id)?.messages ?? []).map(({ uid, flags }) => [uid, flags])),
  })
  readonly #quota: {
    readonly quotaBytes: number
    readonly maxMessages: number
    readonly metadataEntries: number
  }
  #metadata: Annotation[] = []
  #ids = 0
  #modseq = 0

  constructor(keywordLimit: number, quota = { quotaBytes: 1e9, maxMessages: 1e6, metadataEntries: 1000 }) {
    this.#keywordLimit = keywordLimit
    this.#quota = quota
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
    keptTexts: this.#keptTextReads(),
    keptHeaders: { headers: async (...asked) => this.#headersOf(...asked) } satisfies KeptHeaderReads,
    metadata: { of: async (box: BoxId, mailbox: number | null) => this.#entriesOf(box, mailbox) },
    shares: this.#shares.reads,
  }

  readonly write: MailboxStore['write'] = {
    createMailbox: async (box, name, role, subscribes = false) => {
      const isTaken = role !== null && this.#folders.some(each => each.boxId === box && each.role === role)
      if (isTaken || this.#byName(box, name) !== undefined) return fail({ reason: 'exists' })
      const made = levelsAbove(name).filter(above => this.#byName(box, above) === undefined)
      for (const above of made) this.#add(box, above, null)
      const folder = this.#add(box, name, role)
      if (subscribes) for (const each of [...made, name]) this.#subscribed(box).add(each)
      this.#notify({ kind: 'mailboxes', box, names: [...made, name] })
      return ok(this.#row(folder))
    },
    renameMailbox: async (box, from, to) => {
      const folder = this.#byName(box, from)
      if (folder === undefined) return fail({ reason: 'not-found' })
      if (this.#byName(box, to) !== undefined) return fail({ reason: 'exists' })
      if (from === 'INBOX') {
        const target = this.#add(box, to, null)
        target.keywords = [...folder.keywords]
        for (const { box: of, mailbox, entry, value } of this.#metadata.filter(
          each => each.mailbox === folder.id,
        ))
          if (mailbox !== null) this.#metadata.push({ box: of, mailbox: target.id, entry, value })
        this.#move(folder, folder.messages, target)
        this.#notify({ kind: 'mailboxes', box, renamed: { from, to } })
        return ok(undefined)
      }
      for (const each of this.#folders) {
        if (each.boxId === box && `${each.name}/`.startsWith(`${from}/`)) {
          each.name = to + each.name.slice(from.length)
        }
      }
      const made = levelsAbove(to).filter(above => this.#byName(box, above) === undefined)
      for (const above of made) this.#add(box, above, null)
      this.#notify({ kind: 'mailboxes', box, names: made, renamed: { from, to } })
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
      this.#metadata = this.#metadata.filter(({ mailbox }) => mailbox !== folder.id)
      this.#notify({ kind: 'mailboxes', box, removed: folder.id, names: [name] })
      return ok(folder.id)
    },
    subscribe: async (box, name, subscribed) => {
      if (subscribed) this.#subscribed(box).add(name)
      else this.#subscribed(box).delete(name)
      this.#notify({ kind: 'mailboxes', box, subscription: name })
    },
    setMetadata: async changes => this.#setMetadata(changes),
    append: async messages => this.#append(messages),
    replace: async (from, uid, message) => {
      const folder = this.#byId(from)
      const replaced = folder?.messages.find(each => each.uid === uid)
      if (folder === undefined || replaced === undefined) return fail({ reason: 'no-message' })
      const appended = this.#append([message])
      if (appended.ok) this.#remove(folder, [replaced])
      return appended
    },
    setFlags: async change => this.#setFlags(change),
    setRecentUid: async (id, uid) => {
      const folder = this.#byId(id)
      if (folder !== undefined) folder.recentUid = Math.max(folder.recentUid, uid)
    },
    setAncestors: async found => {
      for (const { id, ancestors } of found) {
        const view = this.#views.get(id)
        if (view?.structure.ancestors !== null) continue
        this.#views.set(id, { ...view, structure: { ...view.structure, ancestors } })
      }
    },
    keepTexts: async (recipe, kept) => {
      for (const each of kept) if (this.#views.has(each.id)) this.#kept.set(each.id, { ...each, recipe })
    },
    keepHeaders: async (recipe, kept) => {
      for (const each of kept) if (this.#views.has(each.id)) this.#headers.set(each.id, { ...each, recipe })
    },
    changeShare: async change => {
      const changed = this.#shares.change(change, ++this.#modseq)
      this.#notify({ kind: 'rights', box: change.office, person: change.person })
      return changed
    },
    copy: async (from, uids, to, as) => this.#transfer(from, uids, to, false, as),
    move: async (from, uids, to, as) => this.#transfer(from, uids, to, true, as),
    expunge: async (id, uids) => {
      const folder = this.#byId(id)
      const wanted = uids === 'all' ? undefined : new Set(uids)
      const gone = (folder?.messages ?? []).filter(
        ({ uid, flags }) => flags & flagBits.deleted && (wanted?.has(uid) ?? true),
      )
      if (folder !== undefined) this.#remove(folder, gone)
      return { modseq: folder?.modseq ?? 0, uids: uidsOf(gone) }
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
      gone: [],
    }
    const above = this.#byName(box, name.slice(0, Math.max(0, name.lastIndexOf('/'))))
    this.#folders.push(folder)
    this.#shares.inherit(box, id, above?.id ?? null)
    return folder
  }

  #append(messages: readonly NewMessage[]): Result<{ uidValidity: number; uids: Uint32Array }, MailboxError> {
    const folder = this.#byId(messages[0]!.mailbox)
    if (folder === undefined) return fail({ reason: 'not-found' })
    const sizes = messages.reduce((sum, { view }) => sum + view.sizeBytes, 0)
    if (!this.#hasRoom(folder.boxId, messages.length, sizes)) return fail({ reason: 'over-quota' })
    const modseq = this.#nextModseq(folder)
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
      const kept = { view: id, internalDateMs, sizeBytes, savedAtMs: Date.now() }
      added.push({ uid: folder.uidNext++, flags: flags | bits, modseq, ...kept })
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
    unchangedSince = Number.POSITIVE_INFINITY,
    as,
  }: FlagChange): Result<FlagsChanged, MailboxError> {
    const folder = this.#byId(mailbox)
    if (folder === undefined) return fail({ reason: 'not-found' })
    const wanted = new Set(uids)
    const named = folder.messages.filter(({ uid }) => wanted.has(uid))
    const modseqOf = ({ uid, modseq }: Message) =>
      as === undefined ? modseq : Math.max(modseq, this.#shares.modseqOf(as.person, mailbox, uid))
    const passed = named.filter(message => modseqOf(message) <= unchangedSince)
    const modified = uidsOf(named.filter(message => modseqOf(message) > unchangedSince))
    const known = folder.keywords.length
    const has = (name: string) => folder.keywords.some(each => each.toLowerCase() === name.toLowerCase())
    const asked = mode === 'remove' ? keywords.filter(has) : keywords
    const keywordBits = passed.length === 0 ? 0 : this.#keywordBits(folder, asked)
    if (keywordBits === undefined) return fail({ reason: 'too-many-keywords' })
    if (as !== undefined) {
      const changed = this.#setFlagsAs(folder, passed, mode, flags | keywordBits, as)
      return ok({ ...changed, modified })
    }
    const bits = flags | keywordBits
    const next = (old: number) => (mode === 'replace' ? bits : mode === 'add' ? old | bits : old & ~bits)
    const changed = passed.filter(message => next(message.flags) !== message.flags)
    const hasChanged = changed.length > 0 || folder.keywords.length > known
    const modseq = hasChanged ? this.#nextModseq(folder) : 0
    for (const message of changed) {
      message.flags = next(message.flags)
      message.modseq = modseq
    }
    if (hasChanged) {
      this.#notify({
        kind: 'flags',
        mailbox,
        box: folder.boxId,
        modseq,
        uids: uidsOf(changed),
        flags: Uint32Array.from(changed, each => each.flags),
        keywords: [...folder.keywords],
      })
    }
    return ok({ modseq, uids: uidsOf(passed), flags: Uint32Array.from(passed, each => each.flags), modified })
  }

  #nextModseq(folder: Folder): number {
    folder.modseq = ++this.#modseq
    return folder.modseq
  }

  /** \Seen is the person's own; the store tells of the two parts apart. */
  #setFlagsAs(
    folder: Folder,
    told: readonly Message[],
    mode: FlagChange['mode'],
    bits: number,
    { person, mask }: Acting,
  ): Omit<FlagsChanged, 'modified'> {
    const modseq = ++this.#modseq
    const { seen } = flagBits
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
    if (shared.length > 0) folder.modseq = modseq
    if (shared.length > 0)
      this.#notify({
        ...{ kind: 'flags', ...place, uids: uidsOf(shared) },
        ...{ flags: Uint32Array.from(shared, each => each.flags), keywords: [...folder.keywords] },
      })
    const isChanged = personal.length > 0 || shared.length > 0
    return { modseq: isChanged ? modseq : 0, uids: uidsOf(told), flags: Uint32Array.from(flags) }
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
    const staysInside = remove && source.boxId === target.boxId
    if (!staysInside && !this.#hasRoom(target.boxId, messages.length, sizeOf(messages)))
      return fail({ reason: 'over-quota' })
    if (messages.length === 0) {
      const none = new Uint32Array()
      return ok({ uidValidity: target.uidValidity, sourceUids: none, targetUids: none })
    }
    const modseq = this.#nextModseq(target)
    const added: Message[] = []
    const landed: Landed[] = []
    for (const message of messages) {
      const names = source.keywords.filter((_, i) => message.flags & (1 << (firstKeywordBit + i)))
      const bits = this.#keywordBits(target, names)
      if (bits === undefined) return fail({ reason: 'too-many-keywords' })
      const uid = target.uidNext++
      const flags = this.#carried(source, target, message, uid, landed, as) | bits
      added.push({ ...message, uid, flags, modseq, savedAtMs: Date.now() })
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
      modseq: folder.modseq,
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
    const modseq = this.#nextModseq(folder)
    for (const { uid } of gone) folder.gone.push({ uid, modseq })
    this.#notify({
      kind: 'expunged',
      mailbox: folder.id,
      box: folder.boxId,
      modseq,
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
      list: async box =>
        this.#folders
          .filter(({ boxId }) => boxId === box)
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map(each => this.#row(each)),
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
      savedDates: async (id, uids) => {
        const dates = new Map(this.#byId(id)?.messages.map(({ uid, savedAtMs }) => [uid, savedAtMs]))
        return Float64Array.from(uids, uid => dates.get(uid) ?? Number.NaN)
      },
      countFrom: async (id, uid) =>
        (this.#byId(id)?.messages ?? []).filter(message => message.uid >= uid).length,
      deletedBytes: async id => sizeOf((this.#byId(id)?.messages ?? []).filter(isDeleted)),
      quota: async box => this.#usage(box),
      expungedSince: async (id, since) =>
        (this.#byId(id)?.gone ?? [])
          .filter(({ modseq }) => modseq > since)
          .map(({ uid }) => [uid, uid] as const),
      views: ids => byViews(ids, view => view),
      sources: ids => byViews(ids, view => view),
      structures: ids => byViews(ids, ({ id, structure }) => ({ ...structure, id })),
      searchTexts: ids => byViews(ids, ({ id, structure }) => ({ ...structure, id })),
      sentDates: ids => byViews(ids, ({ id, structure: { sentAt } }) => ({ id, sentAt })),
      threadTexts: ids => byViews(ids, ({ id, structure }) => ({ ...structure, id })),
    }
  }

  #keptTextReads(): KeptTextReads {
    const kept = (recipe: number, ids: readonly number[]) =>
      ids.flatMap(id => this.#kept.get(id) ?? []).filter(each => each.recipe === recipe)
    return {
      filters: async (recipe, ids) => kept(recipe, ids).map(({ id, filter }) => [id, filter] as const),
      texts: async (recipe, ids) =>
        kept(recipe, ids).flatMap(({ id, text }) => (text === null ? [] : [[id, text] as const])),
    }
  }

  #headersOf(recipe: number, ids: readonly number[], which: 'listed' | 'whole') {
    const kept = ids.flatMap(id => this.#headers.get(id) ?? []).filter(each => each.recipe === recipe)
    return kept.map(each => [each.id, each[which]] as const)
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
    const { messages, gone: _, ...rest } = folder
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

  #entriesOf(box: BoxId, mailbox: number | null): readonly MetadataEntry[] {
    return this.#metadata
      .filter(each => each.box === box && each.mailbox === mailbox)
      .map(({ entry, value }) => ({ name: entry, value }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  #setMetadata({
    box,
    mailbox,
    entries,
    role,
    person = box,
    by,
  }: MetadataChanges): Result<void, MetadataError> {
    const ownerOf = (entry: string) => (entry.startsWith('/private/') ? person : box)
    const folder = mailbox === null ? undefined : this.#byId(mailbox)
    if (mailbox !== null && folder === undefined) return fail({ reason: 'not-found' })
    const names = new Set(entries.map(({ name }) => name))
    const kept = this.#metadata.filter(
      each => !(each.box === ownerOf(each.entry) && each.mailbox === mailbox && names.has(each.entry)),
    )
    const put = entries.flatMap(({ name, value }) =>
      value === null ? [] : [{ box: ownerOf(name), mailbox, entry: name, value }],
    )
    const countOf = (owner: BoxId) => [...kept, ...put].filter(each => each.box === owner).length
    if (put.some(each => countOf(each.box) > this.#quota.metadataEntries)) return fail({ reason: 'too-many' })
    if (role !== undefined && folder !== undefined) {
      const holder = this.#folders.find(each => each.boxId === box && role !== null && each.role === role)
      if (folder.role === 'inbox' || (holder !== undefined && holder !== folder))
        return fail({ reason: 'use' })
      folder.role = role
    }
    this.#metadata = [...kept, ...put]
    for (const owner of new Set([person, box])) {
      const changed = [...names].filter(name => ownerOf(name) === owner)
      if (changed.length > 0 || person === box)
        this.#notify({ kind: 'metadata', box: owner, mailbox, entries: changed, by })
    }
    return ok(undefined)
  }

  #usage(box: number) {
    const messages = this.#folders.filter(({ boxId }) => boxId === box).flatMap(each => each.messages)
    return {
      quotaBytes: this.#quota.quotaBytes,
      usedBytes: sizeOf(messages),
      messages: messages.length,
    }
  }

  #hasRoom(box: number, count: number, sizeBytes: number): boolean {
    const { quotaBytes, usedBytes, messages } = this.#usage(box)
    return usedBytes + sizeBytes <= quotaBytes && messages + count <= this.#quota.maxMessages
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

/** From the top down. */
function levelsAbove(name: string): string[] {
  const levels = name.split('/')
  return levels.slice(1).map((_, i) => levels.slice(0, i + 1).join('/'))
}

function sizeOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

function isDeleted({ flags }: Message): boolean {
  return (flags & flagBits.deleted) !== 0
}

function uidsOf(messages: readonly Message[]): Uint32Array {
  return Uint32Array.from(messages, ({ uid }) => uid)
}
