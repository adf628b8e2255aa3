/** An archive of some days with letters of every kind, copied for each tampering; and what verifies the copy. */
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { append, type Edge, emptyEdge, leafHash } from '../../src/base/merkle.ts'
import type { CommitMessage } from '../../src/ports/archive.ts'
import type { Timestamps } from '../../src/ports/timestamp.ts'
import { openReaderDb } from '../../src/store/sqlite/connection.ts'
import { KeyWrap } from '../../src/store/sqlite/frames.ts'
import { BlobReader } from '../../src/store/sqlite/reads/blobs.ts'
import { EvidenceReader } from '../../src/store/sqlite/reads/evidence.ts'
import { LogReader } from '../../src/store/sqlite/reads/tlog.ts'
import { openLogFiles } from '../../src/tlog/log-files.ts'
import { parseVerifierKey, type VerifierKey } from '../../src/tlog/note.ts'
import type { VerificationOptions, VerificationParts } from '../../src/verification/run.ts'
import { Verification } from '../../src/verification/verification.ts'
import { addresses, letter, letterBytes, provision, sha256, value, viewOf } from '../conformance/letters.ts'
import { LogPlace } from './place.ts'

export type Db = Database.Database

export const masterKey = Buffer.alloc(32, 1)

export interface Day {
  readonly folder: string
  /** What was published that day, and its leaves. */
  readonly checkpoint: string
  readonly size: number
}

const kept = ['store.db', 'blobs', 'log'] as const

export class TamperedArchive implements AsyncDisposable {
  readonly place: LogPlace
  readonly keys: readonly VerifierKey[]
  readonly days: readonly Day[]
  readonly scratch = join(tmpdir(), `congvu-tampered-${process.pid}`)

  /** So many letters on each day, and a twentieth as many acts. */
  static async open(letters: readonly number[]): Promise<TamperedArchive> {
    const place = await LogPlace.open()
    const keys = (await place.log.verifierKeys()).map(key => value(parseVerifierKey(key)))
    const { boxIds, agencyIds } = await provision(place.store)
    const parts = { boxes: boxIds, agencies: agencyIds }
    const made: Day[] = []
    let number = 0
    for (const [day, count] of letters.entries()) {
      await place.act(Math.ceil(count / 20))
      const numbers = Array.from({ length: count }, () => number++)
      await Promise.all(numbers.map(one => place.store.write.commitMessage(variedLetter(one, parts))))
      const { size } = await place.log.publish()
      await place.stop()
      const folder = join(place.dataDir, `day-${day}`)
      mkdirSync(folder)
      for (const name of kept) cpSync(join(place.dataDir, name), join(folder, name), { recursive: true })
      made.push({ folder, size, checkpoint: readFileSync(join(folder, 'log/checkpoint'), 'utf8') })
      await place.start()
    }
    return new TamperedArchive(place, keys, made)
  }

  private constructor(place: LogPlace, keys: readonly VerifierKey[], days: readonly Day[]) {
    this.place = place
    this.keys = keys
    this.days = days
  }

  /** A copy of a day to do anything with. */
  copy(day: number): { readonly folder: string; readonly db: Db } {
    rmSync(this.scratch, { recursive: true, force: true })
    cpSync(this.days[day]!.folder, this.scratch, { recursive: true })
    return { folder: this.scratch, db: new Database(join(this.scratch, 'store.db')) }
  }

  /** Whether a verification finds anything; it ends with the first thing. */
  async finds(folder: string, outside: readonly string[]): Promise<boolean> {
    await using opened = openParts(this, folder)
    const verification = await Verification.begin(opened.parts, { ...everything, outside })
    for (let more = true; more && verification.progress().findings === 0; ) more = await verification.step()
    return verification.progress().findings > 0
  }

  async verify(folder: string, outside: readonly string[]) {
    const options = { outside, sample: 1, seed: 0 }
    await using opened = openParts(this, folder)
    return await finish(await Verification.begin(opened.parts, options))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.scratch, { recursive: true, force: true })
    await this.place[Symbol.asyncDispose]()
  }
}

export async function finish(verification: Verification) {
  while (await verification.step());
  return verification.save()
}

/** What the verification needs to know of the place. */
interface Known {
  readonly place: { readonly settings: { readonly origin: string }; readonly timestamps: Timestamps }
  readonly keys: readonly VerifierKey[]
}

export function openParts(
  { place, keys }: Known,
  folder: string,
): { readonly parts: VerificationParts } & AsyncDisposable {
  const db = openReaderDb(join(folder, 'store.db'))
  const blobs = new BlobReader(db, new KeyWrap(masterKey), join(folder, 'blobs'))
  return {
    parts: {
      evidence: new EvidenceReader(db, join(folder, 'blobs')),
      blobs,
      log: new LogReader(db),
      files: openLogFiles(join(folder, 'log')),
      origin: place.settings.origin,
      keys,
      timestamps: place.timestamps,
    },
    async [Symbol.asyncDispose]() {
      await blobs[Symbol.asyncDispose]()
      db.close()
    },
  }
}

export const everything: VerificationOptions = { outside: [], sample: 1, seed: 0 }

/** Between boxes, to the outside, held, refused, signed, with violations and documents; one in fifty is large. */
function variedLetter(
  number: number,
  { boxes, agencies }: { readonly boxes: readonly number[]; readonly agencies: readonly number[] },
): CommitMessage {
  const bytes = letterBytes(number, number % 50 === 0 ? 70_000 : 600)
  const to = boxes[number % boxes.length]!
  const refused = number % 17 === 16
  return letter({
    number,
    bytes,
    from: { boxId: boxes[0]!, agencyId: agencies[0]! },
    to: [
      { boxId: to, agencyId: agencies[0]!, address: addresses[number % addresses.length]! },
      { address: `nguoidan${number % 40}@gmail.com`, outcome: 'queued', blind: number % 3 === 0 },
    ],
    change: message => (refused ? withoutBytes(message) : withMore(message, number, bytes)),
  })
}

function withoutBytes(message: CommitMessage): CommitMessage {
  const entry = { ...message.entry, accepted: false, verdict: 'block', subject: '' } as const
  return { ...message, entry, forms: [], views: [], deliveries: [] }
}

function withMore(message: CommitMessage, number: number, bytes: Buffer): CommitMessage {
  const signed = Buffer.concat([Buffer.from('DKIM-Signature: v=1; a=rsa-sha256\r\n'), bytes])
  const sends = number % 4 === 0
  const view = { ...viewOf(signed, number), form: 'sent' as const }
  const address = `nguoidan${number % 40}@gmail.com`
  const item = { address, form: sends ? ('sent' as const) : ('received' as const), notify: '', orcpt: '' }
  return {
    ...message,
    forms: sends
      ? [...message.forms, { kind: 'sent', bytes: signed, sha256: sha256(signed) }]
      : message.forms,
    views: sends ? [...message.views, view] : message.views,
    outbox: number % 5 === 0 ? [] : [item],
    held:
      number % 5 === 0
        ? [{ address, rule: 'D1b-free', agencyId: null, expiresAt: 1e13, becomes: { kind: 'outbox', item } }]
        : [],
    violations: number % 6 === 0 ? [violationOf(number, address)] : [],
    documents: number % 7 === 0 ? [documentOf(number)] : [],
  }
}

function violationOf(number: number, address: string): CommitMessage['violations'][number] {
  return {
    ref: `CB-2026-${String(number).padStart(6, '0')}`,
    rule: 'D1b-free',
    action: 'flag',
    reason: 'free-mail-recipient',
    agencyId: null,
    boxId: null,
    address,
    evidence: '{}',
    state: 'recorded',
    opensCase: false,
  }
}

function documentOf(number: number): CommitMessage['documents'][number] {
  return {
    place: 'subject',
    number: String(number),
    notation: 'SKHCN-VP',
    kind: '',
    issuer: 'Sở Khoa học và Công nghệ',
    issuedDate: '2026-11-23',
    abstract: 'V/v đôn đốc sử dụng thư điện tử công vụ',
    signer: null,
    urgency: null,
    signed: false,
    signature: null,
    confidence: 0.9,
    metadata: '{}',
  }
}

/** Everything follows from the rows again: indexes without gaps, hashes, tiles of the checkpoint that is there. */
export async function rewriteHashes(db: Db, folder: string, publishedSize: number): Promise<void> {
  const rows = db
    .prepare<[], { kind: 'entries' | 'audit'; id: number; leaf: number }>(
      `SELECT 'entries' AS kind, id, leaf_index AS leaf FROM entries
       UNION ALL SELECT 'audit', id, leaf_index FROM audit WHERE leaf_index IS NOT NULL`,
    )
    .all()
    .sort((one, other) => one.leaf - other.leaf)
  const renumber = {
    entries: db.prepare('UPDATE entries SET leaf_index = ? WHERE id = ?'),
    audit: db.prepare('UPDATE audit SET leaf_index = ? WHERE id = ?'),
  }
  const reader = new LogReader(db)
  db.exec('BEGIN')
  for (const [index, row] of rows.entries()) if (row.leaf !== index) renumber[row.kind].run(index, row.id)
  const leaves = [...(await reader.leaves('entry', 0, 1e6)), ...(await reader.leaves('act', 0, 1e6))]
  leaves.sort((one, other) => one.index - other.index)
  db.exec('DELETE FROM log')
  const insert = db.prepare('INSERT INTO log (leaf_index, hashes) VALUES (?, ?)')
  let edge: Edge = emptyEdge
  for (const { data } of leaves) {
    const grown = append(edge, leafHash(data))
    insert.run(edge.size, Buffer.concat(grown.completed))
    edge = grown.edge
  }
  db.exec('COMMIT')
  rmSync(join(folder, 'log/tile'), { recursive: true, force: true })
  await openLogFiles(join(folder, 'log')).writeTiles(reader, 0, Math.min(publishedSize, edge.size))
}
