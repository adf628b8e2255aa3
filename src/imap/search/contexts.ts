/**
 * Searches whose results are kept current: UPDATE of RFC 5267 §4.3. What changed of the mailbox is looked at after it was
 * told, and what that changes of the results is told with ADDTO and REMOVEFROM.
 *
 * A session has one of these only once it asked for UPDATE; it holds the MODSEQ of each message, and the UIDs found.
 */
import type { Item } from '../fetch/items.ts'
import { Responder } from '../fetch/respond.ts'
import type { Session } from '../session.ts'
import { comparing } from '../sort/columns.ts'
import type { Criterion } from '../sort/criteria.ts'
import { formatSet, savedResult } from '../wire/sequence-set.ts'
import { anyKey, type Key } from './keys.ts'
import { asksSent, matcherOf, needsColumns, siftedTexts } from './match.ts'
import { pacer, type Searched, scan } from './scan.ts'

interface Context {
  readonly tag: string
  readonly byUid: boolean
  readonly key: Key
  /** Null where the results are in the mailbox's order. */
  readonly criteria: readonly Criterion[] | null
  /** Of each new message that is added (RFC 5465 §7). */
  readonly fetch: readonly Item[]
  /** UIDs in the order of the results. */
  uids: number[]
}

/** All messages of a view at a moment: UIDs, ascending, each with its MODSEQ; -1 where the message was gone. */
interface Picture {
  readonly uids: Uint32Array
  readonly modseqs: Float64Array
}

/** Results of which a client is told by their positions, and so one by one. */
type Change = readonly [position: number, uids: readonly number[]]

export class Contexts {
  readonly #session: Session
  readonly #searched: Searched
  readonly #contexts = new Map<string, Context>()
  /** What was looked at. */
  #noted: Picture = { uids: new Uint32Array(0), modseqs: new Float64Array(0) }

  constructor(session: Session, searched: Searched) {
    this.#session = session
    this.#searched = searched
  }

  has(tag: string): boolean {
    return this.#contexts.has(tag)
  }

  get count(): number {
    return this.#contexts.size
  }

  /** Called before a search looks, so that what others change while it does is looked at again. */
  begin(): void {
    if (this.#contexts.size === 0) this.#noted = this.#picture()
  }

  /** Keeps results current from `begin` on; `places` are in the order of the results. */
  add(
    tag: string,
    byUid: boolean,
    key: Key,
    criteria: readonly Criterion[] | null,
    places: Uint32Array,
    fetch: readonly Item[],
  ): void {
    const uids = Array.from(this.#searched.view.uids(places))
    this.#contexts.set(tag, { tag, byUid, key, criteria, fetch, uids })
  }

  cancel(tag: string): void {
    this.#contexts.delete(tag)
  }

  /** Takes out what is gone, before that is told: until then the sequence numbers mean it (RFC 5267 §4.3.4). */
  tellExpunged(): void {
    const { view } = this.#searched
    const isGone = (uid: number) => {
      const place = view.place(uid)
      return place < 0 || view.row(place) < 0
    }
    for (const context of this.#contexts.values()) this.#remove(context, isGone)
  }

  /** Looks at what changed since the last time. */
  async tellChanged(): Promise<void> {
    if (this.#contexts.size === 0) return
    const now = this.#picture()
    const changed = this.#changed(now)
    if (changed.length === 0) return
    const { view, mailbox } = this.#searched
    for (const context of [...this.#contexts.values()]) {
      const matcher = matcherOf(context.key, view, mailbox.messages, { nowMs: this.#session.clock.now() })
      if (matcher === undefined) continue
      const options = {
        among: changed,
        sifted: siftedTexts(context.key),
        datesFirst: asksSent(context.key),
        columnsFirst: needsColumns(context.key),
      }
      const fitting = new Set(view.uids(await scan(this.#searched, matcher, options)))
      const looked = new Set(view.uids(changed))
      const known = new Set(context.uids)
      this.#remove(context, uid => looked.has(uid) && !fitting.has(uid))
      const added = [...fitting].filter(uid => !known.has(uid))
      if (context.fetch.length > 0) await this.#fetchNew(context.fetch, added)
      if (added.length > 0) await this.#insert(context, added)
    }
    // As it was before anything was waited for: what has changed since comes next.
    this.#noted = now
  }

  /** Before they are told as results, and not of those that only other flags have added (RFC 5465 §7). */
  async #fetchNew(items: readonly Item[], added: readonly number[]): Promise<void> {
    const lastNoted = this.#noted.uids.at(-1) ?? 0
    const arrived = added.filter(uid => uid > lastNoted)
    const places = Uint32Array.from(arrived, uid => this.#searched.view.place(uid))
    if (places.length > 0) await new Responder(this.#session, items).respond(places)
  }

  #remove(context: Context, leaves: (uid: number) => boolean): void {
    const changes: Change[] = []
    const kept: number[] = []
    const gone: number[] = []
    // From the end: what is taken out moves nothing that is taken out later.
    for (let i = context.uids.length - 1; i >= 0; i--) {
      const uid = context.uids[i]!
      if (!leaves(uid)) kept.push(uid)
      else if (context.criteria === null) gone.push(uid)
      else changes.push([i + 1, [uid]])
    }
    if (gone.length > 0) changes.push([0, gone.reverse()])
    if (changes.length === 0) return
    context.uids = kept.reverse()
    this.#tell(context, 'REMOVEFROM', changes)
  }

  async #insert(context: Context, added: readonly number[]): Promise<void> {
    if (context.criteria === null) {
      context.uids = [...context.uids, ...added].sort((a, b) => a - b)
      this.#tell(context, 'ADDTO', [[0, added]])
      return
    }
    const changes: Change[] = []
    for (const uid of added) {
      const at = await this.#positionOf(uid, context.uids, context.criteria)
      context.uids.splice(at, 0, uid)
      changes.push([at + 1, [uid]])
    }
    this.#tell(context, 'ADDTO', changes)
  }

  /** By halves: of a hundred thousand sorted messages, seventeen are read. */
  async #positionOf(uid: number, uids: readonly number[], criteria: readonly Criterion[]): Promise<number> {
    const { view } = this.#searched
    const pause = pacer()
    let low = 0
    let high = uids.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = uids[middle]!
      const places = Uint32Array.of(view.place(uid), view.place(other))
      const compare = await comparing(this.#searched, places, criteria, undefined, pause)
      if ((compare(0, 1) || uid - other) < 0) high = middle
      else low = middle + 1
    }
    return low
  }

  /**
   * RFC 5267 §5:
   *
   *     ret-data-addto      = "ADDTO" SP "(" context-position SP sequence-set *(SP context-position SP sequence-set) ")"
   *     ret-data-removefrom = "REMOVEFROM" SP "(" context-position SP sequence-set … ")"
   */
  #tell({ tag, byUid }: Context, what: 'ADDTO' | 'REMOVEFROM', changes: readonly Change[]): void {
    const { view } = this.#searched
    // UIDONLY may have been enabled since.
    const tellsUids = byUid || view.uidOnly
    const pairs = changes.map(([position, uids]) => {
      const numbers = tellsUids ? uids : uids.map(uid => view.place(uid) + 1)
      return `${position} ${formatSet(numbers)}`
    })
    const { writer } = this.#session
    writer.text('* ESEARCH (TAG ').string(tag)
    writer.text(`)${tellsUids ? ' UID' : ''} ${what} (${pairs.join(' ')})\r\n`)
  }

  /** Places of messages that are new or have another MODSEQ than when they were looked at. */
  #changed(now: Picture): Uint32Array {
    const { uids, modseqs } = this.#noted
    const changed: number[] = []
    for (let place = 0, at = 0; place < now.uids.length; place++) {
      const uid = now.uids[place]!
      const modseq = now.modseqs[place]!
      while (at < uids.length && uids[at]! < uid) at++
      if (modseq >= 0 && !(uids[at] === uid && modseqs[at] === modseq)) changed.push(place)
    }
    return Uint32Array.from(changed)
  }

  #picture(): Picture {
    const { view, mailbox } = this.#searched
    const { modseqs } = mailbox.messages
    const picture = { uids: new Uint32Array(view.exists), modseqs: new Float64Array(view.exists) }
    for (let place = 0; place < view.exists; place++) {
      const row = view.row(place)
      picture.uids[place] = view.uid(place)
      picture.modseqs[place] = row < 0 ? -1 : modseqs[row]!
    }
    return picture
  }
}

/**
 * Why the results of a search are not kept current (RFC 5267 §4.3.1), or undefined: sequence numbers and `*` come to mean
 * other messages, ages change without any event, and scores are of one search. Auditors are shown what they asked for
 * and no more.
 */
export function updateRefusal(
  { account, limits, telling }: Pick<Session, 'account' | 'limits' | 'telling'>,
  key: Key,
  criteria: readonly Criterion[] | null,
): string | undefined {
  if ((telling.contexts?.count ?? 0) >= limits.imapContexts) return 'Too many contexts'
  if (account.readOnly || anyKey(key, moves) || criteria?.some(each => each.key === 'RELEVANCY'))
    return 'These results are not updated'
  return undefined
}

function moves(key: Key): boolean {
  if (key.kind === 'older' || key.kind === 'younger' || key.kind === 'unbound') return true
  if (key.kind !== 'set') return false
  if (!key.byUid || key.set === savedResult) return true
  return key.set.some(({ first, last }) => Math.max(first, last) === Number.POSITIVE_INFINITY)
}

/** Called before the messages are looked at, where UPDATE is asked for. */
export function beginUpdates(session: Session, key: Key, criteria: readonly Criterion[] | null): void {
  const { telling, selected, limits } = session
  if (updateRefusal(session, key, criteria) !== undefined) return
  telling.contexts ??= new Contexts(session, { ...selected, limits })
  telling.contexts.begin()
}

/** Honours UPDATE for results that were just told, or says that it does not. */
export function keepCurrent(
  session: Session,
  byUid: boolean,
  key: Key,
  criteria: readonly Criterion[] | null,
  places: Uint32Array,
  fetch: readonly Item[] = [],
): void {
  const refusal = updateRefusal(session, key, criteria)
  if (refusal !== undefined) {
    refuseUpdate(session, refusal)
    return
  }
  session.telling.contexts?.add(session.tag, byUid, key, criteria, places, fetch)
}

export function refuseUpdate({ writer, tag, telling }: Session, reason: string): void {
  if (telling.contexts?.count === 0) telling.contexts = undefined
  writer.text('* NO [NOUPDATE ').string(tag).text(`] ${reason}\r\n`)
}
