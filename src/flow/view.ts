/**
 * Views: what a box shows of a form. The server's own lines come first, then the form, less the header fields
 * that must not be shown, with what is put into its text. Every cut and every addition is a change between slices
 * and so on record.
 */
import { storedStructure } from '../mail/stored.ts'
import { type Part, type ScanLimits, scanMessage } from '../mail/structure.ts'
import type { ByteRange } from '../ports/blobs.ts'
import type { NewView, Slice } from '../ports/mailboxes.ts'
import type { Insertion } from './banner.ts'

/** `cuts` are ascending, disjoint ranges inside the form's header block. */
export function makeView(
  form: Uint8Array,
  root: Part,
  prefix: Uint8Array,
  cuts: readonly ByteRange[],
): NewView {
  const slices: Slice[] = prefix.length === 0 ? [] : [{ from: 'prefix', start: 0, end: prefix.length }]
  let at = 0
  let removed = 0
  for (const cut of cuts) {
    if (cut.start > at) slices.push({ from: 'form', start: at, end: cut.start })
    removed += cut.end - cut.start
    at = cut.end
  }
  if (at < form.length) slices.push({ from: 'form', start: at, end: form.length })
  const shift = prefix.length - removed
  return {
    prefix,
    slices,
    sizeBytes: form.length + shift,
    structure: storedStructure(form, root, shift),
  }
}

/** The view with pieces of the server's own put into the form's body, in ascending order. */
export function withInsertions(
  view: NewView,
  form: Uint8Array,
  insertions: readonly Insertion[],
  limits: ScanLimits,
): NewView {
  if (insertions.length === 0) return view
  const prefix = Buffer.concat([view.prefix, ...insertions.map(({ bytes }) => bytes)])
  const slices: Slice[] = []
  let added = view.prefix.length
  let next = 0
  for (const slice of view.slices) {
    let start = slice.start
    while (slice.from === 'form' && next < insertions.length && (insertions[next]?.at ?? 0) < slice.end) {
      const { at, bytes } = insertions[next++] as Insertion
      if (at > start) slices.push({ from: 'form', start, end: at })
      slices.push({ from: 'prefix', start: added, end: added + bytes.length })
      added += bytes.length
      start = at
    }
    slices.push({ ...slice, start })
  }
  // Offsets after a change of the body are those of what is shown.
  const shown = Buffer.concat(
    slices.map(({ from, start, end }) => (from === 'prefix' ? prefix : form).subarray(start, end)),
  )
  return {
    prefix,
    slices,
    sizeBytes: shown.length,
    structure: storedStructure(shown, scanMessage(shown, limits), 0),
  }
}
