/**
 * D3-staff: officials use the box they were issued. A letter from an address elsewhere that was confirmed to be an
 * official's is put on record, where authentication shows that it came from there; with a document in it, it is
 * D1b-free's case.
 */
import { directive } from '../citations.ts'
import type { Rule } from '../rules.ts'
import { documentsOf, finding, provesAuthor } from '../seen.ts'

export const issuedBoxRule: Rule = {
  id: 'D3-staff',
  title: {
    vi: 'Cán bộ, công chức, viên chức dùng hộp thư công vụ đã được cấp',
    en: 'Officials use the box they were issued',
  },
  citation: directive('3.b'),
  find({ letter }, context) {
    if (letter.channel !== 'mx' || !provesAuthor(letter) || documentsOf(letter, context).length > 0) return []
    for (const author of letter.from) {
      const box = context.settings.officialOf(author.address)
      if (box !== undefined)
        return [finding('private-box-of-official', { ...author, field: 'From' }, { box })]
    }
    return []
  },
}
