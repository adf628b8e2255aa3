import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseDocumentKinds } from './kinds.ts'

const head = 'abbreviation,name,paper_copy_required\n'

describe('the kinds of documents', () => {
  it('are 29, two of them without an abbreviation', () => {
    const kinds = parseDocumentKinds(readFileSync('config/document-kinds.csv', 'utf8'))
    if (!kinds.ok) throw new Error(kinds.error.join('\n'))
    expect(kinds.value).toHaveLength(29)
    expect(kinds.value.filter(kind => kind.abbreviation === '').map(kind => kind.name)).toEqual([
      'Công văn',
      'Thư công',
    ])
    expect(kinds.value.find(kind => kind.abbreviation === 'HĐ')).toEqual({
      abbreviation: 'HĐ',
      name: 'Hợp đồng',
      paperCopyRequired: true,
    })
  })

  it.each([
    ['kind,name\n', 'line 1: expected abbreviation,name,paper_copy_required'],
    [`${head}QĐ,Quyết định\n`, 'line 2: 2 fields instead of 3'],
    [`${head}Q-Đ,Quyết định,no\n`, 'line 2: bad abbreviation Q-Đ'],
    [`${head}QĐ,,no\n`, 'line 2: no name'],
    [`${head}QĐ,Quyết định,maybe\n`, 'line 2: paper_copy_required is maybe, not yes or no'],
    [`${head}QĐ,Quyết định,no\nQD,Quyết định,no\n`, 'line 3: Quyết định is listed twice'],
    [`${head}"QĐ`, 'line 2: a quoted cell is never closed'],
  ])('%j is refused', (csv, problem) => {
    expect(parseDocumentKinds(csv)).toEqual({ ok: false, error: [problem] })
  })
})
