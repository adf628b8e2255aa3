import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Ordered, Told } from '../../test/support/watched-worker.ts'
import { type Pieces, WatchedThread, type WatchedThreadOptions, type WatchLimits } from './watched-thread.ts'

const MiB = 1024 * 1024
const usual: WatchLimits = {
  documentMs: 20_000,
  documentHeapBytes: 64 * MiB,
  documentBufferBytes: 512 * MiB,
  documentIdleMs: 60_000,
}
const module = new URL('../../test/support/watched-worker.ts', import.meta.url)

const opened: AsyncDisposable[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const thread of opened.splice(0)) await thread[Symbol.asyncDispose]()
})

function open(limits: Partial<WatchLimits> = {}, queue?: WatchedThreadOptions['queue']) {
  const troubles: string[] = []
  const beats = new Int32Array(new SharedArrayBuffer(4))
  const thread = new WatchedThread<Ordered, Told>({
    module,
    workerData: beats.buffer,
    name: 'watched',
    called: 'the thread',
    task: 'read',
    limits: { ...usual, ...limits },
    ...(queue && { queue }),
    trouble: message => troubles.push(message),
  })
  opened.push(thread)
  const read = (order: Ordered['order'], letter = 'thư') =>
    thread.read(begun => ({ bytes: new Uint8Array(Buffer.from(letter)), order, begun }))
  /** Any thread of these still lives. */
  const beating = async () => {
    const before = Atomics.load(beats, 0)
    await sleep(100)
    return Atomics.load(beats, 0) > before
  }
  return { thread, troubles, read, beating }
}

const texts = (read: Pieces<Told> | null) => read?.pieces.map(({ text }) => text)
const threadOf = (read: Pieces<Told> | null) => read?.pieces[0]?.thread

describe('a letter', () => {
  it('is told piece by piece, and the next by the same thread, which is told so', async () => {
    const { read, troubles } = open()
    const [first, second] = await Promise.all([read('finish', 'một'), read('finish', 'hai')])
    expect(texts(first)).toEqual(['một', 'finish'])
    expect(texts(second)).toEqual(['hai', 'finish'])
    expect(first?.whole).toBe(true)
    expect(threadOf(second)).toBe(threadOf(first))
    expect([first, second].map(one => one?.pieces[0]?.begun)).toEqual([true, false])
    expect(troubles).toEqual([])
  })

  const little = { documentMs: 1500 }
  it.each([
    ['takes too long', 'hang', little, 'a letter took too long to read'],
    ['never lets go', 'spin', little, 'a letter took too long to read'],
    ['takes too much heap', 'fill-heap', { documentHeapBytes: 16 * MiB }, 'the thread died: Error'],
    [
      'takes too many buffers',
      'fill-buffers',
      { documentBufferBytes: 32 * MiB },
      'a letter took too much memory to read',
    ],
    ['is not to be borne', 'throw', {}, 'the thread died: Error: of this letter'],
    ['ends the thread', 'exit', {}, 'the thread ended'],
  ] as const)(
    'that %s costs the thread, and no piece; the next has another',
    async (_what, order, limits, trouble) => {
      const { read, troubles } = open(limits)
      const [bad, next] = await Promise.all([read(order, 'dở'), read('finish')])
      expect({ ...bad, pieces: texts(bad) }).toEqual({ pieces: ['dở'], whole: false })
      expect(next).toMatchObject({ whole: true, pieces: [{ begun: true }, {}] })
      expect(threadOf(next)).not.toBe(threadOf(bad))
      expect(troubles).toEqual([expect.stringContaining(trouble)])
    },
  )
})

describe('a queue', () => {
  it('that is full takes nobody', async () => {
    const { read } = open({}, { letters: 1, waitMs: 20_000 })
    const [, second, third] = await Promise.all([read('finish'), read('finish'), read('finish')])
    expect(second?.whole).toBe(true)
    expect(third).toBeNull()
  })

  it('lets go whose turn does not come in time', async () => {
    const { read } = open({ documentMs: 1500 }, { letters: 10, waitMs: 300 })
    const [first, second] = await Promise.all([read('hang'), read('finish')])
    expect(first?.whole).toBe(false)
    expect(second).toBeNull()
    expect(await read('finish')).toMatchObject({ whole: true })
  })

  it('without bounds takes everybody', async () => {
    const { read } = open()
    const all = await Promise.all(Array.from({ length: 300 }, (_, index) => read('finish', `${index}`)))
    expect(all.map(texts)).toEqual(all.map((_, index) => [`${index}`, 'finish']))
  })
})

describe('a thread at rest', () => {
  it('ends after a while, without a word; the next letter begins another', async () => {
    const { read, beating, troubles } = open({ documentIdleMs: 300 })
    const first = await read('finish')
    expect(await beating()).toBe(true)
    await vi.waitFor(async () => expect(await beating()).toBe(false), { timeout: 10_000 })
    const second = await read('finish')
    expect(second).toMatchObject({ whole: true, pieces: [{ begun: true }, {}] })
    expect(threadOf(second)).not.toBe(threadOf(first))
    expect(troubles).toEqual([])
  })

  it('loses no letter of the moment in which it ends', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { read, troubles } = open({ documentIdleMs: 1000 })
    const first = await read('finish')
    vi.advanceTimersByTime(999)
    const before = read('finish')
    vi.advanceTimersByTime(1)
    expect(threadOf(await before)).toBe(threadOf(first))
    vi.advanceTimersByTime(1000)
    const after = await read('finish')
    expect(after).toMatchObject({ whole: true, pieces: [{ begun: true }, {}] })
    expect(threadOf(after)).not.toBe(threadOf(first))
    expect(troubles).toEqual([])
  })

  it('loses none of many that come as it ends', async () => {
    const { read, troubles } = open({ documentIdleMs: 1 })
    for (let letter = 0; letter < 10; letter++) {
      expect(await read('finish')).toMatchObject({ whole: true })
      await sleep(1)
    }
    expect(troubles).toEqual([])
  })

  it('keeps no process from its end, and none hears what its libraries say', () => {
    const program = `
      import { WatchedThread } from ${JSON.stringify(new URL('./watched-thread.ts', import.meta.url))}
      const thread = new WatchedThread({
        module: new URL(${JSON.stringify(module)}),
        workerData: new SharedArrayBuffer(4),
        limits: ${JSON.stringify(usual)},
        trouble: console.log,
      })
      console.log(await thread.read(() => ({ bytes: new Uint8Array(1), order: 'complain' })) !== null)`
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program], { timeout: 20_000 })
    expect([status, `${stdout}`, `${stderr}`]).toEqual([0, 'true\n', ''])
  })
})

describe('closing', () => {
  it('lets the letter at hand go with its pieces, and those that wait with nothing', async () => {
    const { thread, read, beating, troubles } = open({}, { letters: 10, waitMs: 20_000 })
    const [current, waiting] = [read('hang'), read('finish')]
    await vi.waitFor(async () => expect(await beating()).toBe(true), { timeout: 10_000 })
    await thread[Symbol.asyncDispose]()
    expect({ ...(await current), pieces: texts(await current) }).toEqual({ pieces: ['thư'], whole: false })
    expect(await waiting).toBeNull()
    expect(await read('finish')).toBeNull()
    expect(await beating()).toBe(false)
    expect(troubles).toEqual([])
  })

  it('is done with a thread that was never begun', async () => {
    const { thread, read } = open()
    await thread[Symbol.asyncDispose]()
    expect(await read('finish')).toBeNull()
  })
})
