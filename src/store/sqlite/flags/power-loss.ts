/**
 * Whether the machine went down under a store that was open: then the latest changes of flags may be gone, of which
 * clients were told. While it is open, the database holds which start of the machine it was opened in; a crash of the
 * program alone loses nothing.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Db } from '../connection.ts'

/** What names this start of the machine; undefined where nothing does. */
export function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return undefined
  }
}

/** Never 0. Without a name no two are the same. */
function bootNumber(boot: string | undefined): number {
  if (boot === undefined) return 1 + Math.floor(Math.random() * 2 ** 47)
  return 1 + createHash('sha256').update(boot).digest().readUIntBE(0, 6)
}

/** Inside a synced transaction. Notes that the store is open; whether flags may have been lost before. */
export function noteOpened(db: Db, boot: string | undefined): boolean {
  const mine = bootNumber(boot)
  const was = db.prepare<unknown[], number>("SELECT value FROM meta WHERE name = 'boot'").pluck().get()
  db.prepare(`INSERT INTO meta VALUES ('boot', ?) ON CONFLICT DO UPDATE SET value = excluded.value`).run(mine)
  return was !== undefined && was !== mine
}

/** Everything that was told is in the database and synced. */
export function noteClosed(db: Db): void {
  db.prepare("DELETE FROM meta WHERE name = 'boot'").run()
}

/** From now on every message counts as changed at this MODSEQ: whoever resynchronizes is told all flags. */
export function raiseFloors(db: Db, modseq: number): void {
  db.prepare('UPDATE mailboxes SET floor_modseq = @modseq, modseq = @modseq WHERE messages > 0').run({
    modseq,
  })
}
