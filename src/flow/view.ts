/**
 * Views: what a box shows of a form. The server's own lines come first, then the form, less the header fields
 * that must not be shown. Every cut is a gap between slices and so on record.
 */
import { storedStructure } from '../mail/stored.ts'
import type { Part } from '../mail/structure.ts'
import type { ByteRange } from '../ports/blobs.ts'
import type { NewView, Slice } from '../ports/mailboxes.ts'

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
