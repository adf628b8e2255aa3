import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contentLetters } from '../../../test/imap/content-letters.ts'
import { letters } from '../../../test/imap/letters.ts'
import { searchLetters } from '../../../test/imap/search-letters.ts'
import { casemap } from '../../base/casemap.ts'
import { defaultLimits } from '../../base/limits.ts'
import { storedStructure } from '../../mail/stored.ts'
import { scanMessage } from '../../mail/structure.ts'
import type { StoredView } from '../../ports/mailboxes.ts'
import { readContent } from './content.ts'
import { gramsOf, mayHold } from './grams.ts'
import { keptContent, keptText, recipeOf, textLibraries } from './kept-content.ts'
import type { Content } from './match.ts'

const columns = { sentAt: null, subject: 'Họp giao ban', from: 'hanh@caobang.gov.vn', to: '', cc: '' }

it('gives back what it was given', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })).map(casemap)
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string(), fc.array(text, { minLength: 1, maxLength: 3 })), { maxLength: 5 }),
      fc.array(text, { maxLength: 4 }),
      (headers, texts) => {
        const content: Content = { headers: new Map(headers), texts }
        const kept = keptText(7, columns, content, defaultLimits)
        const back = keptContent(kept.text!)!
        expect({ headers: back.headers, texts: back.texts }).toEqual(content)
      },
    ),
    { numRuns: 40 },
  )
})

it('has in its filter what is stored of the envelope, too', () => {
  const { filter } = keptText(7, columns, { headers: new Map(), texts: [] }, defaultLimits)
  expect(mayHold(filter, gramsOf(casemap('giao ban')))).toBe(true)
  expect(mayHold(filter, gramsOf(casemap('hỏa tốc')))).toBe(false)
})

it('keeps nothing but the filter of what is too long, or is no Unicode', () => {
  const of = (text: string, imapKeptTextChars = 20) =>
    keptText(7, columns, { headers: new Map(), texts: [text] }, { ...defaultLimits, imapKeptTextChars }).text
  expect(of('A'.repeat(20))).not.toBeNull()
  expect(of('A'.repeat(21))).toBeNull()
  expect(of('A\ud800')).toBeNull()
})

it('is searched as octets like as strings', () => {
  const words = fc.string({ unit: fc.constantFrom(...'AĐÔ\u0301\u0302\uffff 1"[],:\n'), maxLength: 5 })
  fc.assert(
    fc.property(fc.array(words), fc.array(words), words, (values, texts, sought) => {
      fc.pre(sought !== '')
      const content: Content = { headers: new Map([['x-so', values]]), texts }
      const kept = keptContent(keptText(7, columns, content, defaultLimits).text!)!
      const isIn = (text: string) => text.includes(sought)
      expect(kept.holds!(Buffer.from(sought), true)).toBe(texts.some(isIn))
      expect(kept.holds!(Buffer.from(sought), false)).toBe([...values, ...texts].some(isIn))
    }),
  )
})

it('takes nothing that packing did not make', () => {
  const content: Content = {
    headers: new Map([['subject', ['HỌP']]]),
    texts: [Array.from({ length: 900 }, (_, i) => `GIAO BAN ${i}`).join()],
  }
  const { text } = keptText(7, columns, content, defaultLimits)
  expect(text!.length).toBeLessThan(4500)
  expect(keptContent(text!)!.texts).toEqual(content.texts)
  for (let i = 4; i < text!.length; i += 41) {
    const damaged = Uint8Array.from(text!)
    damaged[i]! ^= 0x10
    const read = keptContent(damaged)
    if (read !== undefined) expect(read.texts).toEqual(content.texts)
    expect(keptContent(text!.subarray(0, i))).toBeUndefined()
  }
})

it('lies by itself, so that nothing else goes between threads with it', () => {
  for (const length of [1, 1000, 5000]) {
    const { text } = keptText(7, columns, { headers: new Map(), texts: ['A'.repeat(length)] }, defaultLimits)
    expect(text!.buffer.byteLength).toBe(text!.length)
  }
})

it('is made by the libraries that are named', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  for (const library of textLibraries) {
    const [name = '', version] = library.split(' ')
    expect(manifest.dependencies[name]).toBe(version)
  }
})

it('is made anew under other limits', () => {
  expect(recipeOf(defaultLimits)).toBe(recipeOf({ ...defaultLimits }))
  expect(recipeOf({ ...defaultLimits, imapSearchPartBytes: 1 })).not.toBe(recipeOf(defaultLimits))
  expect(recipeOf({ ...defaultLimits, imapKeptTextChars: 1 })).not.toBe(recipeOf(defaultLimits))
})

/** Whoever changes what is read of a letter changes this, and has to raise `recipeVersion` with it. */
it('is of version 1 what it is', async () => {
  const digest = createHash('sha256')
  for (const letter of [...letters.values(), ...searchLetters.values(), ...contentLetters.values()]) {
    const bytes = Buffer.from(letter)
    const structure = storedStructure(bytes, scanMessage(bytes, defaultLimits), 0)
    const view = { id: 1, blob: 1, sizeBytes: bytes.length, structure } as StoredView
    const source = {
      read: async (_: StoredView, { start, end }: { start: number; end: number }) =>
        bytes.subarray(start, end),
    }
    const content = await readContent(source, view, defaultLimits.imapSearchPartBytes)
    const { filter } = keptText(1, structure, content, defaultLimits)
    digest.update(JSON.stringify([[...content.headers], content.texts])).update(filter)
  }
  expect(digest.digest('hex')).toBe('b7066f7ecec8950c44d66d5c8901f8bcf412bbe2c8fb37e1926a29a7fa09b5ee')
})
