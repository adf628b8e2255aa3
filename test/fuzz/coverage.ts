/** What of some sources was ever run, asked of V8 through its own inspector. */
import { Session } from 'node:inspector/promises'

/**
 * Octets of the sources that ran. V8 names the blocks that did not; where it names none in a function that was called,
 * all of it did.
 */
export class Coverage implements AsyncDisposable {
  readonly #session: Session
  readonly #sources: readonly string[]
  readonly #ran = new Map<string, Uint8Array>()
  /** Each `url start end` that was ever named. */
  readonly #named = new Map<string, readonly [url: string, start: number]>()
  #last: readonly (readonly [url: string, at: number])[] = []

  static async start(sources: readonly string[]): Promise<Coverage> {
    const session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true })
    return new Coverage(session, sources)
  }

  private constructor(session: Session, sources: readonly string[]) {
    this.#session = session
    this.#sources = sources
  }

  /** How many blocks ran of those that were ever named. */
  get blocks(): number {
    return [...this.#named.values()].filter(([url, start]) => this.#ran.get(url)?.[start] === 1).length
  }

  get named(): number {
    return this.#named.size
  }

  /** Whether something ran since the last time that never ran before. */
  async isNew(): Promise<boolean> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage')
    const found: (readonly [url: string, at: number])[] = []
    for (const { url, functions } of result) {
      if (!this.#sources.some(source => url.endsWith(source))) continue
      // Outer functions come first, and in each the whole before its blocks.
      const ranges = functions.flatMap(each => each.ranges)
      const size = Math.max(...ranges.map(({ endOffset }) => endOffset))
      const now = new Uint8Array(size)
      for (const { startOffset, endOffset, count } of ranges) {
        now.fill(count > 0 ? 1 : 0, startOffset, endOffset)
        this.#named.set(`${url} ${startOffset} ${endOffset}`, [url, startOffset])
      }
      const ran = this.#ranOf(url, size)
      for (let at = 0; at < size; at++) if (now[at]! > ran[at]!) found.push([url, at])
    }
    for (const [url, at] of found) this.#ranOf(url, at)[at] = 1
    this.#last = found
    return found.length > 0
  }

  /** What was new the last time is new again. */
  forgetLast(): void {
    for (const [url, at] of this.#last) this.#ranOf(url, at)[at] = 0
  }

  #ranOf(url: string, size: number): Uint8Array {
    const known = this.#ran.get(url)
    if (known !== undefined && known.length >= size) return known
    const grown = new Uint8Array(size)
    grown.set(known ?? [])
    this.#ran.set(url, grown)
    return grown
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.post('Profiler.stopPreciseCoverage')
    this.#session.disconnect()
  }
}
