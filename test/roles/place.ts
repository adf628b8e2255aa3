/** A province with letters in two agencies, and a session of everybody who may ask, or may not any more. */

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openSession } from '../../src/control/control.ts'
import type { HeldLetter, NewDocument, NewViolation, OutboxRecipient } from '../../src/ports/archive.ts'
import type { Appointment, OperatorRole } from '../../src/ports/directory.ts'
import { CliHarness } from '../cli-harness.ts'
import { addresses, letter, provision } from '../conformance/letters.ts'

/** Who asks, in the order of the table's columns. */
export const askers = [
  'administrator',
  'agency-administrator',
  'agency-head',
  'auditor',
  'scoped',
  'ended',
  'nobody',
] as const
export type Asker = (typeof askers)[number]

export const names: Readonly<Record<Exclude<Asker, 'nobody'>, string>> = {
  administrator: 'quantri',
  'agency-administrator': 'sokhcn.qt',
  'agency-head': 'sokhcn.gd',
  auditor: 'thanhtra',
  scoped: 'thanhtra.sokhcn',
  ended: 'thanhtra.cu',
}

export interface Place extends AsyncDisposable {
  readonly cli: CliHarness
  readonly tokens: Readonly<Record<Asker, string>>
  readonly agencyIds: readonly number[]
  readonly boxIds: readonly number[]
  /** Commits one more letter, between the boxes of sokhcn or to the one of thucphan. */
  write(change?: LetterChange): Promise<{ readonly entryId: number; readonly ref: string }>
  /** A new session, opened at that moment; who was dismissed has none. */
  reopen(asker: Exclude<Asker, 'nobody'>, now: number): Promise<void>
  /** Rows of every table but those named, as text, by table. */
  dump(except: readonly string[]): ReadonlyMap<string, string>
}

export interface LetterChange {
  /** To the box of thucphan, from outside: nothing of it is sokhcn's. */
  readonly elsewhere?: true
  readonly violation?: Partial<NewViolation>
  readonly held?: true
  readonly queued?: true
  readonly document?: true
}

/** Of the ledger's row of a letter. */
function refOf(number: number): string {
  return `CB-2026-AAAA${String(number).padStart(6, '0')}`
}

const document: NewDocument = {
  place: 'vanban.pdf',
  number: '05',
  notation: 'QĐ-UBND',
  kind: 'QĐ',
  issuer: 'Ủy ban nhân dân tỉnh Cao Bằng',
  issuedDate: '2026-11-20',
  abstract: 'Về việc kiện toàn Ban Chỉ đạo',
  signer: 'Nông Văn Bảo',
  urgency: null,
  signed: false,
  signature: null,
  confidence: 0.9,
  metadata: '{"CodeNumber":"05"}',
}

export async function openPlace(): Promise<Place> {
  const cli = await CliHarness.open()
  await cli.start()
  const { agencyIds, boxIds } = await provision(cli.services.store)
  const scope = { agencies: [agencyIds[0]!], fromMs: null, beforeMs: null }
  const operators: readonly [Exclude<Asker, 'nobody'>, OperatorRole, string | null, Appointment?][] = [
    ['administrator', 'administrator', null],
    ['agency-administrator', 'agency-administrator', 'sokhcn'],
    ['agency-head', 'agency-head', 'sokhcn'],
    ['auditor', 'auditor', null],
    ['scoped', 'auditor', null, { scope, endsAt: null, decision: '12/QĐ-UBND' }],
    ['ended', 'auditor', null, { scope, endsAt: 1_000_000, decision: '1/QĐ-UBND' }],
  ]
  const tokens = new Map<Asker, string>([['nobody', 'khong-ai-ca']])
  for (const [asker, role, agency, appointment] of operators) {
    const { operator } = await cli.operator(names[asker], role, 'Suối Lê-nin 2026', agency, appointment)
    tokens.set(asker, (await openSession(cli.services, operator)).token)
  }
  let written = 0
  const held = Object.fromEntries(tokens) as Record<Asker, string>
  return {
    cli,
    tokens: held,
    async reopen(asker, now) {
      const { store, config } = cli.services
      const operator = await store.read.directory.operator(names[asker])
      if (operator === undefined) return
      const { token } = await openSession({ store, config, clock: { now: () => now } }, operator)
      held[asker] = token
    },
    agencyIds,
    boxIds,
    async write(change = {}) {
      const number = ++written
      const elsewhere = change.elsewhere === true
      const agencyId = elsewhere ? agencyIds[1]! : agencyIds[0]!
      const recipient = elsewhere
        ? { address: addresses[2]!, boxId: boxIds[2]!, agencyId }
        : { address: addresses[1]!, boxId: boxIds[1]!, agencyId }
      const waits: HeldLetter = {
        address: recipient.address,
        rule: 'D1b-free',
        agencyId,
        expiresAt: Date.UTC(2030, 0, 1),
        becomes: { kind: 'delivery', delivery: { boxId: recipient.boxId, role: 'inbox', flags: 0, view: 0 } },
      }
      const leaves: OutboxRecipient = {
        address: 'vanthu@langson.gov.vn',
        form: 'received',
        notify: '',
        orcpt: '',
      }
      const { entryId } = await cli.services.store.write.commitMessage(
        letter({
          number,
          to: [change.held ? { ...recipient, outcome: 'held' } : recipient],
          ...(elsewhere ? {} : { from: { boxId: boxIds[0]!, agencyId } }),
          change: message => ({
            ...message,
            entry: { ...message.entry, mailFrom: elsewhere ? 'dan@yahoo.com' : addresses[0]! },
            deliveries: change.held ? [] : message.deliveries,
            held: change.held ? [waits] : [],
            outbox: change.queued ? [leaves] : [],
            documents: change.document ? [document] : [],
            violations:
              change.violation === undefined
                ? []
                : [violationOf(number, agencyId, boxIds[0]!, change.violation)],
          }),
        }),
      )
      return { entryId, ref: refOf(number) }
    },
    dump: except => dumpOf(join(cli.folder, 'data/store.db'), except),
    [Symbol.asyncDispose]: () => cli[Symbol.asyncDispose](),
  }
}

function violationOf(
  number: number,
  agencyId: number,
  boxId: number,
  change: Partial<NewViolation>,
): NewViolation {
  return {
    ref: refOf(number),
    rule: 'D1b-free',
    action: 'flag',
    reason: 'free-mail-recipient',
    agencyId,
    boxId,
    address: 'dan@yahoo.com',
    evidence: '[]',
    state: 'recorded',
    opensCase: false,
    ...change,
  }
}

function dumpOf(file: string, except: readonly string[]): ReadonlyMap<string, string> {
  const db = new Database(file, { readonly: true })
  try {
    const tables = db
      .prepare<unknown[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
      .pluck()
      .all()
    return new Map(
      tables
        .filter(table => !except.includes(table))
        .map(table => [table, JSON.stringify(db.prepare(`SELECT * FROM "${table}"`).raw().all())]),
    )
  } finally {
    db.close()
  }
}
