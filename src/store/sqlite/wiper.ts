/**
 * Overwrites what SQLite leaves behind in `store.db`. `secure_delete` overwrites a row where it lay when it was deleted;
 * but while it was there, SQLite may have moved it: when pages are split or joined, rows are copied, and the old copy
 * stays in the gap between a page's pointers and its rows until chance takes it (measured: one row in some hundred to
 * some thousand). And the mover frees the pages of letters as they stand (mover.ts). So before an erasure is called done,
 * every gap and every free page is overwritten with zeros where it has anything else.
 *
 * This is done in the file, past SQLite, by the thread that alone writes it, and only right after the whole log was
 * folded into the file and emptied: the file is then what every connection reads, and nothing that SQLite reads is
 * touched. Pages that SQLite had in memory are forgotten, for it would write their gaps back. Layout: the SQLite file
 * format, sections 1.3, 1.5 and 1.6. A break in between leaves a file that is as good as before.
 */
import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import type { Db } from './connection.ts'

const pageBytes = 4096
/** Pages of one step, some milliseconds. */
const stepPages = 2048
/**
 * The first octet of a tree's page is its kind, that of any other page the highest of a page number: in a file of so many
 * pages, times the kind, it could be either. Then it is left alone: inner pages of indexes from 128 GiB on, leaves of
 * tables from 832 GiB on.
 */
const pagesPerKind = 2 ** 24
const zeros = Buffer.alloc(pageBytes)
const headerAt = (page: number) => (page === 1 ? 100 : 0)

export class Wiper {
  readonly #db: Db
  readonly #path: string
  /** Closing it lets go of the locks that SQLite has on the file for the whole process. */
  #file: number | undefined
  #doubtful: boolean
  readonly #pages = Buffer.allocUnsafeSlow(stepPages * pageBytes)

  /**
   * `doubtful`: after a sync that failed. The system may show zeros that the disk never got, and writes them no more by
   * itself; until a whole round is synced, all is overwritten whatever it seems to be.
   */
  constructor(db: Db, path: string, doubtful = false) {
    this.#db = db
    this.#path = path
    this.#doubtful = doubtful
  }

  /**
   * Overwrites what is left in some pages from `first` on; answers the page to go on with, null at the end. To be called
   * right after the log was emptied, by the thread that writes, outside of transactions. Throws what reading and writing
   * the file throws.
   */
  step(first: number): number | null {
    this.#file ??= openSync(this.#path, 'r+')
    const read = readSync(this.#file, this.#pages, 0, this.#pages.length, (first - 1) * pageBytes)
    const count = Math.floor(read / pageBytes)
    const free = this.#freeFrom(first, count)
    const pages = Math.floor(fstatSync(this.#file).size / pageBytes)
    for (let i = 0; i < count; i++) {
      const page = this.#pages.subarray(i * pageBytes, (i + 1) * pageBytes)
      const used = free.get(first + i)
      if (used === undefined) this.#blankGaps(page, first + i, pages)
      else this.#blank(page, first + i, used, pageBytes)
    }
    const end = count < stepPages
    if (end) {
      fdatasyncSync(this.#file)
      this.#doubtful = false
    }
    this.#db.pragma('shrink_memory')
    return end ? null : first + count
  }

  /** Free pages among these, each with its octets that the list of free pages takes. */
  #freeFrom(first: number, count: number): ReadonlyMap<number, number> {
    const found = new Map<number, number>()
    const trunk = Buffer.alloc(pageBytes)
    const among = (page: number) => page >= first && page < first + count
    this.#read(trunk, 1)
    for (let number = trunk.readUInt32BE(32); number !== 0; number = trunk.readUInt32BE(0)) {
      this.#read(trunk, number)
      const used = 8 + 4 * trunk.readUInt32BE(4)
      if (used > pageBytes) throw new Error(`page ${number} of store.db is no trunk of free pages`)
      if (among(number)) found.set(number, used)
      for (let at = 8; at < used; at += 4) {
        const leaf = trunk.readUInt32BE(at)
        if (among(leaf)) found.set(leaf, 0)
      }
    }
    return found
  }

  /** Between pointers and rows, and in what became free among the rows. Of a page that is no tree's, nothing. */
  #blankGaps(page: Buffer, number: number, pages: number): void {
    const header = headerAt(number)
    const kind = page[header]
    if (kind !== 2 && kind !== 5 && kind !== 10 && kind !== 13) return
    if (pages >= kind * pagesPerKind) return
    const gap = header + (kind < 8 ? 12 : 8) + 2 * page.readUInt16BE(header + 3)
    const rows = page.readUInt16BE(header + 5) || 65_536
    if (gap > rows || rows > pageBytes) return
    this.#blank(page, number, gap, rows)
    for (let block = page.readUInt16BE(header + 1); block !== 0; ) {
      const end = block + page.readUInt16BE(block + 2)
      if (block < rows || end > pageBytes) return
      this.#blank(page, number, block + 4, end)
      const next = page.readUInt16BE(block)
      if (next !== 0 && next < end) return
      block = next
    }
  }

  #blank(page: Buffer, number: number, start: number, end: number): void {
    if (start >= end) return
    if (!this.#doubtful && page.compare(zeros, start, end, start, end) === 0) return
    this.#write(zeros.subarray(start, end), (number - 1) * pageBytes + start)
  }

  /** Only of a file that nobody minds to lose. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }

  #read(page: Buffer, number: number): void {
    const read = readSync(this.#file!, page, 0, pageBytes, (number - 1) * pageBytes)
    if (read !== pageBytes) throw new Error(`store.db ends before page ${number}`)
  }

  #write(bytes: Buffer, at: number): void {
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#file!, bytes, done, bytes.length - done, at + done)
  }
}
