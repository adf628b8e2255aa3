/**
 * Threads as a forest. Its nodes are letters, by their positions in what was searched, and from `letters` on messages that
 * are not there (RFC 5256 §3), which stand only above several roots of one conversation.
 */
import { type Pause, pacer } from '../search/scan.ts'
import type { ResponseWriter } from '../wire/writer.ts'

export interface Forest {
  readonly roots: readonly number[]
  /** By node; -1 where there is none. */
  readonly firstChild: readonly number[]
  readonly nextSibling: readonly number[]
  /** Letters are the nodes below this. */
  readonly letters: number
}

/**
 * Makes a forest of parents, with siblings in `order` (letters by date): they are taken from its end, so that each goes
 * before those that are there.
 */
export async function forestOf(
  parents: readonly number[],
  roots: readonly number[],
  order: Uint32Array,
  pause: Pause,
): Promise<Forest> {
  const firstChild: number[] = Array(parents.length).fill(-1)
  const nextSibling: number[] = Array(parents.length).fill(-1)
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!
    const parent = parents[node]!
    if (parent < 0) continue
    nextSibling[node] = firstChild[parent]!
    firstChild[parent] = node
    if (i % 4096 === 0) await pause()
  }
  return { roots, firstChild, nextSibling, letters: order.length }
}

/**
 * RFC 5256 §5:
 *
 *     thread-data    = "THREAD" [SP 1*thread-list]
 *     thread-list    = "(" (thread-members / thread-nested) ")"
 *     thread-members = nz-number *(SP nz-number) [SP thread-nested]
 *     thread-nested  = 2*thread-list
 *
 * Threads may be as deep as the mailbox is large: nothing here calls itself.
 */
export async function writeForest(
  writer: ResponseWriter,
  forest: Forest,
  numberOf: (letter: number) => number,
): Promise<void> {
  const pause = pacer()
  writer.text('* THREAD')
  if (forest.roots.length > 0) writer.text(' ')
  for (const root of forest.roots) {
    await writeThread(writer, forest, root, numberOf, pause)
    await writer.ready()
  }
  writer.text('\r\n')
}

async function writeThread(
  writer: ResponseWriter,
  { firstChild, nextSibling, letters }: Forest,
  root: number,
  numberOf: (letter: number) => number,
  pause: Pause,
): Promise<void> {
  /** Of each list that is open, what is next in it; -1 where it ends. */
  const open: number[] = []
  let node = root
  let written = 0
  for (;;) {
    writer.text('(')
    let isFirst = true
    for (;;) {
      if (node < letters) {
        if (!isFirst) writer.text(' ')
        writer.number(numberOf(node))
        isFirst = false
        if (++written % 1024 === 0) await pause()
      }
      const child = firstChild[node]!
      if (child < 0 || nextSibling[child]! >= 0) break
      node = child
    }
    const child = firstChild[node]!
    if (child >= 0) {
      if (!isFirst) writer.text(' ')
      open.push(nextSibling[child]!)
      node = child
      continue
    }
    writer.text(')')
    let next = open.pop()
    while (next === -1) {
      writer.text(')')
      next = open.pop()
    }
    if (next === undefined) return
    open.push(nextSibling[next]!)
    node = next
  }
}
