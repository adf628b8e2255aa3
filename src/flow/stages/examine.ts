/** Texts and attachments, read before anything is judged. */
import type { LetterFindings } from '../../documents/facts.ts'
import type { FlowContext } from '../context.ts'
import type { Parsed } from '../stages.ts'

export function examine(
  { readLetter }: Pick<FlowContext, 'readLetter'>,
  message: Pick<Parsed, 'bytes' | 'root' | 'header'>,
): Promise<LetterFindings> {
  const { bytes, root, header } = message
  return readLetter({ bytes, root, subject: header.subject, from: header.from[0]?.address ?? '' })
}
