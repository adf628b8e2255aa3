/** Pages of letters: each entry's rows for the manifests, and its forms, octet for octet, large ones in pieces. */
import { createHash } from 'node:crypto'
import { breathe } from '../../base/breath.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import type { Entry } from '../../ports/archive.ts'
import { BlobError, type BlobReads } from '../../ports/blobs.ts'
import type { BegunExport } from '../../ports/exports.ts'
import type { Scope } from '../../ports/search.ts'
import { inScope } from '../scope.ts'
import type { Cursor } from './cursor.ts'
import type { PageBuilder } from './page-builder.ts'
import {
  type AgencyCodes,
  csvLine,
  type ExportedEntry,
  type FormState,
  formFolders,
  nextChain,
  numbered,
  rowOf,
} from './rows.ts'

type Form = Entry['forms'][number]

export interface LetterSource {
  readonly entry: (id: number) => Promise<ExportedEntry | undefined>
  readonly blobs: BlobReads
  readonly codeOf: AgencyCodes
  /** What the one who asks may see now. */
  readonly scope: Scope
}

/** Entries between two breaths. */
const breathEntries = 8
/** Numbers read from the list at a time. */
const listed = 512

/** Why there is no page: what may not leave any more, or is not to be read just now. */
export type PageError = { readonly reason: 'outside' | 'unreadable'; readonly message: string }

/** Fills a page from `cursor` on; resolves with where the next one begins, null at the end. */
export async function fillLetters(
  begun: BegunExport,
  idsFrom: (first: number, limit: number) => Promise<readonly number[]>,
  source: LetterSource,
  page: PageBuilder,
  start: Cursor,
): Promise<Result<Cursor | null, PageError>> {
  let cursor = start
  while (cursor.entry < begun.entries) {
    const ids = await idsFrom(cursor.entry, listed)
    if (ids.length === 0)
      return fail({ reason: 'unreadable', message: 'the list of the export is not whole' })
    for (const id of ids) {
      if (page.full) return ok(cursor)
      const entry = await source.entry(id)
      if (entry === undefined || !inScope(entry, begun.scope) || !inScope(entry, source.scope))
        return fail({ reason: 'outside', message: `entry ${id} is outside what you may see` })
      const next = await fillEntry(begun, entry, source, page, cursor)
      if (!next.ok) return next
      if (next.value === 'void') return ok(null)
      cursor = next.value
      // In the middle of a large letter the page is full.
      if (cursor.offset > 0 || cursor.form > 0) return ok(cursor)
      page.whole(cursor)
      if (cursor.entry % breathEntries === 0) await breathe()
    }
  }
  return ok(null)
}

/** The forms that leave, and what is known of them. */
interface Checked {
  readonly wanted: readonly Form[]
  /** Small ones, read already. */
  readonly kept: ReadonlyMap<Form, Uint8Array>
  readonly broken: ReadonlySet<Form>
}

async function fillEntry(
  begun: BegunExport,
  entry: ExportedEntry,
  source: LetterSource,
  page: PageBuilder,
  cursor: Cursor,
): Promise<Result<Cursor | 'void', PageError>> {
  const wanted = begun.format === 'mbox' ? entry.forms.filter(({ kind }) => kind === 'received') : entry.forms
  if (cursor.form > 0 || cursor.offset > 0) {
    const broken = new Set(wanted.filter((_, i) => (cursor.broken >> i) % 2 === 1))
    return fillForms(entry, { wanted, kept: new Map(), broken }, source.blobs, page, cursor)
  }
  try {
    const checked = await checkForms(source.blobs, entry, wanted, page.pieceBytes)
    const mask = wanted.reduce((bits, form, i) => bits | (checked.broken.has(form) ? 1 << i : 0), 0)
    let { chain } = cursor
    if (begun.format === 'zip') chain = addRow(entry, checked, source.codeOf, page, chain)
    else if (mask === 0 && wanted.length > 0)
      page.add({ part: 'envelope', from: entry.mailFrom, timeMs: entry.receivedAt })
    return fillForms(entry, checked, source.blobs, page, { ...cursor, broken: mask, chain })
  } catch (error) {
    return unreadable(entry, error)
  }
}

async function fillForms(
  entry: ExportedEntry,
  { wanted, kept, broken }: Checked,
  blobs: BlobReads,
  page: PageBuilder,
  cursor: Cursor,
): Promise<Result<Cursor | 'void', PageError>> {
  let { offset } = cursor
  try {
    for (let i = cursor.form; i < wanted.length; i++, offset = 0) {
      const form = wanted[i]!
      const size = form.sizeBytes
      if (broken.has(form)) continue
      do {
        // Between two pieces alone: what is begun in a page has one piece in it.
        if (offset > 0 && page.full) return ok({ ...cursor, form: i, offset })
        const end = Math.min(size, offset + page.pieceBytes)
        const piece = kept.get(form) ?? (await blobs.bytes(form.blob, { start: offset, end }))
        page.add({ part: 'member', name: fileOf(entry, form), size, offset }, piece)
        offset += piece.length
      } while (offset < size)
    }
  } catch (error) {
    if (!(error instanceof BlobError) || error.reason === 'unreadable') return unreadable(entry, error)
    page.add({ part: 'void' })
    return ok('void')
  }
  return ok({ ...cursor, entry: cursor.entry + 1, form: 0, offset: 0, broken: 0 })
}

function fileOf(entry: Entry, form: Form): string {
  return `${formFolders[form.kind]}/${numbered(entry.id)}.eml`
}

async function checkForms(
  blobs: BlobReads,
  entry: Entry,
  wanted: readonly Form[],
  pieceBytes: number,
): Promise<Checked> {
  const kept = new Map<Form, Uint8Array>()
  const broken = new Set<Form>()
  for (const form of wanted) {
    const checked = await checkForm(blobs, entry, form, pieceBytes)
    if (checked === undefined) broken.add(form)
    else if (checked !== 'large') kept.set(form, checked)
  }
  return { wanted, kept, broken }
}

function addRow(
  entry: ExportedEntry,
  { wanted, broken }: Checked,
  codeOf: AgencyCodes,
  page: PageBuilder,
  chain: string,
): string {
  const states = wanted.map(
    (form): FormState => ({
      kind: form.kind,
      sizeBytes: form.sizeBytes,
      sha256: expected(entry, form),
      whole: !broken.has(form),
    }),
  )
  const row = rowOf(entry, states, codeOf)
  const json = JSON.stringify(row)
  const csv = csvLine(row)
  page.add({ part: 'row', json, csv })
  return nextChain(chain, json, csv)
}

/** The wire's form is what the leaf has the hash of. */
function expected(entry: Entry, form: Form): Uint8Array {
  return form.kind === 'received' ? entry.sha256 : form.sha256
}

/** The bytes of a small form, `large` for another that is whole, undefined for one that is not what was archived. */
async function checkForm(
  blobs: BlobReads,
  entry: Entry,
  form: Form,
  pieceBytes: number,
): Promise<Uint8Array | 'large' | undefined> {
  const hash = createHash('sha256')
  const chunks: Uint8Array[] = []
  const small = form.sizeBytes <= pieceBytes
  let size = 0
  try {
    for await (const chunk of blobs.stream(form.blob)) {
      hash.update(chunk)
      size += chunk.length
      if (small) chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof BlobError && error.reason !== 'unreadable') return undefined
    throw error
  }
  if (size !== form.sizeBytes || Buffer.compare(hash.digest(), expected(entry, form)) !== 0) return undefined
  return small ? Buffer.concat(chunks) : 'large'
}

function unreadable(entry: Entry, error: unknown): Result<never, PageError> {
  if (!(error instanceof BlobError)) throw error
  return fail({ reason: 'unreadable', message: `entry ${entry.id}: ${error.message}` })
}
