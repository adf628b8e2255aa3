/** A disk that fills up: a small memory file system of its own, which only root can mount. */
import { execFile, execFileSync } from 'node:child_process'
import { appendFileSync, rmSync, statfsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { whenThisProcessEnds } from './server-process.ts'

const run = promisify(execFile)

export class SmallDisk implements AsyncDisposable {
  readonly path: string
  readonly #filler: string
  readonly #forget: () => void

  /** undefined where this process may not mount one. */
  static async mount(sizeMiB: number): Promise<SmallDisk | undefined> {
    const path = await mkdtemp(join(tmpdir(), 'congvu-disk-'))
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m,mode=0700`, 'congvu-test', path])
    } catch {
      await rm(path, { recursive: true, force: true })
      return undefined
    }
    return new SmallDisk(path)
  }

  private constructor(path: string) {
    this.path = path
    this.#filler = join(path, 'filler')
    this.#forget = whenThisProcessEnds(() => this.#unmount())
  }

  /** Takes so many octets of the room. Throws when there are not so many. */
  take(bytes: number): void {
    appendFileSync(this.#filler, Buffer.alloc(bytes))
  }

  /** Takes all the room that is left, to the last block. */
  fill(): void {
    try {
      for (;;) {
        const { bavail, bsize } = statfsSync(this.path)
        // One block more than there are; others may give some meanwhile.
        this.take((bavail + 1) * bsize)
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }

  /** Gives back all that was taken. */
  free(): void {
    rmSync(this.#filler)
  }

  #unmount(): void {
    execFileSync('umount', ['--lazy', this.path])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#forget()
    this.#unmount()
    await rm(this.path, { recursive: true, force: true })
  }
}
