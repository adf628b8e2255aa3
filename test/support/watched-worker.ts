/** A watched thread that does what its letter says, after one piece that names the thread. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isMainThread, threadId, workerData } from 'node:worker_threads'
import { tellPieces, type WatchedMessage } from '../../src/base/watched-thread.ts'

export interface Ordered extends WatchedMessage {
  readonly order: 'finish' | 'spin' | 'hang' | 'fill-heap' | 'fill-buffers' | 'throw' | 'exit' | 'complain'
  /** The thread was begun for this letter. */
  readonly begun: boolean
}

export interface Told {
  readonly thread: number
  readonly begun: boolean
  readonly text: string
}

const MiB = 1024 * 1024
const kept: unknown[] = []

async function* read({ bytes, order, begun }: Ordered): AsyncGenerator<Told> {
  const told = { thread: threadId, begun }
  yield { ...told, text: Buffer.from(bytes).toString() }
  if (order === 'hang') await sleep(60_000)
  if (order === 'spin') for (;;);
  if (order === 'fill-heap') for (;;) kept.push(Array.from({ length: 10_000 }, Math.random))
  if (order === 'fill-buffers') {
    kept.push(Buffer.alloc(64 * MiB, 1))
    await sleep(60_000)
  }
  // What was told before is on its way.
  if (order === 'throw' || order === 'exit') await sleep(100)
  if (order === 'throw') throw new Error('of this letter')
  if (order === 'exit') process.exit(0)
  if (order === 'complain') for (const say of [console.log, console.warn]) say('an odd file')
  yield { ...told, text: order }
}

if (!isMainThread) {
  const beats = new Int32Array(workerData as SharedArrayBuffer)
  setInterval(() => Atomics.add(beats, 0, 1), 5).unref()
  tellPieces(read)
}
