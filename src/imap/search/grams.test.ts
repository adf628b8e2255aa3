import fc from 'fast-check'
import { expect, it } from 'vitest'
import { casemap } from '../../base/casemap.ts'
import { filterOf, gramsOf, mayHold } from './grams.ts'

const vietnamese = fc.string({
  unit: fc.constantFrom(...'aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệß 0123456789.,-\n'),
  maxLength: 400,
})

it('lets every text pass that is in one of the texts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(vietnamese, fc.string({ unit: 'binary' })).map(casemap), { maxLength: 8 }),
      fc.nat(),
      fc.nat(),
      fc.nat(),
      (texts, which, from, length) => {
        const text = texts[which % Math.max(1, texts.length)] ?? ''
        const start = text.length === 0 ? 0 : from % text.length
        const part = text.slice(start, start + (length % 60))
        const grams = gramsOf(part)
        expect(grams.length === 0).toBe(part.length < 3)
        expect(mayHold(filterOf(texts), grams)).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})

it('lets nearly nothing else pass, whatever the size of the letter', () => {
  let seed = 3
  const word = () => {
    let text = ''
    for (let i = 0; i < 6; i++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
      text += String.fromCharCode(65 + ((seed >>> 16) % 26))
    }
    return text
  }
  for (const [words, mostBytes, mostPassing] of [
    [3, 64, 5],
    [300, 1024, 30],
    [1500, 4096, 100],
  ] as const) {
    const filter = filterOf([Array.from({ length: words }, word).join(' ')])
    expect(filter.length).toBeLessThanOrEqual(mostBytes)
    let passing = 0
    for (let i = 0; i < 1000; i++) if (mayHold(filter, gramsOf(word()))) passing++
    expect(passing).toBeLessThan(mostPassing)
  }
})

it('stays small for any letter', () => {
  const texts = Array.from({ length: 200 }, (_, i) =>
    String.fromCharCode(...Array.from({ length: 5000 }, (_, j) => (i * 7919 + j * j * 31) & 0x3fff)),
  )
  const filter = filterOf(texts)
  expect(filter.length).toBe(16_384)
  for (const text of texts) expect(mayHold(filter, gramsOf(text.slice(100, 140)))).toBe(true)
})
