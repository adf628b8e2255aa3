/**
 * archive/export/ — letters leave the server, for auditors and those they answer to, as a package that anybody can check
 * without the server: `begin`, `page` after `page` of letters, `end`, `page` after `page` of proofs. Whoever asks writes
 * the file (`cli/archive-export.ts`); here is what goes into it.
 *
 *     cursor.ts page-builder.ts parts.ts   how it is fetched, in bounded pieces, from any whole entry again
 *     rows.ts                              what the manifests say of an entry
 *     letter-pages.ts proof-pages.ts       what the pages hold
 *     readme.ts verify.mjs                 what goes along: the explanation, and the verifier that needs nothing
 *
 * Invariants: what an export holds is decided when it begins, and its list is in the log with the act that says so
 * before a byte leaves; the act that ends it attests every row of the manifest by one hash; all proofs are made against
 * one checkpoint, which covers both acts. A page is the same however often it is asked for, unless a letter in it was
 * erased meanwhile. Nothing leaves that the asker may not see at that moment.
 *
 * C2SP tlog-proof for proofs, RFC 3161 for the time stamp, RFC 4155 for the mbox. Deliberately absent: encryption of the
 * package, which is for whoever carries it.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Limits } from '../../base/limits.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import { subkey } from '../../base/subkey.ts'
import type { Entry, EntryId } from '../../ports/archive.ts'
import type { Clock } from '../../ports/clock.ts'
import { type BegunExport, type ExportFormat, type ExportId, listedIdBytes } from '../../ports/exports.ts'
import type { ParseQuery, Query, Scope, SearchIndex } from '../../ports/search.ts'
import type { Store } from '../../ports/store.ts'
import type { Timestamps } from '../../ports/timestamp.ts'
import type { Transparency } from '../../tlog/open.ts'
import { useApproval } from '../approval.ts'
import { bothScopes } from '../scope.ts'
import { type Cursor, formatCursor, parseCursor, startOf } from './cursor.ts'
import { fillLetters } from './letter-pages.ts'
import { PageBuilder } from './page-builder.ts'
import { fillProofs } from './proof-pages.ts'
import { readme } from './readme.ts'
import { csvHead } from './rows.ts'
import { sealExport } from './seal.ts'

export interface ExportParts {
  readonly store: Store
  readonly index: Pick<SearchIndex, 'caughtUp' | 'state' | 'entries'>
  readonly parseQuery: ParseQuery
  readonly clock: Clock
  readonly limits: Limits
  readonly serverKey: Uint8Array
  /** Of the log. */
  readonly origin: string
  readonly transparency: Pick<Transparency, 'tick' | 'verifierKeys'>
  readonly timestamps: Timestamps
}

export interface Asker {
  readonly name: string
  readonly role: string
  readonly scope: Scope | null
}

export interface ExportFailure {
  readonly reason: 'invalid' | 'refused' | 'not-found' | 'try-again'
  readonly message: string
}

export interface ExportOpened {
  readonly export: ExportId
  readonly query: string
  readonly entries: number
  readonly atMs: number
  readonly expiresAtMs: number
  /** Asks for the first page. */
  readonly cursor: string
  /** The line before the CSV lines of the pages. */
  readonly csvHead: string
}

export interface ExportEnded {
  /** Asks for the first page of proofs; null for an mbox, which has none. */
  readonly cursor: string | null
  /** Of the checkpoint; null for an mbox. */
  readonly leaves: number | null
  readonly stamped: boolean
}

export interface Exports {
  /** With the same approval and query again: the same export, as long as it can be fetched. */
  begin(
    asker: Asker,
    wanted: { readonly query: string; readonly approval: number; readonly format: ExportFormat },
  ): Promise<Result<ExportOpened, ExportFailure>>
  /** Frames (`base/framed.ts`) with heads as in `parts.ts`. */
  page(asker: Asker, id: ExportId, cursor: string): Promise<Result<Uint8Array, ExportFailure>>
  /** Once every letter was fetched; again after a lost answer. */
  end(asker: Asker, id: ExportId, cursor: string): Promise<Result<ExportEnded, ExportFailure>>
}

/** Entries asked of the index at a time. */
const indexPage = 8192

const refuse = (reason: ExportFailure['reason'], message: string) => fail({ reason, message })

export function createExports(parts: ExportParts): Exports {
  const { store, clock, limits } = parts
  const reads = store.read
  const key = subkey(parts.serverKey, 'export cursor')
  const opened = (
    begun: BegunExport | Omit<BegunExport, 'begunLeaf' | 'endedLeaf' | 'seal'>,
  ): ExportOpened => ({
    export: begun.id,
    query: begun.query,
    entries: begun.entries,
    atMs: begun.at,
    expiresAtMs: begun.expiresAt,
    cursor: formatCursor(key, begun.id, startOf('letters')),
    csvHead,
  })

  async function found(
    { name, scope }: Asker,
    id: ExportId,
    text: string,
  ): Promise<Result<{ begun: BegunExport; cursor: Cursor; scope: Scope }, ExportFailure>> {
    const begun = await reads.exports.export(id)
    // Of another's nothing is told.
    if (begun === undefined || begun.operator !== name || scope === null)
      return refuse('not-found', `no export ${id}`)
    if (begun.expiresAt <= clock.now())
      return refuse('refused', `export ${id} has expired: begin another one, with another file`)
    const cursor = parseCursor(key, id, text)
    if (cursor === undefined || cursor.entry > begun.entries)
      return refuse('invalid', 'this place is not one of the export')
    return ok({ begun, cursor, scope })
  }

  const entry = (id: EntryId): Promise<Entry | undefined> => reads.archive.entry(id)
  const idsOf = (id: ExportId) => (first: number, limit: number) =>
    reads.exports.exportEntries(id, first, limit)

  return {
    async begin(asker, { query: text, approval, format }) {
      const { name, role, scope } = asker
      if (scope === null) return refuse('refused', `${name} sees nothing of the archive`)
      const before = await reads.exports.openExport(
        { operator: name, approval, query: text, format },
        clock.now(),
      )
      if (before !== undefined) return ok(opened(before))
      const use = { id: approval, operator: name, purpose: 'export', subject: text } as const
      const agreed = await useApproval(store, clock, use)
      if (!agreed.ok)
        return refuse(agreed.error.reason === 'not-found' ? 'not-found' : 'refused', agreed.error.message)
      const query = parts.parseQuery(text)
      if (!query.ok) return refuse('invalid', query.error)
      const may = bothScopes(scope, agreed.value.scope)
      if (may === null) return refuse('refused', `${name} sees nothing of what approval ${approval} is for`)
      const listed = await listEntries(parts, query.value, may)
      if (!listed.ok) return listed
      const { list, through } = listed.value
      const at = clock.now()
      const id = randomBytes(9).toString('hex')
      const entries = list.length / listedIdBytes
      const facts = { id, operator: name, approval, query: text, format, scope: may, entries, through, at }
      const begun = { ...facts, expiresAt: at + limits.exportKeepMs }
      const { operator: _, at: __, ...told } = facts
      const detail = { ...told, export: id, list: createHash('sha256').update(list).digest('hex') }
      const act = { at, operator: name, role, operation: 'export.begun', detail: JSON.stringify(detail) }
      await store.write.beginExport({ ...begun, list }, act)
      return ok(opened(begun))
    },

    async page(asker, id, text) {
      const asked = await found(asker, id, text)
      if (!asked.ok) return asked
      const { begun, cursor, scope } = asked.value
      const page = new PageBuilder(limits, place => formatCursor(key, id, place))
      if (cursor.stage === 'proofs') {
        const { seal } = begun
        if (seal === null) return refuse('invalid', 'the export has not ended')
        const verifier = await readFile(new URL('./verify.mjs', import.meta.url))
        const source = { log: reads.log, entry, readme: readme({ ...begun, seal }, parts.origin), verifier }
        return ok(page.finish(await fillProofs({ ...begun, seal }, idsOf(id), source, page, cursor)))
      }
      const codes = new Map((await reads.directory.agencies()).map(agency => [agency.id, agency.code]))
      const codeOf = (agency: number | null) => (agency === null ? null : (codes.get(agency) ?? `${agency}`))
      const source = { entry, blobs: reads.blobs, codeOf, scope }
      const next = await fillLetters(begun, idsOf(id), source, page, cursor)
      if (next.ok) return ok(page.finish(next.value))
      const { reason, message } = next.error
      return refuse(reason === 'outside' ? 'refused' : 'try-again', message)
    },

    async end(asker, id, text) {
      const asked = await found(asker, id, text)
      if (!asked.ok) return asked
      const { begun, cursor } = asked.value
      if (cursor.stage !== 'letters' || cursor.entry !== begun.entries)
        return refuse('invalid', 'not every letter of the export was fetched')
      const at = clock.now()
      const detail = JSON.stringify({ export: id, entries: begun.entries, rows: cursor.chain })
      const { name, role } = asker
      await store.write.endExport(id, { at, operator: name, role, operation: 'export.ended', detail })
      if (begun.format === 'mbox') return ok({ cursor: null, leaves: null, stamped: false })
      const seal = await sealExport(parts, id)
      return ok({
        cursor: formatCursor(key, id, startOf('proofs')),
        leaves: seal.size,
        stamped: seal.token !== null,
      })
    },
  }
}

/** What the query finds now, as it is kept: the index is waited for, and what comes later is not in it. */
async function listEntries(
  { index, limits }: ExportParts,
  query: Query,
  scope: Scope,
): Promise<Result<{ readonly list: Buffer; readonly through: EntryId }, ExportFailure>> {
  try {
    await index.caughtUp()
  } catch {
    return refuse('try-again', 'the index of the archive is behind; wait until it has caught up')
  }
  const { indexedTo: through } = await index.state()
  const pages: Buffer[] = []
  let count = 0
  for (let after: EntryId = 0; ; ) {
    const { ids: page, indexedTo } = await index.entries(query, scope, after, indexPage)
    if (indexedTo < through)
      return refuse('try-again', 'the index of the archive is being made anew; wait until it has caught up')
    const ids = page.filter(id => id <= through)
    const octets = Buffer.alloc(ids.length * listedIdBytes)
    for (const [i, id] of ids.entries()) octets.writeBigUInt64BE(BigInt(id), i * listedIdBytes)
    pages.push(octets)
    count += ids.length
    if (count > limits.exportEntries)
      return refuse(
        'refused',
        `more than ${limits.exportEntries} letters: narrow the query, by dates for example`,
      )
    const last = page.at(-1)
    if (last === undefined || ids.length < page.length) return ok({ list: Buffer.concat(pages), through })
    after = last
  }
}
