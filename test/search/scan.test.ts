/** The index against a scan of every letter: random questions, with and without marks, in every field, for every scope. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatQuery } from '../../src/archive/query/format.ts'
import { parseQuery } from '../../src/archive/query/parser.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { localInstant } from '../../src/base/local-time.ts'
import { hasMarks, plainWords, wordsOf } from '../../src/base/words.ts'
import { facets, type Query, type Scope, type TextField, wholeProvince } from '../../src/ports/search.ts'
import { type Directory, provision } from '../conformance/letters.ts'
import { kinds, type MadeLetter, notations, people, randomLetter, sentence, vocabulary } from './corpus.ts'
import { type Opened, openBoth } from './opened.ts'
import { Random } from './random.ts'
import { facetKeys, finds, scanned, within } from './scan.ts'

const letterCount = 400
const questionCount = 700

let opened: Opened
let directory: Directory
let letters: Awaited<ReturnType<typeof scanned>>[]
const agencies = new Map<string, number>()

beforeAll(async () => {
  opened = await openBoth()
  const { store } = opened
  directory = await provision(store)
  for (const { code, id } of await store.read.directory.agencies()) agencies.set(code, id)
  const random = new Random(2026)
  const made: MadeLetter[] = []
  for (let number = 1; number <= letterCount; number++)
    made.push(await randomLetter(random, number, directory))
  for (const { message } of made) await store.write.commitMessage(message)
  const entries = await store.read.archive.entriesAfter(0, letterCount + 1)
  letters = await Promise.all(entries.map((entry, index) => scanned(entry, made[index] as MadeLetter)))
  await opened.search.caughtUp()
}, 120_000)

afterAll(() => opened[Symbol.asyncDispose]())

const fields: readonly (TextField | null)[] = [
  null,
  null,
  null,
  'subject',
  'body',
  'attachment',
  'filename',
  'from',
  'to',
  'cc',
  'bcc',
]

function randomWords(random: Random): Query {
  const text = random.chance(0.7) ? random.pick(vocabulary) : sentence(random, 1, 3)
  // Phrases that are there, too.
  const { texts } = random.pick(letters)
  const found = random.pick([...texts.body, ...texts.attachment, ...texts.subject])
  const start = random.below(Math.max(1, found.length - 2))
  const taken = random.chance(0.5) ? found.slice(start, start + 1 + random.below(3)).join(' ') : text
  const typed = random.chance(0.4) ? plainWords(taken).join(' ') : taken
  const spelled = wordsOf(typed)
  if (spelled.length === 0) return randomWords(random)
  const exact = spelled.some(hasMarks)
  const words = (exact ? spelled : plainWords(typed)).map((word, index, all) =>
    index === all.length - 1 && random.chance(0.15) ? word.slice(0, Math.max(1, word.length - 1)) : word,
  )
  const stillExact = words.some(hasMarks)
  return {
    kind: 'words',
    field: random.pick(fields),
    words,
    exact: stillExact,
    prefix: random.chance(0.2) && /[\p{L}\p{N}]$/u.test(words.at(-1) as string),
  }
}

const months = ['2026-08-15', '2026-09-20', '2026-10-31', '2026-11-25']

function randomTerm(random: Random): Query {
  const side = random.pick(['from', 'to', 'cc', 'bcc'] as const)
  const [, address] = random.pick(people)
  const at = localInstant(random.pick(months)) + random.below(86_400_000)
  const size = 300 + random.below(8000)
  const terms: readonly (() => Query)[] = [
    () => ({ kind: 'address', side, address }),
    () => ({ kind: 'domain', side, domain: address.split('@')[1] as string }),
    () => ({ kind: 'agency', code: random.pick(['sokhcn', 'thucphan', 'thue', 'khongco']) }),
    () => ({ kind: 'direction', direction: random.pick(['inbound', 'outbound', 'internal']) }),
    () => ({ kind: 'verdict', verdict: random.pick(['allow', 'flag', 'hold', 'block', 'refused']) }),
    () => ({ kind: 'rule', rule: random.pick(['d1b-free', 'secret-stamp', 'd1c-malware']) }),
    () => ({ kind: 'document-kind', abbreviation: random.pick(kinds) }),
    () => ({
      kind: 'document-number',
      number: random.pick(['15', '5']),
      notation: random.pick([null, ...notations.map(notation => plainWords(notation).join('-'))]),
    }),
    () => ({ kind: 'document-number', number: null, notation: 'qd-ubnd' }),
    () => ({ kind: 'signed', signed: random.pick(['yes', 'no', 'valid', 'invalid', 'unknown']) }),
    () => ({ kind: 'message-id', messageId: `<${1 + random.below(letterCount)}.thu@caobang.gov.vn>` }),
    () => ({ kind: 'received', fromMs: at, beforeMs: null }),
    () => ({ kind: 'received', fromMs: null, beforeMs: at }),
    () => ({ kind: 'size', leastBytes: size, mostBytes: random.chance(0.3) ? size + 2000 : null }),
    () => ({ kind: 'ids', first: random.below(letterCount - 20), last: letterCount - 20 }),
  ]
  return random.pick(terms)()
}

function randomQuery(random: Random, depth = 0): Query {
  const what = random.next()
  if (depth < 3 && what < 0.2)
    return { kind: 'and', of: random.many(2, 3, () => randomQuery(random, depth + 1)) }
  if (depth < 3 && what < 0.35)
    return { kind: 'or', of: random.many(2, 3, () => randomQuery(random, depth + 1)) }
  if (depth < 3 && what < 0.45) return { kind: 'not', of: randomQuery(random, depth + 1) }
  return what < 0.8 ? randomWords(random) : randomTerm(random)
}

function randomScope(random: Random): Scope {
  if (random.chance(0.6)) return wholeProvince
  const period = random.chance(0.5)
  return {
    agencies: random.chance(0.3) ? null : random.many(0, 2, () => random.pick(directory.agencyIds)),
    fromMs: period ? localInstant(random.pick(months)) : null,
    beforeMs: period ? localInstant('2026-11-25') : null,
  }
}

const kindsOfFile = ['CT', 'QĐ', ''].map(abbreviation => ({ abbreviation, name: abbreviation || 'Công văn' }))

test(`${questionCount} random questions find what a scan finds`, { timeout: 300_000 }, async () => {
  const random = new Random(711)
  const { search } = opened
  const codes = new Map([...agencies].map(([code, id]) => [id, code]))
  let hits = 0
  let empty = 0
  for (let number = 0; number < questionCount; number++) {
    const made = randomQuery(random)
    const text = formatQuery(made)
    const parsed = parseQuery(text, { limits: defaultLimits, kinds: kindsOfFile })
    if (!parsed.ok) throw new Error(`${text}: ${parsed.error.text.en}`)
    const scope = randomScope(random)
    const expected = letters.filter(letter => within(scope, letter) && finds(parsed.value, letter, agencies))
    const ids = expected.map(({ entry }) => entry.id)
    const context = `${text} in ${JSON.stringify(scope)}`
    expect((await search.entries(parsed.value, scope, 0, letterCount + 1)).ids, context).toEqual(ids)
    hits += ids.length
    if (ids.length === 0) empty++

    // Page by page, in one of the orders.
    const order = random.pick(['rank', 'newest', 'oldest'] as const)
    const paged: number[] = []
    let after: string | null = null
    do {
      const page: Awaited<ReturnType<typeof search.find>> = await search.find(parsed.value, scope, {
        order,
        after,
        limit: 37,
      })
      expect(page.total, context).toBe(ids.length)
      paged.push(...page.ids)
      after = page.next
    } while (after !== null)
    if (order === 'rank') paged.sort((a, b) => a - b)
    expect(paged, `${context} by ${order}`).toEqual(order === 'newest' ? ids.toReversed() : ids)

    const by = random.pick(facets)
    const counts = new Map<string, number>()
    for (const key of expected.flatMap(letter => facetKeys(by, letter, codes)))
      counts.set(key, (counts.get(key) ?? 0) + 1)
    const counted = await search.facets(parsed.value, scope, by)
    expect(new Map(counted.map(({ key, count }) => [key, count])), `${context} by ${by}`).toEqual(counts)
  }
  // The questions are worth something: most find some, and few find all.
  expect(empty).toBeLessThan(questionCount / 2)
  expect(hits).toBeGreaterThan(questionCount * 20)
})
