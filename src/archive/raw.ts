/** Exact bytes of a form, hashed on their way: what the archive cannot vouch for is an error, not a shorter letter. */
import { createHash } from 'node:crypto'
import { fail, ok, type Result } from '../base/result.ts'
import type { ArchiveReads, Entry, EntryId, FormKind } from '../ports/archive.ts'
import type { BlobReads } from '../ports/blobs.ts'
import { hex } from './search.ts'

export type Form = Entry['forms'][number]

/** The stored bytes are not those that were archived. */
export class DamagedForm extends Error {
  readonly entryId: EntryId
  constructor(entryId: EntryId, form: Form, found: string) {
    super(`entry ${entryId}, form ${form.kind}: SHA-256 is ${found}, not ${hex(form.sha256)}`)
    this.entryId = entryId
  }
}

export type RawError =
  | { readonly reason: 'no-entry' }
  /** A refused letter leaves no bytes; others have one form or more. */
  | { readonly reason: 'no-form'; readonly kinds: readonly FormKind[] }

/** The form asked for, or by default the one that the wire brought. */
export async function findForm(
  archive: Pick<ArchiveReads, 'entry'>,
  id: EntryId,
  kind?: FormKind,
): Promise<Result<{ readonly entry: Entry; readonly form: Form }, RawError>> {
  const entry = await archive.entry(id)
  if (entry === undefined) return fail({ reason: 'no-entry' })
  const form =
    kind === undefined
      ? (entry.forms.find(candidate => candidate.kind === 'received') ?? entry.forms[0])
      : entry.forms.find(candidate => candidate.kind === kind)
  if (form === undefined) return fail({ reason: 'no-form', kinds: entry.forms.map(({ kind }) => kind) })
  return ok({ entry, form })
}

/** The form's bytes in chunks. Rejects with DamagedForm after the last one when their hash is another. */
export async function* formBytes(blobs: BlobReads, entry: Entry, form: Form): AsyncGenerator<Uint8Array> {
  const expected = form.kind === 'received' ? entry.sha256 : form.sha256
  const hash = createHash('sha256')
  for await (const chunk of blobs.stream(form.blob)) {
    hash.update(chunk)
    yield chunk
  }
  const found = hash.digest()
  if (Buffer.compare(found, expected) !== 0) throw new DamagedForm(entry.id, form, hex(found))
}
