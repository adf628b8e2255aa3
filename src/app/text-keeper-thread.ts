/**
 * The thread that reads letters for IMAP's searches before anybody searches (`imap/search/kept-content.ts`): a read-only
 * connection of its own, asked for a batch at a time. What cannot be read is passed over, and read when it is searched.
 */
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { readContent } from '../imap/search/content.ts'
import { type KeptLimits, keptText, recipeOf } from '../imap/search/kept-content.ts'
import { readView } from '../mailbox/view-bytes.ts'
import type { KeptText } from '../ports/kept-texts.ts'
import type { ViewId } from '../ports/mailboxes.ts'
import { lowerPriority } from '../search/priority.ts'
import { openReaderDb } from '../store/sqlite/connection.ts'
import { KeyWrap } from '../store/sqlite/frames.ts'
import { BlobReader } from '../store/sqlite/reads/blobs.ts'
import { KeptTextReader } from '../store/sqlite/reads/kept-texts.ts'
import { MailboxReader } from '../store/sqlite/reads/mailboxes.ts'

export interface TextKeeperData {
  readonly dataDir: string
  readonly masterKey: Uint8Array
  readonly limits: KeptLimits
}

export type ToTextKeeper =
  | { readonly kind: 'next' }
  /** Files of the store that are gone. */
  | { readonly kind: 'segments'; readonly removed: readonly number[] }
  | { readonly kind: 'close' }

/** A batch, and the last view of it; null when there was none left. */
export interface TextBatch {
  readonly recipe: number
  readonly kept: readonly KeptText[]
  readonly keptTo: ViewId | null
  readonly workedMs: number
  /** Letters that could not be read: how many, and why the last of them was not. */
  readonly failed: number
  readonly cause: string
}

const batchViews = 32
const cacheKiB = 1024

function main({ dataDir, masterKey, limits }: TextKeeperData, port: NonNullable<typeof parentPort>): void {
  const db = openReaderDb(join(dataDir, 'store.db'), cacheKiB)
  const blobs = new BlobReader(db, new KeyWrap(masterKey), join(dataDir, 'blobs'))
  const mailboxes = new MailboxReader(db)
  const texts = new KeptTextReader(db, masterKey)
  const source: Parameters<typeof readContent>[0] = {
    read: (view, range) => readView(blobs, view, range),
  }
  const recipe = recipeOf(limits)
  let after = texts.keptTo(recipe)

  async function next(): Promise<TextBatch> {
    const began = performance.now()
    const kept: KeptText[] = []
    let failed = 0
    let cause = ''
    const ids = texts.without(recipe, after, batchViews)
    const columns = new Map((await mailboxes.searchTexts(ids)).map(each => [each.id, each]))
    for (const view of await mailboxes.views(ids)) {
      const of = columns.get(view.id)
      if (of === undefined) continue
      try {
        const content = await readContent(source, view, limits.imapSearchPartBytes)
        kept.push(keptText(view.id, of, content, limits))
      } catch (error) {
        failed++
        cause = String(error)
      }
    }
    after = ids.at(-1) ?? after
    return { recipe, kept, keptTo: ids.at(-1) ?? null, workedMs: performance.now() - began, failed, cause }
  }
  port.on('message', async (message: ToTextKeeper) => {
    if (message.kind === 'segments') blobs.letGo(message.removed)
    else if (message.kind === 'next') port.postMessage(await next())
    else {
      await blobs[Symbol.asyncDispose]()
      db.close()
      port.close()
    }
  })
}

if (!parentPort) throw new Error('text-keeper-thread.ts runs as a worker thread')
lowerPriority()
main(workerData as TextKeeperData, parentPort)
