/**
 * The thread that reads letters for IMAP's searches before anybody searches (`imap/search/kept-content.ts`), and their headers
 * for FETCH: a read-only connection of its own, asked for a batch at a time. What cannot be read is passed over, and read when
 * it is asked for.
 */
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { Limits } from '../base/limits.ts'
import { headerRecipe, keptHeader } from '../imap/fetch/kept-header.ts'
import { readContent } from '../imap/search/content.ts'
import { type KeptLimits, keptText, recipeOf } from '../imap/search/kept-content.ts'
import { parseParts } from '../mail/stored.ts'
import { readView } from '../mailbox/view-bytes.ts'
import { type KeptHeader, keptHeaderBytes } from '../ports/kept-headers.ts'
import { type KeptText, keptBatchBytes, keptBytes } from '../ports/kept-texts.ts'
import type { StoredView, ViewId } from '../ports/mailboxes.ts'
import { lowerPriority } from '../search/priority.ts'
import { openReaderDb } from '../store/sqlite/connection.ts'
import { KeyWrap } from '../store/sqlite/frames.ts'
import { BlobReader } from '../store/sqlite/reads/blobs.ts'
import { KeptTextReader } from '../store/sqlite/reads/kept-texts.ts'
import { MailboxReader } from '../store/sqlite/reads/mailboxes.ts'

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
  /** Files of the store that are gone. */
  | { readonly kind: 'segments'; readonly removed: readonly number[] }
  /** After the batch at hand. */
  | { readonly kind: 'close' }

/** A batch, and the last view of it; null when there was none left. */
export interface TextBatch {
  readonly kind: 'batch'
  readonly recipe: number
  readonly kept: readonly KeptText[]
  readonly headerRecipe: number
  readonly headers: readonly KeptHeader[]
  readonly keptTo: ViewId | null
  readonly workedMs: number
  /** Letters that could not be read: how many, and why the last of them was not. */
  readonly failed: number
  readonly cause: string
}

/** `at` is told before a letter is read. */
export type FromTextKeeper = TextBatch | { readonly kind: 'at'; readonly view: ViewId }

const batchViews = 128
/** A letter up to this size is read whole. */
const openedBytes = 256 * 1024
const cacheKiB = 1024

function main({ dataDir, masterKey, limits }: TextKeeperData, port: NonNullable<typeof parentPort>): void {
  const db = openReaderDb(join(dataDir, 'store.db'), cacheKiB)
  const blobs = new BlobReader(db, new KeyWrap(masterKey), join(dataDir, 'blobs'))
  const mailboxes = new MailboxReader(db)
  const texts = new KeptTextReader(db, masterKey)
  const recipe = recipeOf(limits)
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
    for (const { id, hasText, hasHeader } of texts.without(
      recipe,
      after ?? texts.keptTo(recipe),
      batchViews,
    )) {
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
      headerRecipe,
      headers,
      keptTo,
      workedMs: performance.now() - began,
      failed,
      cause,
    }
  }

  async function close(): Promise<void> {
    await blobs[Symbol.asyncDispose]()
    db.close()
    port.close()
  }

  let work = Promise.resolve()
  port.on('message', (message: ToTextKeeper) => {
    if (message.kind === 'segments') blobs.letGo(message.removed)
    else if (message.kind === 'next') work = next(message).then(tell)
    else work = work.then(close)
  })
}

if (!parentPort) throw new Error('text-keeper-thread.ts runs as a worker thread')
lowerPriority()
main(workerData as TextKeeperData, parentPort)
