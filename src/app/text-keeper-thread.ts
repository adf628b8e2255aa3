/**
 * The thread that reads letters for IMAP's searches before anybody searches (`imap/search/kept-content.ts`), and their headers
 * for FETCH: a read-only connection of its own, asked for a batch at a time. What cannot be read is passed over, and read when
 * it is asked for.
 */
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { crc32 } from 'node:zlib'
import type { Limits } from '../base/limits.ts'
import { headerRecipe, keptHeader } from '../imap/fetch/kept-header.ts'
import { readContent } from '../imap/search/content.ts'
import { type KeptLimits, keptText, recipeOf } from '../imap/search/kept-content.ts'
import { packSlab, slabBytes, slabLetters } from '../imap/search/slabs.ts'
import { parseParts } from '../mail/stored.ts'
import { readView } from '../mailbox/view-bytes.ts'
import { type KeptHeader, keptHeaderBytes } from '../ports/kept-headers.ts'
import { type KeptText, keptBatchBytes, keptBytes, type NewSlab, type SlabId } from '../ports/kept-texts.ts'
import type { MailboxId, StoredView, ViewId } from '../ports/mailboxes.ts'
import { lowerPriority } from '../search/priority.ts'
import { openReaderDb } from '../store/sqlite/connection.ts'
import { KeyWrap } from '../store/sqlite/frames.ts'
import { BlobReader } from '../store/sqlite/reads/blobs.ts'
import { KeptTextReader } from '../store/sqlite/reads/kept-texts.ts'
import { MailboxReader } from '../store/sqlite/reads/mailboxes.ts'
import { type SlabPlan, SlabPlanner } from '../store/sqlite/reads/slab-plans.ts'
import { SlabSeal } from '../store/sqlite/slab-seal.ts'

export type KeeperLimits = KeptLimits & Pick<Limits, 'imapKeptHeaderBytes'>

export interface TextKeeperData {
  readonly dataDir: string
  readonly masterKey: Uint8Array
  readonly limits: KeeperLimits
}

/** Asks for the views after `after`, but not for those of `passed`; null: after those of which the store knows. */
interface AskForBatch {
  readonly kind: 'next'
  readonly after: ViewId | null
  readonly passed: readonly ViewId[]
}

export type ToTextKeeper =
  | AskForBatch
  /** What is next to be put together in these mailboxes; null: in any. */
  | { readonly kind: 'pack'; readonly mailboxes: readonly MailboxId[] | null }
  /** Files of the store that are gone. */
  | { readonly kind: 'segments'; readonly removed: readonly number[] }
  | { readonly kind: 'erased' }
  /** After the batch at hand. */
  | { readonly kind: 'close' }

/** A batch, and the last view of it; null when there was none left. */
export interface TextBatch {
  readonly kind: 'batch'
  readonly recipe: number
  readonly kept: readonly KeptText[]
  /** Where the letters of these are. */
  readonly mailboxes: readonly MailboxId[]
  readonly headerRecipe: number
  readonly headers: readonly KeptHeader[]
  readonly keptTo: ViewId | null
  /** Of texts and headers together. */
  readonly progressRecipe: number
  readonly workedMs: number
  /** Letters that could not be read: how many, and why the last of them was not. */
  readonly failed: number
  readonly cause: string
}

/** What to do with slabs, or null, and the mailboxes in which there may be more to do. */
export interface PackedSlabs {
  readonly kind: 'packed'
  readonly step: { readonly outdated: readonly SlabId[]; readonly slab: NewSlab | null } | null
  readonly left: readonly MailboxId[]
  readonly workedMs: number
  /** Mailboxes that could not be looked at: how many, and why the last of them was not. */
  readonly failed: number
  readonly cause: string
}

/** `at` is told before a letter is read. */
export type FromTextKeeper = TextBatch | PackedSlabs | { readonly kind: 'at'; readonly view: ViewId }

const batchViews = 128
/** A letter up to this size is read whole. */
const openedBytes = 256 * 1024
/** Fewer letters of a mailbox are not put together. */
const leastLetters = 256
/** Longest look at mailboxes in which there is nothing to do. */
const lookMs = 50
const cacheKiB = 1024

function main({ dataDir, masterKey, limits }: TextKeeperData, port: NonNullable<typeof parentPort>): void {
  const db = openReaderDb(join(dataDir, 'store.db'), cacheKiB)
  const blobs = new BlobReader(db, new KeyWrap(masterKey), join(dataDir, 'blobs'))
  const mailboxes = new MailboxReader(db)
  const texts = new KeptTextReader(db, masterKey)
  const sizes = { leastLetters, mostLetters: slabLetters, mostBytes: slabBytes }
  const plans = new SlabPlanner(db, masterKey, sizes)
  const slabSeal = new SlabSeal(masterKey)
  const recipe = recipeOf(limits)
  const recipes = { texts: recipe, headers: headerRecipe }
  const progressRecipe = crc32(`${recipe} ${headerRecipe}`)
  const tell = (message: FromTextKeeper) => port.postMessage(message)

  type Source = Parameters<typeof readContent>[0]

  /** What is not too large is opened once, for its header and its texts. */
  async function open(view: StoredView, hasText: boolean): Promise<Source> {
    if (hasText || view.sizeBytes > openedBytes) return { read: (_, range) => readView(blobs, view, range) }
    const whole = await readView(blobs, view, { start: 0, end: view.sizeBytes })
    return { read: async (_, { start, end }) => whole.subarray(start, end) }
  }

  async function headerOf(view: StoredView, source: Source): Promise<KeptHeader | undefined> {
    const { headerStart: start, headerEnd: end } = parseParts(view.structure.parts)
    if (end - start > limits.imapKeptHeaderBytes) return undefined
    // By itself: between threads the whole letter would be copied with it.
    return keptHeader(view.id, new Uint8Array(await source.read(view, { start, end })))
  }

  async function textOf(view: StoredView, source: Source): Promise<KeptText | undefined> {
    const [columns] = await mailboxes.searchTexts([view.id])
    if (columns === undefined) return undefined
    const content = await readContent(source, view, limits.imapSearchPartBytes)
    return keptText(view.id, columns, content, limits)
  }

  async function next({ after, passed }: AskForBatch): Promise<TextBatch> {
    const began = performance.now()
    const kept: KeptText[] = []
    const headers: KeptHeader[] = []
    let bytes = 0
    let keptTo: ViewId | null = null
    let failed = 0
    let cause = ''
    const first = after ?? texts.keptTo(progressRecipe)
    for (const { id, hasText, hasHeader } of texts.without(recipes, first, batchViews)) {
      if (bytes >= keptBatchBytes) break
      keptTo = id
      if (passed.includes(id)) continue
      tell({ kind: 'at', view: id })
      try {
        // Each by itself: a row that cannot be read is one letter's.
        const [view] = await mailboxes.views([id])
        if (view === undefined) continue
        const source = await open(view, hasText === 1)
        const header = hasHeader ? undefined : await headerOf(view, source)
        if (header !== undefined) headers.push(header)
        bytes += header === undefined ? 0 : keptHeaderBytes(header)
        const text = hasText ? undefined : await textOf(view, source)
        if (text === undefined) continue
        bytes += keptBytes(text)
        kept.push(text)
      } catch (error) {
        failed++
        cause = String(error)
      }
    }
    return {
      kind: 'batch',
      recipe,
      kept,
      mailboxes: plans.holding([...new Set([...kept, ...headers].map(({ id }) => id))]),
      headerRecipe,
      headers,
      keptTo,
      progressRecipe,
      workedMs: performance.now() - began,
      failed,
      cause,
    }
  }

  function pack(asked: readonly MailboxId[] | null): PackedSlabs {
    const began = performance.now()
    const [unkept] = texts.without(recipes, texts.keptTo(progressRecipe), 1)
    const mailboxes = asked ?? plans.mailboxes()
    const looksSince = performance.now()
    let step: PackedSlabs['step'] = null
    let done = 0
    let failed = 0
    let cause = ''
    while (step === null && done < mailboxes.length && performance.now() - looksSince < lookMs) {
      try {
        const plan = plans.next(recipe, mailboxes[done]!, unkept?.id ?? Number.POSITIVE_INFINITY)
        if (plan === undefined) done++
        else step = { outdated: plan.outdated, slab: slabOf(plan) }
      } catch (error) {
        done++
        failed++
        cause = String(error)
      }
    }
    const workedMs = performance.now() - began
    return { kind: 'packed', step, left: mailboxes.slice(done), workedMs, failed, cause }
  }

  function slabOf({ mailbox, letters }: SlabPlan): NewSlab | null {
    const [first, last] = [letters[0], letters.at(-1)]
    if (first === undefined || last === undefined) return null
    const { shape, records } = packSlab(letters)
    const sealed = slabSeal.seal({ mailbox, recipe, shape }, records)
    const views = letters.map(({ view }) => view)
    return { mailbox, recipe, firstUid: first.uid, lastUid: last.uid, views, shape, ...sealed }
  }

  async function close(): Promise<void> {
    await blobs[Symbol.asyncDispose]()
    db.close()
    port.close()
  }

  let work = Promise.resolve()
  port.on('message', (message: ToTextKeeper) => {
    if (message.kind === 'segments') blobs.letGo(message.removed)
    else if (message.kind === 'erased') blobs.forget()
    else if (message.kind === 'next') work = next(message).then(tell)
    else if (message.kind === 'pack') work = work.then(() => tell(pack(message.mailboxes)))
    else work = work.then(close)
  })
}

if (!parentPort) throw new Error('text-keeper-thread.ts runs as a worker thread')
lowerPriority()
main(workerData as TextKeeperData, parentPort)
