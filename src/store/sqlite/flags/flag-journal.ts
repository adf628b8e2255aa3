/**
 * flags/ — changes of flags are told before the database has them: the main thread gives them their MODSEQs
 * (`modseqs.ts`) and keeps them until they are stored (`known-changes.ts`), unless something under way concerns the
 * mailbox (`concerns.ts`).
 *
 * Invariants: none is told that is not in the journal; each is stored once, in the order of the numbers; no MODSEQ is
 * given twice, whatever is lost; after a power cut, which may take the latest, clients are told all flags anew
 * (`power-loss.ts`).
 *
 * Deliberately absent: changes in an office's box by those who share it, which are evidence and are synced first;
 * keywords that a mailbox does not have yet; and everything else that is written.
 *
 * `flags.journal`: changes of flags that were told and may not be in the database yet. A record is written before its
 * change is told, and so survives a crash of the program; the writer puts it into the database soon, and syncs that.
 * After a crash, or a failed sync, what the database lacks is read from here.
 *
 *     file   = name, 8 bytes; records
 *     record = length of the payload, 4 bytes; CRC-32 of the payload, 4 bytes; payload
 *     payload = number, MODSEQ, mailbox, 8 bytes each; keep, set, 4 bytes each; runs, 4 bytes for each UID
 *
 * All little-endian; floating-point numbers where there are 8 bytes. A record that is not whole ends the file. The
 * name is in the database, too: beside one that was restored from a backup the journal is another's.
 */
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { FlagMask } from '../../../base/flag-mask.ts'
import type { MailboxId } from '../../../ports/mailboxes.ts'

export interface JournaledChange extends FlagMask {
  /** Ascending. */
  readonly number: number
  readonly modseq: number
  readonly mailbox: MailboxId
  /** As in KnownFlagChange. */
  readonly runs: Uint32Array
}

export interface Journal {
  /** Not 0, but without a file. */
  readonly name: number
  readonly changes: readonly JournaledChange[]
}

export const journalName = 'flags.journal'

const nameBytes = 8
const headBytes = 8
const fixedBytes = 32
/** From here on the file is emptied when the database has all of it, synced. */
const keptBytes = 256 * 1024
/** No change is taken that would make the file longer: it waits its turn. */
export const mostJournalBytes = 16 * 1024 * 1024

export function encodeChange({ number, modseq, mailbox, keep, set, runs }: JournaledChange): Buffer {
  const record = Buffer.allocUnsafe(headBytes + fixedBytes + 4 * runs.length)
  const payload = record.subarray(headBytes)
  payload.writeDoubleLE(number, 0)
  payload.writeDoubleLE(modseq, 8)
  payload.writeDoubleLE(mailbox, 16)
  payload.writeUInt32LE(keep, 24)
  payload.writeUInt32LE(set, 28)
  for (let i = 0; i < runs.length; i++) payload.writeUInt32LE(runs[i]!, fixedBytes + 4 * i)
  record.writeUInt32LE(payload.length, 0)
  record.writeUInt32LE(crc32(payload), 4)
  return record
}

export function encodeName(name: number): Buffer {
  const head = Buffer.alloc(nameBytes)
  head.writeDoubleLE(name)
  return head
}

/** The changes in order, up to the first that is torn or older than the one before it. */
export function decodeJournal(file: Buffer): Journal {
  const changes: JournaledChange[] = []
  if (file.length < nameBytes) return { name: 0, changes }
  for (let at = nameBytes; at + headBytes + fixedBytes <= file.length; ) {
    const length = file.readUInt32LE(at)
    const payload = file.subarray(at + headBytes, at + headBytes + length)
    const isWhole = length >= fixedBytes && (length - fixedBytes) % 8 === 0 && payload.length === length
    if (!isWhole || crc32(payload) !== file.readUInt32LE(at + 4)) break
    const change = decoded(payload)
    if (change.number <= (changes.at(-1)?.number ?? 0)) break
    changes.push(change)
    at += headBytes + length
  }
  return { name: file.readDoubleLE(0), changes }
}

function decoded(payload: Buffer): JournaledChange {
  const runs = new Uint32Array((payload.length - fixedBytes) / 4)
  for (let i = 0; i < runs.length; i++) runs[i] = payload.readUInt32LE(fixedBytes + 4 * i)
  return {
    number: payload.readDoubleLE(0),
    modseq: payload.readDoubleLE(8),
    mailbox: payload.readDoubleLE(16),
    keep: payload.readUInt32LE(24),
    set: payload.readUInt32LE(28),
    runs,
  }
}

export function readJournal(path: string): Journal {
  try {
    return decodeJournal(readFileSync(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { name: 0, changes: [] }
    throw error
  }
}

export class FlagJournal implements Disposable {
  readonly #file: number
  readonly #name: number
  #length = 0
  /** What a failed write left behind could not be taken back: nothing may follow it. */
  #isTorn = false

  /** Begins empty: what the file held is in the database. */
  constructor(path: string, name: number) {
    this.#file = openSync(path, 'w', 0o600)
    this.#name = name
  }

  /** Whether a change of these runs may be appended now. */
  hasRoom(runs: Uint32Array): boolean {
    return this.#length + nameBytes + headBytes + fixedBytes + runs.byteLength <= mostJournalBytes
  }

  /** Throws, and has written nothing, when there is no room. */
  append(change: JournaledChange): void {
    if (this.#isTorn) this.#truncate(this.#length)
    const record = encodeChange(change)
    const bytes = this.#length === 0 ? Buffer.concat([encodeName(this.#name), record]) : record
    try {
      for (let at = 0; at < bytes.length; )
        at += writeSync(this.#file, bytes, at, bytes.length - at, this.#length + at)
    } catch (error) {
      this.#isTorn = true
      throw error
    }
    this.#length += bytes.length
  }

  /** The database has everything that was written, synced. */
  synced(): void {
    if (this.#length < keptBytes) return
    this.#length = 0
    this.#isTorn = true
    this.#truncate(0)
  }

  #truncate(length: number): void {
    ftruncateSync(this.#file, length)
    this.#isTorn = false
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }
}
