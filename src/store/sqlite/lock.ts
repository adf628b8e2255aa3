/**
 * `data/lock` names the one process that owns the data directory: its pid and when that process started, so that
 * a pid used again by another process, or by ourselves in a restarted container, is not taken for the owner.
 */
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DirectoryInUse } from '../../ports/store.ts'

export class DirectoryLock implements Disposable {
  readonly #path: string
  readonly #owner: string

  /** Throws `DirectoryInUse` when another live process owns the directory. */
  constructor(dataDir: string) {
    this.#path = join(dataDir, 'lock')
    this.#owner = ownerLine(process.pid)
    const draft = `${this.#path}.${process.pid}`
    writeFileSync(draft, this.#owner, { mode: 0o600 })
    try {
      // link(2) takes the name and shows its contents in one step, or fails.
      while (!tryLink(draft, this.#path)) this.#evictStale(dataDir)
    } finally {
      unlinkSync(draft)
    }
  }

  #evictStale(dataDir: string): void {
    const seen = readOptional(this.#path)
    if (seen === undefined) return
    const pid = Number.parseInt(seen, 10)
    if (isAlive(pid) && ownerLine(pid) === seen) {
      throw new DirectoryInUse(
        `${dataDir} is in use by process ${pid}; stop it first (lock file: ${this.#path})`,
      )
    }
    // Two starters may see the same stale lock: the rename shows whose lock was really taken away.
    const aside = `${this.#path}.stale.${process.pid}`
    try {
      renameSync(this.#path, aside)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      throw error
    }
    if (readOptional(aside) !== seen) tryLink(aside, this.#path)
    unlinkSync(aside)
  }

  [Symbol.dispose](): void {
    if (readOptional(this.#path) === this.#owner) unlinkSync(this.#path)
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** `pid start`: start is in clock ticks since boot (proc(5), field 22 of stat), with the boot's id; Linux only. */
function ownerLine(pid: number): string {
  const stat = readOptional(`/proc/${pid}/stat`)
  if (stat === undefined) return `${pid}\n`
  // The command's name, field 2, may hold spaces and parentheses.
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  const boot = readOptional('/proc/sys/kernel/random/boot_id')?.trim() ?? ''
  return `${pid} ${start} ${boot}\n`
}
