import { expect, it } from 'vitest'
import { FieldPicker } from '../../mail/field-picker.ts'
import { keptHeader, listedFields } from './kept-header.ts'

it('says of the listed fields what the header says', () => {
  const text = ' x\r\nFrom: a\n b\r\nX: 1\r\n goes on\r\nno field\r\nSUBJECT : c\r\nfrom: d'
  // The last line may have no end.
  expect(isSaid(Buffer.from(text))).toBe('From: a\n b\r\nSUBJECT : c\r\nfrom: d')
  expect(isSaid(Buffer.from(`${text}\r\n\r\n`))).toBe('From: a\n b\r\nSUBJECT : c\r\nfrom: d\r\n')
  expect(new FieldPicker(['From', 'X'], true).picksWithin(listedFields)).toBe(false)
  expect(new FieldPicker(['From'], false).picksWithin(listedFields)).toBe(false)
})

/** What is listed of the header, once it is known to be enough. */
function isSaid(whole: Buffer): string {
  const { listed } = keptHeader(1, whole)
  for (const names of [['From'], ['subject', 'FROM', 'ả'], ['Date']]) {
    const picker = new FieldPicker(names, true)
    expect(picker.picksWithin(listedFields)).toBe(true)
    expect(picker.pick(listed)).toEqual(picker.pick(whole))
  }
  return Buffer.from(listed).toString()
}
