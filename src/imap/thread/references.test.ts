import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { casemap } from '../../base/casemap.ts'
import { baseSubject } from '../../mail/base-subject.ts'
import type { ResponseWriter } from '../wire/writer.ts'
import { type Forest, writeForest } from './forest.ts'
import type { Letters } from './letters.ts'
import { orderedSubject } from './ordered-subject.ts'
import { references, refs } from './references.ts'

interface Letter {
  readonly id?: string
  readonly ancestors?: string
  readonly subject?: string
  readonly at?: number
  readonly arrived?: number
}

const pause = async () => undefined

/** A number for each text, 0 for the empty one. */
function numbering() {
  const numbers = new Map([['', 0]])
  const numberOf = (text: string) => {
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    return number
  }
  return { numbers, numberOf }
}

function lettersOf(all: readonly Letter[]): Letters {
  const { numbers: ids, numberOf: idOf } = numbering()
  const { numberOf: subjectOf } = numbering()
  const sentAt = Float64Array.from(all, ({ at }, i) => at ?? i)
  const subjects = all.map(({ subject }) => baseSubject(subject ?? ''))
  return {
    count: all.length,
    sentAt,
    arrivedAt: Float64Array.from(all, ({ arrived }, i) => arrived ?? i),
    subjects: subjects.map(({ text }) => subjectOf(casemap(text))),
    isReply: Uint8Array.from(subjects, ({ isReply }) => (isReply ? 1 : 0)),
    ids: all.map(({ id }) => idOf(id ?? '')),
    ancestors: all.map(({ ancestors }) => (ancestors ? ancestors.split(' ').map(idOf) : [])),
    idCount: ids.size,
    byDate: Uint32Array.from(all.keys()).sort((a, b) => sentAt[a]! - sentAt[b]! || a - b),
  }
}

async function written(forest: Forest): Promise<string> {
  const parts: string[] = []
  const writer = {
    text: (text: string) => void parts.push(text),
    number: (value: number) => void parts.push(`${value}`),
    ready: async () => undefined,
  }
  await writeForest(writer as unknown as ResponseWriter, forest, letter => letter + 1)
  return parts.join('').replace('* THREAD', '').trim()
}

const threaded = async (all: readonly Letter[], by = references) => written(await by(lettersOf(all), pause))

describe('REFERENCES', () => {
  it('writes threads as RFC 5256 §4 shows them', async () => {
    // (2)(3 6 (4 23)(44 7 96)), with numbers from 1.
    const chain = [
      { id: 'a' },
      { id: 'b', subject: 'b' },
      { id: 'c', ancestors: 'b' },
      { id: 'd', ancestors: 'b c' },
      { id: 'e', ancestors: 'b c d' },
      { id: 'f', ancestors: 'b c' },
      { id: 'g', ancestors: 'b c f' },
      { id: 'h', ancestors: 'b c f g' },
    ]
    expect(await threaded(chain)).toBe('(1)(2 3 (4 5)(6 7 8))')
  })

  it('links ancestors that are not there, and shows them only above several roots', async () => {
    expect(await threaded([{ ancestors: 'x y' }, { ancestors: 'x' }])).toBe('((1)(2))')
    expect(await threaded([{ id: 'a' }, { ancestors: 'a y z' }])).toBe('(1 2)')
    expect(await threaded([{ ancestors: 'x y' }, { subject: 'b' }])).toBe('(1)(2)')
  })

  it('believes a letter about itself more than others about it', async () => {
    // The first says that b answers a; b says that it answers c.
    const all = [{ id: 'a' }, { id: 'x', ancestors: 'a b' }, { id: 'c' }, { id: 'b', ancestors: 'c' }]
    expect(await threaded(all)).toBe('(1)(3 4 2)')
    // And that it answers nothing.
    expect(await threaded([{ id: 'a' }, { id: 'x', ancestors: 'a b' }, { id: 'b' }])).toBe('(1)(3 2)')
  })

  it('makes nothing its own ancestor', async () => {
    expect(await threaded([{ id: 'a', ancestors: 'a' }])).toBe('(1)')
    expect(
      await threaded([
        { id: 'a', ancestors: 'b' },
        { id: 'b', ancestors: 'a' },
      ]),
    ).toBe('(2 1)')
    expect(await threaded([{ id: 'a', ancestors: 'x y x' }])).toBe('(1)')
  })

  it('takes the first of letters with one ID', async () => {
    const all = [
      { id: 'a', subject: '1' },
      { id: 'a', subject: '2' },
      { ancestors: 'a', subject: '3' },
    ]
    expect(await threaded(all)).toBe('(1 3)(2)')
  })

  it('joins roots of one subject', async () => {
    // A reply below what it replies to, whichever came first.
    expect(await threaded([{ subject: 'Họp' }, { subject: 'Re: HỌP' }])).toBe('(1 2)')
    expect(await threaded([{ subject: 'Re: Họp' }, { subject: 'Họp' }])).toBe('(2 1)')
    // Two of a kind side by side, below nothing.
    expect(await threaded([{ subject: 'Họp' }, { subject: 'Họp' }])).toBe('((1)(2))')
    expect(await threaded([{ subject: 'Re: Họp' }, { subject: 'Fwd: Họp' }])).toBe('((1)(2))')
    expect(await threaded([{ subject: 'Họp' }, { subject: 'Họp' }, { subject: 'Họp' }])).toBe('((1)(2)(3))')
    // Beside those below a letter that is not there; two such become one.
    const missing = [
      { ancestors: 'x', subject: 'Re: Họp' },
      { ancestors: 'x', subject: 'Re: Họp' },
    ]
    expect(await threaded([...missing, { subject: 'Họp' }])).toBe('((1)(2)(3))')
    const other = missing.map(letter => ({ ...letter, ancestors: 'y' }))
    expect(await threaded([...missing, ...other])).toBe('((1)(2)(3)(4))')
    // No subject is no subject in common.
    expect(await threaded([{ subject: '' }, { subject: 'Re: ' }])).toBe('(1)(2)')
  })

  it('sorts brothers by date, and letters of one date by number', async () => {
    const all = [
      { id: 'a', at: 5, subject: 'a' },
      { ancestors: 'a', at: 9 },
      { ancestors: 'a', at: 7 },
      { ancestors: 'a', at: 9 },
      { at: 1, subject: 'b' },
    ]
    expect(await threaded(all)).toBe('(5)(1 (3)(2)(4))')
  })
})

it('REFS leaves subjects alone and puts the thread with the latest arrival last', async () => {
  const all = [
    { id: 'a', subject: 'Họp', arrived: 1 },
    { subject: 'Họp', arrived: 5 },
    { ancestors: 'a', arrived: 9 },
  ]
  expect(await threaded(all, refs)).toBe('(2)(1 3)')
})

it('ORDEREDSUBJECT has the first letter of a subject above all others', async () => {
  const all = [
    { subject: 'Re: Họp', at: 4 },
    { subject: 'Họp', at: 2 },
    { subject: 'Đôn đốc', at: 3 },
    { subject: 'HỌP', at: 5 },
  ]
  expect(await threaded(all, orderedSubject)).toBe('(2 (1)(4))(3)')
})

describe('whatever letters say of each other', () => {
  it('every letter is in one thread once', async () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    const letter = fc.record(
      {
        id: name,
        ancestors: fc.array(name, { maxLength: 4 }).map(ids => ids.join(' ')),
        subject: fc.constantFrom('', 'Họp', 'Re: Họp', 'Đôn đốc', '[fwd: Họp]'),
        at: fc.nat(5),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(letter, { maxLength: 12 }), async all => {
        for (const by of [references, refs, orderedSubject]) {
          const text = await threaded(all as readonly Letter[], by)
          const numbers = (text.match(/\d+/g) ?? []).map(Number).sort((a, b) => a - b)
          expect(numbers).toEqual(all.map((_, i) => i + 1))
          // No list is empty, no list of one list.
          expect(text).not.toMatch(/\(\)|^\s|\( |\(\((?:[^()]*)\)\)/)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('a conversation may be as long as the mailbox', async () => {
    const long = Array.from({ length: 50_000 }, (_, i) => ({
      id: `${i}`,
      ancestors: i === 0 ? '' : `${i - 1}`,
    }))
    expect(await threaded(long)).toBe(`(${long.map((_, i) => i + 1).join(' ')})`)
    expect(await threaded(long.toReversed())).toContain(`(${long.length} ${long.length - 1} `)
  })
})
