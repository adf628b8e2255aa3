/**
 * Search over a large archive: how fast it is indexed, how far it lags while letters come, what each kind of question
 * costs, and what it all takes on disk beside Debian's Dovecot with fts-xapian and plain files. Run on demand:
 *
 *     node test/bench/search.ts [--letters 200000] [--dovecot 10000] [--folder DIRECTORY]
 */
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { parseQuery } from '../../src/archive/query/parser.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { localInstant } from '../../src/base/local-time.ts'
import { plainWords } from '../../src/base/words.ts'
import { type SearchOrder, wholeProvince } from '../../src/ports/search.ts'
import { openSearch } from '../../src/search/search.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { provision } from '../conformance/letters.ts'
import { Random } from '../search/random.ts'
import { dovecotInstalled, openDovecot, sizeOf } from './search-dovecot.ts'
import { makeKit, syllables } from './search-letters.ts'

const { values } = parseArgs({
  options: {
    letters: { type: 'string', default: '200000' },
    dovecot: { type: 'string', default: '10000' },
    folder: { type: 'string', default: tmpdir() },
  },
})
const count = Number(values.letters)
const dovecotCount = Math.min(count, Number(values.dovecot))
const folder = mkdtempSync(join(values.folder, 'congvu-bench-search-'))
// Dovecot's user must come through.
chmodSync(folder, 0o711)
const dataDir = join(folder, 'data')
const masterKey = Buffer.alloc(32, 1)
const limits = { ...defaultLimits, searchLagMs: 3_600_000, searchLagLetters: count }
const print = (line: string) => process.stdout.write(`${line}\n`)

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}

function told(what: string, times: readonly number[], found: number): void {
  const sorted = times.toSorted((a, b) => a - b)
  const [p50, p95] = [quantile(sorted, 0.5), quantile(sorted, 0.95)].map(ms =>
    ms.toFixed(ms < 10 ? 2 : 0).padStart(8),
  )
  print(
    `${what.padEnd(44)}${p50} ${p95} ms p50, p95 ${Math.round(found).toLocaleString('en').padStart(10)} found`,
  )
}

const random = new Random(99)
/** A word of about such a rank among all. */
const word = (rank: number) =>
  syllables[Math.min(syllables.length - 1, Math.floor(rank * (0.7 + random.next() * 0.6)))] as string
const plain = (text: string) => plainWords(text).join(' ')

try {
  await using store = await openSqliteStore({ dataDir, masterKey, limits })
  const { agencyIds } = await provision(store)
  const kit = await makeKit(agencyIds, localInstant('2026-01-01'), localInstant('2026-11-25'))
  let plainBytes = 0
  const kept: Buffer[] = []
  const committing = performance.now()
  let next = 1
  await Promise.all(
    Array.from({ length: 100 }, async () => {
      while (next <= count) {
        const message = kit.letter(next++)
        const bytes = message.forms[0]!.bytes as Buffer
        plainBytes += bytes.length
        if (kept.length < dovecotCount) kept.push(Buffer.from(bytes))
        await store.write.commitMessage(message)
      }
    }),
  )
  print(
    `${count} letters of ${Math.round(plainBytes / count)} bytes committed in ${((performance.now() - committing) / 1000).toFixed(0)} s`,
  )

  await using search = openSearch({ dataDir, masterKey, store, limits, log: { warn: print, error: print } })
  const indexing = performance.now()
  const before = process.cpuUsage()
  await search.caughtUp()
  const seconds = (performance.now() - indexing) / 1000
  const { user, system } = process.cpuUsage(before)
  const each = (user + system) / 1000 / count
  print(
    `indexed in ${seconds.toFixed(0)} s: ${Math.round(count / seconds)} letters/s, ${each.toFixed(2)} ms of CPU each`,
  )

  // Letters as they come at a busy hour: forty times the mean of a province's day.
  const lags: number[] = []
  for (let i = 0; i < 1000; i++) {
    const at = performance.now()
    await store.write.commitMessage(kit.letter(count + 1 + i))
    if (i % 20 === 0) void search.caughtUp().then(() => lags.push(performance.now() - at))
    await wait(Math.max(0, 10 - (performance.now() - at)))
  }
  await search.caughtUp()
  told('from 250 to found, 100 letters/s', lags, lags.length)
  // Merging a full shard goes on behind.
  await wait(3000)

  const ask = async (text: string, order: SearchOrder, limit = 50) => {
    const parsed = parseQuery(text, { limits, kinds: [{ abbreviation: 'QĐ', name: 'Quyết định' }] })
    if (!parsed.ok) throw new Error(`${text}: ${parsed.error.text.en}`)
    const startedAt = performance.now()
    const { total } = await search.find(parsed.value, wholeProvince, { order, after: null, limit })
    return { ms: performance.now() - startedAt, found: total }
  }
  const kinds: readonly (readonly [what: string, order: SearchOrder, query: () => string])[] = [
    ['rare word with marks, newest', 'newest', () => word(9000)],
    ['rare word without marks, newest', 'newest', () => plain(word(9000))],
    ['word with marks, newest', 'newest', () => word(800)],
    ['word without marks, newest', 'newest', () => plain(word(800))],
    ['common word with marks, newest', 'newest', () => word(20)],
    ['common word without marks, newest', 'newest', () => plain(word(20))],
    ['word with marks, by rank', 'rank', () => word(800)],
    ['common word with marks, by rank', 'rank', () => word(20)],
    ['two words with marks', 'newest', () => `${word(100)} ${word(500)}`],
    ['two words with marks, by rank', 'rank', () => `${word(100)} ${word(500)}`],
    ['two words without marks', 'newest', () => plain(`${word(100)} ${word(500)}`)],
    ['phrase with marks', 'newest', () => `"${word(5)} ${word(10)}"`],
    ['phrase without marks', 'newest', () => `"${plain(`${word(5)} ${word(10)}`)}"`],
    ['subject: with marks', 'newest', () => `subject:${word(50)}`],
    ['prefix', 'newest', () => `${plain(word(3000)).slice(0, 4)}*`],
    ['from: an address', 'newest', () => `from:${random.pick(kit.senders)}`],
    ['from: a domain', 'newest', () => 'from:@gmail.com'],
    ['number:', 'newest', () => `number:${random.below(2000)}/QĐ-UBND`],
    [
      'agency and month',
      'newest',
      () => `agency:sokhcn date:2026-${String(1 + random.below(11)).padStart(2, '0')}`,
    ],
    [
      'word, agency and month',
      'newest',
      () => `${word(100)} agency:sokhcn date:2026-0${1 + random.below(9)}`,
    ],
    ['attachment: a word of a file', 'newest', () => `attachment:${random.pick(kit.fileWords)}`],
    ['word but not another', 'newest', () => `${word(100)} -${word(50)}`],
    ['size:', 'newest', () => `size:>${20 + random.below(20)}KB`],
  ]
  for (const [what, order, query] of kinds) {
    const times: number[] = []
    let found = 0
    for (let i = 0; i < 30; i++) {
      const { ms, found: total } = await ask(query(), order)
      times.push(ms)
      found += total / 30
    }
    told(what, times, found)
  }
  for (const by of ['agency', 'month', 'kind'] as const) {
    const times: number[] = []
    for (let i = 0; i < 10; i++) {
      const parsed = parseQuery(word(100), { limits, kinds: [] })
      if (!parsed.ok) throw new Error('no query')
      const startedAt = performance.now()
      await search.facets(parsed.value, wholeProvince, by)
      times.push(performance.now() - startedAt)
    }
    told(`facet of a word: ${by}`, times, 0)
  }

  const forgetting = performance.now()
  await search.forget([Math.floor(count / 2)])
  print(`one letter forgotten in ${((performance.now() - forgetting) / 1000).toFixed(1)} s`)

  const perLetter = (bytes: number, of: number) =>
    `${Math.round(bytes / of).toLocaleString('en')} bytes a letter`
  print(`plain files ${perLetter(plainBytes, count)}`)
  print(
    `our blobs ${perLetter(sizeOf(join(dataDir, 'blobs')), count)}, store.db ${perLetter(statSync(join(dataDir, 'store.db')).size, count)}, search.db ${perLetter(statSync(join(dataDir, 'search.db')).size, count)}`,
  )

  if (dovecotCount > 0 && dovecotInstalled()) {
    await using dovecot = await openDovecot(join(folder, 'dovecot'), kept)
    const { sizes } = dovecot
    print(
      `Dovecot, ${dovecotCount} letters: maildir ${perLetter(sizes.maildirBytes, dovecotCount)}, mdbox ${perLetter(sizes.mdboxBytes, dovecotCount)}, mdbox with zstd ${perLetter(sizes.mdboxZlibBytes, dovecotCount)}, xapian ${perLetter(sizes.indexBytes, dovecotCount)}; indexed at ${Math.round(sizes.lettersPerSecond)} letters/s`,
    )
    for (const [what, text] of [
      ['Dovecot: rare word', () => word(9000)],
      ['Dovecot: word', () => word(800)],
      ['Dovecot: common word', () => word(20)],
      ['Dovecot: phrase', () => `${word(5)} ${word(10)}`],
    ] as const) {
      const times: number[] = []
      let found = 0
      for (let i = 0; i < 10; i++) {
        const answer = await dovecot.search(text())
        times.push(answer.ms)
        found += answer.found / 10
      }
      told(what, times, found)
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
