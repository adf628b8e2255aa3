/**
 * A fuzzer guided by V8's own block coverage (node:inspector): an input that reaches a block for the first time is
 * kept and mutated further. Coverage is asked for once a batch, which is what it costs; the batch that found something
 * is run again one by one.
 *
 * Deterministic for one seed and one number of executions. A failing input is made as small as it gets while it fails
 * the same way.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Random, randomFrom } from '../support/corpus/random.ts'
import { Coverage } from './coverage.ts'

export interface Target {
  readonly name: string
  /** Scripts whose coverage counts, by the end of their URL. */
  readonly sources: readonly string[]
  readonly seeds: readonly Uint8Array[]
  /** What is inserted; the grammar's own words. */
  readonly fragments: readonly string[]
  readonly maxBytes: number
  /** Runs what is tested; the function it returns looks at what came of it, and throws when an invariant does not hold. */
  run(input: Uint8Array): Check | Promise<Check>
}

export type Check = () => void | Promise<void>

export interface Budget {
  readonly seed: number
  /** It ends at whichever comes first. Of this thread's processor time: other work on the machine takes nothing away. */
  readonly seconds: number
  readonly executions?: number
}

export interface Report {
  readonly target: string
  readonly executions: number
  /** Of processor time. */
  readonly seconds: number
  /** Blocks of the sources that were reached, and how many V8 named. */
  readonly blocks: number
  readonly blocksNamed: number
  /** When a block was last reached for the first time: from there on coverage is level. */
  readonly level: { readonly executions: number; readonly seconds: number }
  /** Inputs that reached something new. */
  readonly corpus: number
  readonly slowestMs: number
  readonly slowest: Uint8Array
  readonly heapGrowthBytes: number
  readonly crash?: { readonly error: unknown; readonly input: Uint8Array }
}

const batchSize = 250
/** Times that one input is run when it seems slow: the first may have compiled or collected. */
const timings = 3
const minimizeRuns = 2000

export async function fuzz(
  target: Target,
  { seed, seconds, executions = Infinity }: Budget,
): Promise<Report> {
  const random = randomFrom(seed)
  const corpus = [...target.seeds]
  await using coverage = await Coverage.start(target.sources)
  for (const input of corpus) await execute(target, input)
  await coverage.isNew()
  const heapBefore = heapBytes()
  const startedAt = process.threadCpuUsage()
  const spent = () => cpuMs(startedAt) / 1000
  const state = {
    executions: 0,
    slowestMs: 0,
    slowest: new Uint8Array() as Uint8Array,
    level: { executions: 0, seconds: 0 },
  }
  const report = (crash?: Report['crash']): Report => ({
    target: target.name,
    ...state,
    seconds: spent(),
    blocks: coverage.blocks,
    blocksNamed: coverage.named,
    corpus: corpus.length - target.seeds.length,
    heapGrowthBytes: heapBytes() - heapBefore,
    ...(crash && { crash }),
  })
  while (state.executions < executions && spent() < seconds) {
    const inputs = Array.from({ length: Math.min(batchSize, executions - state.executions) }, () =>
      mutate(random, random.pick(corpus), target, corpus),
    )
    for (const input of inputs) {
      state.executions++
      try {
        if ((await execute(target, input)) <= state.slowestMs) continue
      } catch (error) {
        return report({ error, input: await minimized(target, input, error) })
      }
      const ms = await timed(target, input)
      if (ms > state.slowestMs) Object.assign(state, { slowestMs: ms, slowest: input })
    }
    if (!(await coverage.isNew())) continue
    state.level = { executions: state.executions, seconds: spent() }
    // Which of them it was: the blocks are forgotten, and found again.
    coverage.forgetLast()
    for (const input of inputs) {
      await execute(target, input)
      if (await coverage.isNew()) corpus.push(input)
    }
  }
  return report()
}

async function timed(target: Target, input: Uint8Array): Promise<number> {
  let best = Infinity
  for (let i = 0; i < timings; i++) best = Math.min(best, await execute(target, input))
  return best
}

/** Milliseconds of this thread's CPU that the tested part took. */
async function execute(target: Target, input: Uint8Array): Promise<number> {
  const before = process.threadCpuUsage()
  const check = await target.run(input)
  const ms = cpuMs(before)
  await check()
  return ms
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(since)
  return (user + system) / 1000
}

function mutate(
  random: Random,
  original: Uint8Array,
  target: Target,
  corpus: readonly Uint8Array[],
): Uint8Array {
  let bytes = original
  for (let edits = 1 + random.below(6); edits > 0; edits--) {
    const at = random.below(bytes.length + 1)
    const end = Math.min(bytes.length, at + random.below(1 << random.below(10)))
    const parts = [bytes.subarray(0, at), ...insertion(random, bytes, at, end, target, corpus)]
    bytes = Buffer.concat(parts)
  }
  return bytes.length > target.maxBytes ? bytes.subarray(0, target.maxBytes) : bytes
}

/** What follows the first `at` octets. */
function insertion(
  random: Random,
  bytes: Uint8Array,
  at: number,
  end: number,
  { fragments, maxBytes }: Target,
  corpus: readonly Uint8Array[],
): Uint8Array[] {
  const rest = bytes.subarray(at)
  const fragment = () => Buffer.from(random.pick(fragments), 'latin1')
  switch (random.below(8)) {
    case 0:
      return [bytes.subarray(end)]
    case 1:
      return [random.bytes(1 + random.below(4)), bytes.subarray(Math.min(bytes.length, at + 1))]
    case 2:
      return [bytes.subarray(at, end), rest]
    case 3: {
      // Now and then as often as there is room: what takes more than linear time shows.
      const unit = random.below(2) === 0 ? fragment() : bytes.subarray(at, Math.min(end, at + 16))
      const room = Math.floor((maxBytes - bytes.length) / Math.max(1, unit.length))
      const times = Math.max(0, Math.min(room, random.below(64) === 0 ? room : random.below(40)))
      return [...Array.from({ length: times }, () => unit), rest]
    }
    case 4: {
      const other = random.pick(corpus)
      return [other.subarray(random.below(other.length + 1)), random.below(2) === 0 ? rest : new Uint8Array()]
    }
    case 5:
      return [Buffer.from(random.pick(numbers)), rest]
    default:
      return [fragment(), random.below(3) === 0 ? bytes.subarray(end) : rest]
  }
}

const numbers = [
  '0',
  '1',
  '2',
  '255',
  '65535',
  '65536',
  '2147483648',
  '4294967295',
  '4294967296',
  '99999999999',
]

/** Takes ever smaller pieces away while the input fails the same way. */
async function minimized(target: Target, input: Uint8Array, error: unknown): Promise<Uint8Array> {
  const wanted = kindOf(error)
  let best = input
  let runs = 0
  for (let size = best.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < best.length && runs < minimizeRuns; ) {
      const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + size)])
      runs++
      if ((await failure(target, shorter)) === wanted) best = shorter
      else at += size
    }
  }
  return best
}

async function failure(target: Target, input: Uint8Array): Promise<string | undefined> {
  try {
    await execute(target, input)
    return undefined
  } catch (error) {
    return kindOf(error)
  }
}

/** Numbers and quoted parts of a message come from the input. */
function kindOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return `${name}: ${message.split('\n')[0]?.replace(/\d+|"[^"]*"|'[^']*'/g, '')}`
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  return process.memoryUsage().heapUsed
}
