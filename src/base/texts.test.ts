import { describe, expect, test } from 'vitest'
import { joinTexts, placeholdersOf, say, type Text, texts } from './texts.ts'
import { accountTexts } from './texts-account.ts'
import { doctorTexts } from './texts-doctor.ts'
import { retentionTexts } from './texts-retention.ts'
import { searchTexts } from './texts-search.ts'
import { trailTexts } from './texts-trail.ts'

const entries: readonly (readonly [string, Text])[] = [
  ...Object.entries(texts),
  ...Object.entries(accountTexts),
  ...Object.entries(trailTexts),
  ...Object.entries(retentionTexts),
  ...Object.entries(searchTexts),
  ...Object.entries(doctorTexts),
]

describe('the catalogue', () => {
  test.each(entries)('%s has both languages in NFC with the same placeholders', (_key, text) => {
    for (const template of [text.vi, text.en]) {
      expect(template.trim()).toBe(template)
      expect(template).not.toBe('')
      expect(template).toBe(template.normalize('NFC'))
    }
    expect(text.vi).not.toBe(text.en)
    expect(placeholdersOf(text.vi)).toEqual(placeholdersOf(text.en))
  })

  test('has no two texts alike', () => {
    const vietnamese = entries.map(([, text]) => text.vi)
    expect(new Set(vietnamese).size).toBe(vietnamese.length)
  })
})

describe('say', () => {
  test('fills both languages', () => {
    expect(say(texts.reference, { ref: 'CB-2026-7F3K9QX2MB' })).toEqual({
      vi: 'Mã tham chiếu: CB-2026-7F3K9QX2MB. Khi cần hỗ trợ, xin báo mã này.',
      en: 'Reference: CB-2026-7F3K9QX2MB. Please quote it when asking for help.',
    })
  })

  test('tells a value that is a text in each language', () => {
    const said = say(texts.becauseOf, { citation: { vi: 'mục 1.b', en: 'clause 1.b' } })
    expect(said).toEqual({ vi: 'Căn cứ: mục 1.b.', en: 'On the ground of: clause 1.b.' })
  })

  test('does not look into the values', () => {
    const said = say(texts.heldBody, { from: '{to}', to: '$&@gmail.com' })
    expect(said.en).toBe('The letter from {to} to $&@gmail.com is held and has not been delivered.')
  })
})

test('joined texts keep the languages apart', () => {
  expect(joinTexts([texts.actionAllow, texts.actionBlock], '\n')).toEqual({
    vi: 'Được phép.\nThư bị từ chối.',
    en: 'Allowed.\nThe letter is refused.',
  })
})
