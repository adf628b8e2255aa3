/** The header of a letter whose content was put into something, or taken out of it. */
import { asBuffer } from '../../mail/bytes.ts'
import { type HeaderField, headerFields } from '../../mail/header.ts'
import type { Part } from '../../mail/structure.ts'
import { emptyLine, isContentField } from './entity.ts'

/**
 * The letter's own fields in order and untouched, but for MIME-Version and those that say what the content was; `content`
 * are the lines that say it now. With the empty line at the end.
 */
export function outerHeader(form: Uint8Array, root: Part, content: Uint8Array): readonly Uint8Array[] {
  const fields = headerFields(form, root.headerStart, root.headerEnd).filter(
    field => !isContentField(field) && field.name !== 'mime-version',
  )
  // Below the trace, and so near the top that nobody's limit cuts them off.
  const first = fields.findIndex(({ name }) => name !== '' && name !== 'received')
  const at = first < 0 ? fields.length : first
  const raw = ({ start, end }: HeaderField) => asBuffer(form).subarray(start, end)
  return [...fields.slice(0, at).map(raw), mimeVersion, content, ...fields.slice(at).map(raw), emptyLine]
}

const mimeVersion = Buffer.from('MIME-Version: 1.0\r\n')
