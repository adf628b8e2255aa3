/** D1c-archive: what is encrypted with a password cannot be looked into, so a person does. */
import { directive, mailRegulations } from '../citations.ts'
import type { Rule } from '../rules.ts'
import { authorOf, finding } from '../seen.ts'
import { attachmentEvidence } from './d1c-executable.ts'

export const encryptedRule: Rule = {
  id: 'D1c-archive',
  title: {
    vi: 'Hạn chế tệp nén, tài liệu đặt mật khẩu',
    en: 'Archives and documents under a password are restricted',
  },
  citation: directive('1.c', mailRegulations),
  find({ letter }) {
    const locked = letter.findings.attachments.find(
      ({ readability, type }) => readability === 'encrypted' && type !== 'signature',
    )
    return locked === undefined
      ? []
      : [finding('encrypted-archive', authorOf(letter), attachmentEvidence(locked))]
  },
}
