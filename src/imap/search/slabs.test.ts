import { expect, it } from 'vitest'
import { filterOf, gramsOf, mayHold } from './grams.ts'
import { type LetterFilter, packSlab, type Slab, siftSlab } from './slabs.ts'

/** Pseudo-random numbers, the same on every run. */
function randomOf(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const random = randomOf(36)
const syllables =
  'công văn kính gửi ủy ban nhân dân tỉnh cao bằng đề nghị báo cáo hỏa tốc họp giao ban bão số'.split(' ')
const sentence = (words: number) =>
  Array.from({ length: words }, () => `${syllables[random(syllables.length)]}${random(90)}`).join(' ')

interface Letter extends LetterFilter {
  readonly text: string
}

/** With so many words each, at UIDs with gaps. */
function lettersOf(words: readonly number[]): Letter[] {
  let uid = 5
  return words.map(count => {
    const text = sentence(count)
    uid += 1 + random(3)
    return { uid, text, filter: filterOf([text]) }
  })
}

function slabOf(
  letters: readonly LetterFilter[],
): Slab & { readonly asked: number[]; readonly count: number } {
  const { shape, records } = packSlab(letters)
  const asked: number[] = []
  return {
    shape,
    asked,
    count: records.length,
    async records(numbers) {
      asked.push(...numbers)
      return new Map(numbers.map(number => [number, records[number]!]))
    },
  }
}

async function sifted(slab: Slab, uids: Uint32Array, texts: readonly string[]) {
  const sought = texts.map(text => ({ grams: gramsOf(text), lacking: new Uint8Array(uids.length) }))
  const known = new Uint8Array(uids.length)
  await siftSlab(slab, uids, sought, known)
  return { known: [...known], lacking: sought.map(({ lacking }) => [...lacking]) }
}

const manyLengths = Array.from({ length: 300 }, () => [10, 40, 150, 600, 2000][random(5)]!)

it('tells of nearly every letter what its own filter tells, and of none more', async () => {
  const letters = lettersOf(manyLengths)
  expect(new Set(letters.map(({ filter }) => filter.length)).size).toBeGreaterThan(3)
  const slab = slabOf(letters)
  const uids = Uint32Array.from(letters, ({ uid }) => uid)
  const queries = Array.from({ length: 100 }, () => {
    const { text } = letters[random(letters.length)]!
    const start = random(text.length - 3)
    return text.slice(start, start + 3 + random(30))
  })
  queries.push('hoàn toàn không có', 'bão9x')
  const { known, lacking } = await sifted(slab, uids, queries)
  expect(known).toEqual(letters.map(() => 1))
  let more = 0
  for (const [i, query] of queries.entries()) {
    const grams = gramsOf(query)
    for (const [number, { filter }] of letters.entries()) {
      if (!mayHold(filter, grams)) more += 1 - lacking[i]![number]!
      else expect(lacking[i]![number], query).toBe(0)
    }
  }
  expect(more).toBeLessThan(queries.length * 4 * 5)
})

it('says nothing of letters that are not in it, and of those alone that it is asked about', async () => {
  const letters = lettersOf(manyLengths)
  const [without, ...rest] = letters
  const slab = slabOf(rest)
  const uids = Uint32Array.of(1, 2, without!.uid, rest[0]!.uid, rest[250]!.uid, 1e6)
  const { known, lacking } = await sifted(slab, uids, ['hoàn toàn không có'])
  expect(known).toEqual([0, 0, 0, 1, 1, 0])
  expect(lacking).toEqual([[0, 0, 0, 1, 1, 0]])
  slab.asked.length = 0
  await sifted(slab, Uint32Array.of(1, 2, 1e6), ['hoàn toàn không có'])
  expect(slab.asked).toEqual([])
})

it('holds few filters of one length by longer ones, and leaves out the longest where there are fewer still', async () => {
  const letters = lettersOf([...Array.from({ length: 40 }, () => 150), 40, 40, 2000, 2000])
  const slab = slabOf(letters)
  const uids = Uint32Array.from(letters, ({ uid }) => uid)
  const { known, lacking } = await sifted(slab, uids, ['hoàn toàn không có', letters[41]!.text.slice(0, 20)])
  expect(known).toEqual(letters.map((_, i) => (i < 42 ? 1 : 0)))
  expect(lacking[0]).toEqual(known)
  expect(lacking[1]![41]).toBe(0)
})

it('reads little, and takes what cannot be read for what may hold all', async () => {
  const letters = lettersOf(Array.from({ length: 800 }, () => 150))
  const uids = Uint32Array.from(letters, ({ uid }) => uid)
  const slab = slabOf(letters)
  const text = 'công1 hoàn toàn không có'
  const { lacking } = await sifted(slab, uids, [text])
  expect(slab.count).toBeGreaterThan(500)
  expect(slab.asked.length).toBeLessThan(40)
  const part = { ...slab, records: async (numbers: readonly number[]) => slab.records(numbers.slice(0, 1)) }
  const some = await sifted(part, uids, [text])
  expect(some.lacking[0]!.every((lacks, i) => lacks <= lacking[0]![i]!)).toBe(true)
  expect(some.known).toEqual(letters.map(() => 1))
  expect(some.lacking[0]).not.toEqual(lacking[0])
  const none = await sifted({ ...slab, records: async () => new Map() }, uids, [text])
  // Where nothing can be read, filters of their own tell, if anything does.
  expect(none).toEqual({ known: letters.map(() => 0), lacking: [letters.map(() => 0)] })
  const short = await sifted({ ...slab, records: async () => new Map() }, uids, ['cô'])
  expect(short).toEqual({ known: letters.map(() => 1), lacking: [letters.map(() => 0)] })
  const cut = async (numbers: readonly number[]) =>
    new Map(Array.from(await slab.records(numbers), ([number, record]) => [number, record.subarray(1)]))
  expect(await sifted({ ...slab, records: cut }, uids, [text])).toEqual(none)
})
