/**
 * The folders that auditors have open, in memory: each is loaded once for all who see the same letters, and kept
 * current. Letters are only ever added, with numbers above those that are there; erased ones go.
 */
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import { type MailboxChange, type MailboxListener, ToldFailure } from '../imap/backend.ts'
import { Mirror } from '../mailbox/mirror.ts'
import type { EntryId } from '../ports/archive.ts'
import type { LetterList, LetterReads, Period } from '../ports/audit-mailboxes.ts'
import type { Mailbox, MailboxSnapshot } from '../ports/mailboxes.ts'
import type { Query, Scope, SearchIndex } from '../ports/search.ts'
import { type Folder, keyOf, uidValidityOf } from './folders.ts'

export interface OpenFoldersParts {
  readonly letters: LetterReads
  readonly index: Pick<SearchIndex, 'entries'>
  /** What tells this archive from every other: the hash of its first leaf, and when it was restored. */
  readonly archive: () => Promise<Uint8Array>
  readonly limits: Pick<Limits, 'auditFolderLetters' | 'auditOpenLetters'>
  /** Told of letters that are not kept any more. */
  readonly onErased: (ids: readonly EntryId[]) => void
  readonly log: Logger
}

export interface FolderLease extends Disposable {
  readonly mirror: Mirror
  readonly uidValidity: number
  /** The letters have no bytes any more: they leave the folder. */
  drop(ids: readonly EntryId[]): void
}

/** Letters that came after a number, up to another. */
interface News {
  readonly letters: LetterList
  readonly upTo: EntryId
}

interface Open {
  readonly folder: Folder
  readonly scope: Scope
  readonly mirror: Mirror
  readonly uidValidity: number
  readonly listeners: Set<MailboxListener>
  /** Every entry up to this number was looked at. */
  upTo: EntryId
  /** Nothing new was found out at the last attempt. */
  isFailing: boolean
}

interface Shared {
  readonly opening: Promise<Open>
  users: number
}

/** Numbers asked of the index at a time. */
const indexPage = 1000

export class OpenFolders {
  readonly #parts: OpenFoldersParts
  readonly #shared = new Map<string, Shared>()
  readonly #loaded = new Set<Open>()
  /** Every line of the trail up to this one was looked at for erasures. */
  #act: number | undefined

  constructor(parts: OpenFoldersParts) {
    this.#parts = parts
  }

  /** Rejects with ToldFailure when the folder has too many letters, or all that are open together have. */
  async lease(folder: Folder, scope: Scope, listener: MailboxListener): Promise<FolderLease> {
    const key = keyOf(folder, scope)
    let shared = this.#shared.get(key)
    if (shared === undefined) {
      shared = { opening: this.#load(folder, scope, key), users: 0 }
      this.#shared.set(key, shared)
    }
    const held = shared
    held.users++
    const leave = () => {
      if (--held.users > 0 || this.#shared.get(key) !== held) return
      this.#shared.delete(key)
      held.opening.then(open => this.#loaded.delete(open)).catch(() => undefined)
    }
    const open = await held.opening.catch((error: unknown) => {
      leave()
      throw error
    })
    open.listeners.add(listener)
    let isHeld = true
    return {
      mirror: open.mirror,
      uidValidity: open.uidValidity,
      drop: ids => {
        this.#parts.onErased(ids)
        this.#drop(open, ids)
      },
      [Symbol.dispose]() {
        if (!isHeld) return
        isHeld = false
        open.listeners.delete(listener)
        leave()
      },
    }
  }

  /** Shows what came and what was erased since. */
  async refresh(): Promise<void> {
    const { letters, onErased } = this.#parts
    this.#act ??= await letters.lastAct()
    const erased = await letters.erasures(this.#act)
    this.#act = erased.upTo
    if (erased.entries.length > 0) onErased(erased.entries)
    for (const open of [...this.#loaded]) {
      if (erased.entries.length > 0) this.#drop(open, erased.entries)
      await this.#refreshOrLog(open)
    }
  }

  async #load(folder: Folder, scope: Scope, key: string): Promise<Open> {
    const { letters, archive, limits } = this.#parts
    // Before the letters are read: what is erased from now on is taken away again.
    this.#act ??= await letters.lastAct()
    const news = await this.#first(folder, scope, limits.auditFolderLetters + 1)
    if (news.letters.ids.length > limits.auditFolderLetters)
      throw new ToldFailure('LIMIT', 'The folder has too many letters: narrow it by a query')
    const uidValidity = uidValidityOf(await archive(), key)
    let openLetters = news.letters.ids.length
    for (const { mirror } of this.#loaded) openLetters += mirror.count
    if (openLetters > limits.auditOpenLetters)
      throw new ToldFailure('LIMIT', 'Too many letters are open at once, try again later')
    const mailbox = mailboxOf(folder, uidValidity, news.letters)
    const open: Open = {
      folder,
      scope,
      mirror: new Mirror(mailbox, snapshotOf(news.letters)),
      uidValidity,
      listeners: new Set(),
      upTo: news.upTo,
      isFailing: false,
    }
    this.#loaded.add(open)
    return open
  }

  /** One folder's trouble, such as an index that does not answer, is not the others'; it is told once. */
  async #refreshOrLog(open: Open): Promise<void> {
    try {
      await this.#refresh(open)
      open.isFailing = false
    } catch (error) {
      if (!open.isFailing)
        this.#parts.log.warn({ err: error, folder: open.folder.name }, 'an open folder does not grow')
      open.isFailing = true
    }
  }

  async #refresh(open: Open): Promise<void> {
    const { limits } = this.#parts
    const news = await this.#news(open.folder, open.scope, open.upTo, limits.auditFolderLetters)
    open.upTo = news.upTo
    const { ids, receivedAtMs, sizesBytes } = news.letters
    if (ids.length === 0) return
    open.mirror.apply({
      kind: 'arrived',
      mailbox: 0,
      box: 0,
      modseq: 0,
      uids: ids,
      flags: new Uint32Array(ids.length),
      views: Float64Array.from(ids),
      internalDatesMs: receivedAtMs,
      sizesBytes,
    })
    tell(open, { kind: 'arrived' })
  }

  #drop(open: Open, ids: readonly EntryId[]): void {
    const before = open.mirror.count
    open.mirror.expunge(Uint32Array.from(ids))
    if (open.mirror.count < before) tell(open, { kind: 'expunged', modseq: 0 })
  }

  /** All letters of a folder; an index that does not answer is no fault of the server's, and may answer later. */
  async #first(folder: Folder, scope: Scope, limit: number): Promise<News> {
    try {
      return await this.#news(folder, scope, 0, limit)
    } catch (error) {
      if (folder.kind !== 'query' || error instanceof ToldFailure) throw error
      this.#parts.log.warn({ err: error, folder: folder.name }, 'a folder could not be opened')
      throw new ToldFailure('UNAVAILABLE', 'The index does not answer, try again later')
    }
  }

  #news(folder: Folder, scope: Scope, after: EntryId, limit: number): Promise<News> {
    switch (folder.kind) {
      case 'inbox':
        return Promise.resolve({ letters: noLetters, upTo: after })
      case 'month':
        return this.#newsOfPeriod(folder.period, after, limit)
      case 'query':
        return this.#newsOfQuery(folder.query, scope, after, limit)
    }
  }

  async #newsOfPeriod(period: Period, after: EntryId, limit: number): Promise<News> {
    const last = await this.#parts.letters.last()
    if (last <= after) return { letters: noLetters, upTo: after }
    const letters = await this.#parts.letters.inPeriod(period, after, last, limit)
    return { letters, upTo: letters.ids.length < limit ? last : letters.ids.at(-1)! }
  }

  async #newsOfQuery(query: Query, scope: Scope, after: EntryId, limit: number): Promise<News> {
    const { index, letters } = this.#parts
    const ids: EntryId[] = []
    let upTo: EntryId = Number.MAX_SAFE_INTEGER
    for (let at = after; ids.length < limit; at = ids.at(-1) ?? after) {
      const page = await index.entries(query, scope, at, indexPage)
      upTo = Math.min(upTo, page.indexedTo)
      for (const id of page.ids) ids.push(id)
      if (page.ids.length < indexPage) break
    }
    // Beyond the least that the index knew meanwhile one may be missing.
    const found = ids.filter(id => id <= upTo).slice(0, limit)
    if (upTo <= after) return { letters: noLetters, upTo: after }
    // The index is derived: the store has the last word on the scope.
    const kept = await letters.byId(found, scope)
    const list = {
      ids: Uint32Array.from(kept, letter => letter.id),
      receivedAtMs: Float64Array.from(kept, letter => letter.receivedAt),
      sizesBytes: Uint32Array.from(kept, letter => letter.sizeBytes),
    }
    return {
      letters: list,
      upTo: found.length < limit ? upTo : found.at(-1)!,
    }
  }
}

const noLetters: LetterList = {
  ids: new Uint32Array(0),
  receivedAtMs: new Float64Array(0),
  sizesBytes: new Uint32Array(0),
}

function tell({ listeners }: Open, change: MailboxChange): void {
  for (const listener of listeners) listener(change)
}

/** Of a folder that is not loaded, all counts are 0. */
export function mailboxOf(
  folder: Folder,
  uidValidity: number,
  { ids, sizesBytes }: LetterList = noLetters,
): Mailbox {
  return {
    id: 0,
    boxId: 0,
    name: folder.name,
    role: folder.kind === 'inbox' ? 'inbox' : null,
    subscribed: true,
    uidValidity,
    uidNext: (ids.at(-1) ?? 0) + 1,
    // \Recent is a claim of a session, which reading alone must not make.
    recentUid: Number.MAX_SAFE_INTEGER,
    modseq: 0,
    messages: ids.length,
    unseen: ids.length,
    deleted: 0,
    sizeBytes: sizesBytes.reduce((sum, size) => sum + size, 0),
    keywords: [],
  }
}

function snapshotOf({ ids, receivedAtMs, sizesBytes }: LetterList): MailboxSnapshot {
  return {
    uids: ids,
    flags: new Uint32Array(ids.length),
    modseqs: new Float64Array(ids.length),
    views: Float64Array.from(ids),
    internalDatesMs: receivedAtMs,
    sizesBytes,
  }
}
