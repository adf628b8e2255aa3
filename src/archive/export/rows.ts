/**
 * What the manifests say of an entry: a line of JSON and a line of CSV, made together. The line of JSON is what is
 * checked; the CSV says the same to a spreadsheet.
 */
import { createHash } from 'node:crypto'
import { formatCsv, neutralCell } from '../../base/csv.ts'
import { localTime } from '../../base/local-time.ts'
import type { Entry, EntryId, FormKind } from '../../ports/archive.ts'
import type { AgencyId } from '../../ports/directory.ts'
import { hex } from '../search.ts'

/** Folders of the package, by form. */
export const formFolders: Readonly<Record<FormKind, string>> = {
  received: 'letters',
  sent: 'sent',
  encrypted: 'encrypted',
  decrypted: 'decrypted',
}

/** An entry with what retention did to it. */
export type ExportedEntry = Entry & {
  readonly erasedAt?: number | null
  /** The leaf of the act that erased it. */
  readonly erasedBy?: number | null
}

export interface FormState {
  readonly kind: FormKind
  readonly sizeBytes: number
  readonly sha256: Uint8Array
  /** False: the stored bytes are gone or others than were archived, so that none are given. */
  readonly whole: boolean
}

export interface ManifestRow {
  readonly entry: EntryId
  readonly leaf: number
  /** Milliseconds since 1970, as the leaf has it. */
  readonly timeMs: number
  readonly time: string
  readonly direction: string
  readonly channel: string
  readonly verdict: string
  readonly accepted: boolean
  /** `refused`: no bytes were kept; `erased`: by retention; `damaged`: see the forms. */
  readonly state: 'kept' | 'refused' | 'erased' | 'damaged'
  readonly from: string
  readonly fromAgency: string | null
  readonly author: string
  readonly to: readonly {
    readonly address: string
    readonly agency: string | null
    readonly blind: boolean
    readonly outcome: string
  }[]
  readonly subject: string
  readonly messageId: string
  readonly rules: readonly string[]
  /** Of the bytes that were received, whether they were kept or not. */
  readonly size: number
  readonly sha256: string
  readonly forms: readonly {
    readonly form: FormKind
    readonly file: string | null
    readonly size: number
    readonly sha256: string
  }[]
  readonly erased: { readonly time: string; readonly leaf: number } | null
}

export type AgencyCodes = (id: AgencyId | null) => string | null

/** At least eight digits, so that a listing of the files is in their order. */
export function numbered(id: number): string {
  return `${id}`.padStart(8, '0')
}

export function rowOf(entry: ExportedEntry, forms: readonly FormState[], codeOf: AgencyCodes): ManifestRow {
  const { erasedAt = null, erasedBy = null } = entry
  const erased = erasedAt === null || erasedBy === null ? null : { time: localTime(erasedAt), leaf: erasedBy }
  return {
    entry: entry.id,
    leaf: entry.leaf.index,
    timeMs: entry.receivedAt,
    time: localTime(entry.receivedAt),
    direction: entry.direction,
    channel: entry.channel,
    verdict: entry.verdict,
    accepted: entry.accepted,
    state: stateOf(erased !== null, forms, entry.accepted),
    from: entry.mailFrom,
    fromAgency: codeOf(entry.senderAgencyId),
    author: entry.headerFrom,
    to: entry.recipients.map(({ address, agencyId, blind, outcome }) => ({
      address,
      agency: codeOf(agencyId),
      blind,
      outcome,
    })),
    subject: entry.subject,
    messageId: entry.messageId,
    rules: rulesOf(entry.judgements),
    size: entry.sizeBytes,
    sha256: hex(entry.sha256),
    forms: forms.map(({ kind, sizeBytes, sha256, whole }) => ({
      form: kind,
      file: whole ? `${formFolders[kind]}/${numbered(entry.id)}.eml` : null,
      size: sizeBytes,
      sha256: hex(sha256),
    })),
    erased,
  }
}

function stateOf(erased: boolean, forms: readonly FormState[], accepted: boolean): ManifestRow['state'] {
  if (erased) return 'erased'
  if (forms.some(({ whole }) => !whole)) return 'damaged'
  if (forms.length > 0) return 'kept'
  // Of an accepted letter there were bytes.
  return accepted ? 'damaged' : 'refused'
}

/** The names of the rules that said something, each once. */
function rulesOf(judgements: string): readonly string[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(judgements)
  } catch {
    return []
  }
  if (!Array.isArray(parsed)) return []
  const rules = parsed.map((one: { readonly rule?: unknown } | null) => one?.rule)
  return [...new Set(rules.filter(rule => typeof rule === 'string'))]
}

const headings = [
  'Số mục (entry)',
  'Số lá (leaf)',
  'Thời điểm nhận (time)',
  'Chiều (direction)',
  'Kết luận (verdict)',
  'Tình trạng (state)',
  'Người gửi (from)',
  'Cơ quan gửi (from agency)',
  'Người nhận (to)',
  'Người nhận ẩn (blind)',
  'Cơ quan nhận (to agencies)',
  'Quy định (rules)',
  'Trích yếu (subject)',
  'Mã thư (message id)',
  'Số byte (size)',
  'SHA-256',
  'Tệp (files)',
]

/** Spreadsheets take a file for UTF-8 by its byte-order mark. */
export const csvHead = `\ufeff${formatCsv([headings])}`

/** One line, whatever stands in a subject: without its line ends, so that lines are records. */
export function csvLine(row: ManifestRow): string {
  const list = (items: readonly (string | null)[]) =>
    [...new Set(items.filter(item => item !== null))].join(' ')
  const texts = [
    row.time,
    row.direction,
    row.verdict,
    row.state,
    row.from,
    row.fromAgency ?? '',
    list(row.to.map(({ address }) => address)),
    list(row.to.filter(({ blind }) => blind).map(({ address }) => address)),
    list(row.to.map(({ agency }) => agency)),
    list(row.rules),
    row.subject,
    row.messageId,
  ].map(text => neutralCell(text.replace(/[\r\n\u0085\u2028\u2029]+/gu, ' ')))
  const files = list(row.forms.map(({ file }) => file))
  return formatCsv([[row.entry, row.leaf, ...texts, row.size, row.sha256, files]])
}

/** The chain after one more row: what the act that ends an export attests of all of them. */
export function nextChain(chain: string, json: string, csv: string): string {
  return createHash('sha256')
    .update(Buffer.from(chain, 'hex'))
    .update(createHash('sha256').update(`${json}\n${csv}`).digest())
    .digest('hex')
}
