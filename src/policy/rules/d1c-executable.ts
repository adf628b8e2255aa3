/**
 * D1c-executable: no programs by mail, by content or by a name that some system runs, however deep in archives. A
 * document with macros is flagged.
 */
import type { AttachmentFacts } from '../../documents/facts.ts'
import { directive, mailRegulations } from '../citations.ts'
import type { Rule } from '../rules.ts'
import { authorOf, finding } from '../seen.ts'
import type { Evidence, Finding } from '../verdict.ts'

const runnable = new Set<AttachmentFacts['type']>(['executable', 'script', 'shortcut'])

export const executableRule: Rule = {
  id: 'D1c-executable',
  title: { vi: 'Không gửi, nhận tệp thực thi', en: 'No executable files' },
  citation: directive('1.c', mailRegulations),
  find({ letter }) {
    const { attachments } = letter.findings
    const author = authorOf(letter)
    const found: Finding[] = []
    const program = attachments.find(({ type, runnableName }) => runnableName || runnable.has(type))
    if (program !== undefined) found.push(finding('executable', author, attachmentEvidence(program)))
    const withMacros = attachments.find(({ macros }) => macros)
    if (withMacros !== undefined) found.push(finding('macros', author, attachmentEvidence(withMacros)))
    return found
  },
}

export function attachmentEvidence({
  place,
  filename,
  type,
  declared,
  disguised,
}: AttachmentFacts): Evidence {
  return { place, filename, type, declared, disguised }
}
