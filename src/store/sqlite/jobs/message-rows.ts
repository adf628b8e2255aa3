/** Selecting messages of a mailbox by UID, and the runs by which one statement can change many of them. */
import type { MailboxId } from '../../../ports/mailboxes.ts'
import type { Db } from '../connection.ts'

export interface MessageRow {
  readonly uid: number
  readonly flags: number
  readonly view: number
  readonly internalDateMs: number
  readonly sizeBytes: number
}

/** First and last UID of selected messages with no other existing message between them. */
export type Run = readonly [first: number, last: number]

export interface Selection {
  readonly rows: readonly MessageRow[]
  readonly runs: readonly Run[]
}

type RawRow = [
  uid: number,
  flags: number,
  view: number,
  internalDateMs: number,
  sizeBytes: number,
  modseq: number,
]

/** Which messages of those asked for are meant; asked once of each. */
export type Wanted = (flags: number, modseq: number, uid: number) => boolean

const columns = 'uid, flags, view_id, internal_date, size, modseq'
/** A range read may pass this many unwanted rows for each wanted one. */
const sparseness = 8

export class MessageSelector {
  readonly #one
  readonly #range

  constructor(db: Db) {
    this.#one = db
      .prepare<unknown[], RawRow>(`SELECT ${columns} FROM messages WHERE mailbox_id = ? AND uid = ?`)
      .raw()
    this.#range = db
      .prepare<unknown[], RawRow>(
        `SELECT ${columns} FROM messages WHERE mailbox_id = ? AND uid BETWEEN ? AND ? ORDER BY uid`,
      )
      .raw()
  }

  /** The messages of `uids` ('all': every one) that exist and `wanted` accepts, by ascending UID. */
  select(mailbox: MailboxId, uids: Uint32Array | 'all', wanted: Wanted): Selection {
    if (uids === 'all') {
      return selection(this.#range.all(mailbox, 1, 0xffff_ffff), row => wanted(row[1], row[5], row[0]))
    }
    const sorted = uids.toSorted()
    const first = sorted[0] ?? 1
    const last = sorted.at(-1) ?? 0
    if (last - first < sparseness * sorted.length) {
      const asked = new Set(sorted)
      return selection(
        this.#range.all(mailbox, first, last),
        row => asked.has(row[0]) && wanted(row[1], row[5], row[0]),
      )
    }
    const rows: RawRow[] = []
    for (const uid of new Set(sorted)) {
      const row = this.#one.get(mailbox, uid)
      if (row && wanted(row[1], row[5], row[0])) rows.push(row)
    }
    return { rows: rows.map(toRow), runs: rows.map(([uid]) => [uid, uid]) }
  }
}

/** `existing` holds every message of its range, so that a gap between UIDs holds none. */
function selection(existing: readonly RawRow[], wanted: (row: RawRow) => boolean): Selection {
  const rows: MessageRow[] = []
  const runs: [number, number][] = []
  let run: [number, number] | undefined
  for (const raw of existing) {
    if (!wanted(raw)) {
      run = undefined
      continue
    }
    rows.push(toRow(raw))
    if (run) {
      run[1] = raw[0]
    } else {
      run = [raw[0], raw[0]]
      runs.push(run)
    }
  }
  return { rows, runs }
}

function toRow([uid, flags, view, internalDateMs, sizeBytes]: RawRow): MessageRow {
  return { uid, flags, view, internalDateMs, sizeBytes }
}
