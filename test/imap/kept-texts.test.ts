/** Searches by text over what is kept of letters: they find what a search through the letters finds, and no letter is read. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import iconv from 'iconv-lite'
import { expect, it } from 'vitest'
import { TextKeeper } from '../../src/app/text-keeper.ts'
import { casemap } from '../../src/base/casemap.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import type { LiveMessages } from '../../src/imap/backend.ts'
import { readContent } from '../../src/imap/search/content.ts'
import { keptContent, recipeOf } from '../../src/imap/search/kept-content.ts'
import type { Key } from '../../src/imap/search/keys.ts'
import { type Content, matcherOf } from '../../src/imap/search/match.ts'
import type { View } from '../../src/imap/view/view.ts'
import type { MailboxStore } from '../../src/mailbox/backend.ts'
import { readView } from '../../src/mailbox/view-bytes.ts'
import type { ByteRange } from '../../src/ports/blobs.ts'
import type { StoredView } from '../../src/ports/mailboxes.ts'
import { contentLetters } from './content-letters.ts'
import { accounts, startImap } from './fixtures.ts'
import { letters as exampleLetters } from './letters.ts'
import { searchLetters } from './search-letters.ts'
import { makeMemoryStore, makeSqliteStore, type SqliteTestStore } from './stores.ts'
import { Talk } from './talk.ts'

const [{ address, password }] = accounts

const syllables = (
  'công văn kính gửi Ủy ban nhân dân tỉnh Cao Bằng đề nghị báo cáo tình hình thực hiện dự toán ngân sách quý họp ' +
  'giao ban phòng chống bão hỏa tốc Đàm Thị Nguyễn Hoàng Nông Thục Phán đôn đốc triển khai kế hoạch xã đường ' +
  'STRASSE Straße ﬁn CV-15/2026 15/CT-UBND 25%% ngày… "khẩn" <a&b> vanthu@caobang.gov.vn'
).split(' ')

/** Pseudo-random numbers, the same on every run. */
function randomOf(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

type Random = (below: number) => number

function sentence(random: Random, words: number): string {
  let text = ''
  for (let i = 0; i < words; i++)
    text += syllables[random(syllables.length)] + [' ', ' ', ' ', ', ', '. ', '\r\n'][random(6)]!
  return text
}

const encoded = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`
const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/.{76}/g, '$&\r\n')
const quoted = (bytes: Buffer) =>
  Array.from(bytes, byte => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')
    .replace(/(?:=..){24}/g, '$&=\r\n')

/** A letter in one of the charsets that people here wrote in, plain, as a page or with another one inside. */
function letterOf(random: Random, number: number): Buffer {
  const text = sentence(random, 20 + random(60))
  const [charset, bytes] = [
    () => ['utf-8', Buffer.from(text)] as const,
    () => ['UTF-8', Buffer.from(text.normalize('NFD'))] as const,
    () => ['TCVN', iconv.encode(text, 'TCVN')] as const,
    () => ['windows-1258', iconv.encode(text.normalize('NFD'), 'windows-1258')] as const,
    () => ['VISCII', iconv.encode(text, 'VISCII')] as const,
    () => ['utf-16le', Buffer.from(text, 'utf16le')] as const,
  ][random(6)]!()
  const [encoding, body] = random(2) === 0 ? ['base64', base64(bytes)] : ['quoted-printable', quoted(bytes)]
  const part = (type: string) =>
    `Content-Type: text/${type}; charset=${charset}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}\r\n`
  const head =
    `From: ${encoded(sentence(random, 3).trim())} <so.${number}@caobang.gov.vn>\r\nTo: hanh@caobang.gov.vn\r\n` +
    `Subject: ${encoded(sentence(random, 6).replaceAll('\r\n', ' '))}\r\nX-So: ${number}/CV-UBND\r\nMIME-Version: 1.0\r\n`
  switch (random(4)) {
    case 0: {
      const page = Buffer.from(`<p>${sentence(random, 30).replaceAll('<', '&lt;')}</p><b>đậm</b>nhạt`)
      return Buffer.from(
        `${head}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n${part('plain')}--b\r\n` +
          `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(page)}\r\n--b--\r\n`,
      )
    }
    case 1:
      return Buffer.from(
        `${head}Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: message/rfc822\r\n\r\n` +
          `Subject: ${encoded(`Bên trong ${sentence(random, 4)}`)}\r\n${part('plain')}\r\n--m\r\n` +
          `Content-Type: application/octet-stream\r\n\r\n${sentence(random, 5)} trong tệp\r\n--m--\r\n`,
      )
    default:
      return Buffer.from(head + part('plain'))
  }
}

/** What people look for: a piece of a text, cut anywhere, in other cases and spellings. */
function queryOf(random: Random): string {
  const text = sentence(random, 1 + random(4)).replaceAll(/\s+/g, ' ')
  const start = random(Math.min(4, text.length))
  const cut = text.slice(start, start + 1 + random(Math.max(1, text.length - start)))
  const spelled = [
    cut,
    cut.toUpperCase(),
    cut.toLowerCase(),
    cut.normalize('NFD'),
    `${cut.slice(0, 2)}${cut.slice(3)}`,
    cut.trim(),
  ][random(6)]!
  return spelled.replaceAll(/[\r\n]/g, ' ')
}

/** What a search through the letters themselves says, told by nothing that is kept. */
async function lettersOf({ read }: MailboxStore): Promise<(key: Key) => string> {
  const inbox = (await read.mailboxes.byName(1, 'INBOX'))!
  const { views: ids } = await read.mailboxes.snapshot(inbox.id)
  const columns = new Map((await read.mailboxes.searchTexts([...ids])).map(each => [each.id, each]))
  const source = {
    read: (view: StoredView, range: ByteRange) => readView(read.blobs, view, range),
  }
  const contents = new Map<number, Content>()
  for (const view of await read.mailboxes.views([...ids]))
    contents.set(view.id, await readContent(source, view, defaultLimits.imapSearchPartBytes))
  return key => {
    const matches = matcherOf(key, {} as View, {} as LiveMessages, { nowMs: 0 })!
    const numbers: number[] = []
    for (const [place, id] of ids.entries()) {
      const facts = { place, row: place, columns: columns.get(id)!, content: contents.get(id)! }
      if (matches(facts) === true) numbers.push(place + 1)
    }
    return ['* SEARCH', ...numbers].join(' ')
  }
}

/** The same store, and how many times the bytes of letters were read. */
function counting(store: MailboxStore) {
  const { blobs } = store.read
  const counted = {
    reads: 0,
    store: {
      read: {
        ...store.read,
        blobs: {
          size: (id: number) => blobs.size(id),
          bytes: (...args: Parameters<typeof blobs.bytes>) => {
            counted.reads++
            return blobs.bytes(...args)
          },
          stream: (...args: Parameters<typeof blobs.stream>) => blobs.stream(...args),
        },
      },
      write: store.write,
      onCommit: (listener: Parameters<MailboxStore['onCommit']>[0]) => store.onCommit(listener),
    } satisfies MailboxStore,
  }
  return counted
}

const recipe = recipeOf(defaultLimits)

async function untilKept({ read }: MailboxStore, views: readonly number[]): Promise<void> {
  await expect.poll(async () => (await read.keptTexts.filters(recipe, views)).length).toBe(views.length)
}

async function search(talk: Talk, keys: string, text: string): Promise<string> {
  const bytes = Buffer.from(text)
  const answer = await talk.run(`SEARCH CHARSET UTF-8 ${keys} {${bytes.length}+}\r\n`, bytes)
  return /\* SEARCH.*/.exec(answer)![0]
}

it.each([
  ['memory', makeMemoryStore],
  ['SQLite', makeSqliteStore],
] as const)('find what the letters hold, over the store in %s', { timeout: 60_000 }, async (_, make) => {
  const random = randomOf(2026)
  await using made = await make({})
  const counted = counting(made.store)
  await using running = await startImap(counted.store)
  using talk = await Talk.logIn(running.port, address, password)
  const all = [
    ...[...exampleLetters.values(), ...searchLetters.values()].map(letter => Buffer.from(letter)),
    // What a literal cannot carry is for others to test.
    ...Array.from(contentLetters.values(), letter => Buffer.from(letter.replaceAll('\0', ''))),
    ...Array.from({ length: 60 }, (_, number) => letterOf(random, number)),
  ]
  for (const letter of all) await talk.run(`APPEND INBOX {${letter.length}+}\r\n`, letter)
  await talk.run('SELECT INBOX')
  const inLetters = await lettersOf(made.store)
  expect(await search(talk, 'BODY', 'x')).toBe(inLetters({ kind: 'body', text: 'X' }))
  const inbox = (await made.store.read.mailboxes.byName(1, 'INBOX'))!
  const { views } = await made.store.read.mailboxes.snapshot(inbox.id)
  expect(views.length).toBe(all.length)
  await untilKept(made.store, [...views])
  const before = counted.reads
  const queries = Array.from({ length: 300 }, () => queryOf(random)).filter(text => text !== '')
  queries.push('đ', 'Đ', 'd', 'ß', 'ss', 'SS', 'công văn', 'CÔNG VĂN', 'ng v', '. ', 'bên trong', 'trong tệp')
  let found = 0
  for (const query of queries) {
    const text = casemap(query)
    const keys: readonly (readonly [string, Key])[] = [
      ['TEXT', { kind: 'text', text }],
      ['BODY', { kind: 'body', text }],
      ['NOT TEXT', { kind: 'not', key: { kind: 'text', text } }],
      ['SUBJECT', { kind: 'column', column: 'subject', text }],
      ['FROM', { kind: 'column', column: 'from', text }],
      ['HEADER From', { kind: 'header', name: 'from', text }],
    ]
    for (const [words, key] of random(3) === 0 ? keys : keys.slice(0, 2)) {
      const wanted = inLetters(key)
      if (wanted !== '* SEARCH') found++
      expect(await search(talk, words, query), `${words} ${query}`).toBe(wanted)
    }
  }
  expect(found).toBeGreaterThan(queries.length / 2)
  expect(counted.reads).toBe(before)
})

it('find a letter that came a moment ago, and one of which what was kept is lost or of other limits', async () => {
  await using made = await makeSqliteStore({})
  const { store } = made
  const letter = 'Subject: Thu\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPhòng chống bão số 9\r\n'
  {
    await using running = await startImap(store)
    using talk = await Talk.logIn(running.port, address, password)
    await talk.append(letter)
    await talk.run('SELECT INBOX')
    expect(await search(talk, 'TEXT', 'chống bão')).toBe('* SEARCH 1')
    await talk.append(letter.replace('số 9', 'số 10'))
    expect(await search(talk, 'TEXT', 'CHỐNG BÃO SỐ')).toBe('* SEARCH 1 2')
    expect(await search(talk, 'BODY', 'bão số 10')).toBe('* SEARCH 2')
    const views = [1, 2]
    await untilKept(store, views)
    // As if the one were damaged: the letter decides.
    await store.write.keepTexts(recipe, [
      {
        id: 1,
        filter: (await store.read.keptTexts.filters(recipe, [1]))[0]![1],
        text: Buffer.from('???????'),
      },
    ])
    expect(await search(talk, 'TEXT', 'chống bão')).toBe('* SEARCH 1 2')
    // And is kept again.
    await expect
      .poll(async () => {
        const [[, text] = []] = await store.read.keptTexts.texts(recipe, [1])
        return text && keptContent(text)?.texts.join()
      })
      .toContain(casemap('chống bão'))
  }
  // Three octets of each part alone.
  await using running = await startImap(store, { limits: { imapSearchPartBytes: 3 } })
  using talk = await Talk.logIn(running.port, address, password)
  await talk.run('SELECT INBOX')
  expect(await search(talk, 'BODY', 'Phò')).toBe('* SEARCH')
  expect(await search(talk, 'BODY', 'Phòng')).toBe('* SEARCH')
  expect(await search(talk, 'BODY', 'Ph')).toBe('* SEARCH 1 2')
})

it('keep the filter anew of a letter whose texts are kept', async () => {
  await using made = await makeSqliteStore({ imapFilterBytes: 0 })
  const { store, dataDir, masterKey } = made
  await using running = await startImap(store)
  using talk = await Talk.logIn(running.port, address, password)
  for (const word of ['chống bão', 'họp giao ban'])
    await talk.append(`Subject: Thu\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPhòng ${word}\r\n`)
  await talk.run('SELECT INBOX')
  {
    const [limits, log] = [defaultLimits, silentLogger]
    await using _keeper = new TextKeeper({ dataDir, masterKey, store, limits, log })
    await untilKept(store, [1, 2])
  }
  const before = await store.read.keptTexts.filters(recipe, [1, 2])
  changeTables(made, 'UPDATE text_filters SET sealed = zeroblob(length(sealed)) WHERE view_id = 1')
  expect(await store.read.keptTexts.filters(recipe, [1, 2])).toEqual(before.filter(([id]) => id === 2))
  expect(await search(talk, 'BODY', 'họp giao')).toBe('* SEARCH 2')
  await untilKept(store, [1, 2])
  expect(await store.read.keptTexts.filters(recipe, [1, 2])).toEqual(before)
  changeTables(made, 'DELETE FROM text_filters')
  expect(await search(talk, 'BODY', 'phòng')).toBe('* SEARCH 1 2')
  await untilKept(store, [1, 2])
})

it('find it in the letters when nothing that is kept can be read', async () => {
  await using made = await makeSqliteStore({})
  const { store } = made
  const broken = async () => {
    throw new Error('the database is damaged')
  }
  const read = { ...store.read, keptTexts: { filters: broken, texts: broken } }
  const onCommit: MailboxStore['onCommit'] = listener => store.onCommit(listener)
  await using running = await startImap({ read, write: store.write, onCommit })
  using talk = await Talk.logIn(running.port, address, password)
  await talk.append('Subject: Thu\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPhòng chống bão\r\n')
  await talk.run('SELECT INBOX')
  expect(await search(talk, 'BODY', 'chống bão')).toBe('* SEARCH 1')
  expect(await search(talk, 'BODY', 'chống lụt')).toBe('* SEARCH')
})

/** What lies in the database of filters that were put together. */
function slabsOf({ dataDir }: SqliteTestStore) {
  const db = new Database(join(dataDir, 'store.db'), { readonly: true })
  const count = (table: string) =>
    db.prepare<unknown[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0
  const counts = ['filter_slabs', 'slab_records', 'slab_views'].map(count)
  db.close()
  return counts
}

function changeTables({ dataDir }: SqliteTestStore, sql: string): void {
  const db = new Database(join(dataDir, 'store.db'))
  db.exec(sql)
  db.close()
}

/** The same store, and of how many letters filters were read one by one, and texts. */
function countingFilters({ store }: SqliteTestStore) {
  const { keptTexts } = store.read
  const counted = {
    filters: 0,
    texts: 0,
    store: {
      read: {
        ...store.read,
        keptTexts: {
          filters: (of: number, ids: readonly number[]) => {
            counted.filters += ids.length
            return keptTexts.filters(of, ids)
          },
          texts: (of: number, ids: readonly number[]) => {
            counted.texts += ids.length
            return keptTexts.texts(of, ids)
          },
          slabs: (of: number, mailbox: number, uid: number) => keptTexts.slabs!(of, mailbox, uid),
        },
      },
      write: store.write,
      onCommit: (listener: Parameters<MailboxStore['onCommit']>[0]) => store.onCommit(listener),
    } satisfies MailboxStore,
  }
  return counted
}

it('find the same in filters that were put together, when letters come and go and what is kept is damaged', {
  timeout: 240_000,
}, async () => {
  const random = randomOf(36)
  await using made = await makeSqliteStore({})
  const { dataDir, masterKey, store } = made
  const counted = countingFilters(made)
  await using running = await startImap(counted.store)
  using talk = await Talk.logIn(running.port, address, password)
  const append = (letter: Buffer) => talk.run(`APPEND INBOX {${letter.length}+}\r\n`, letter)
  for (let number = 0; number < 300; number++) await append(letterOf(random, number))
  await talk.run('SELECT INBOX')
  await using _keeper = new TextKeeper({
    dataDir,
    masterKey,
    store,
    limits: defaultLimits,
    log: silentLogger,
  })
  const packed = () =>
    expect.poll(() => slabsOf(made)[0], { timeout: 60_000, message: 'filters are put together' }).toBe(1)

  async function findsTheSame(queries: number, most: number) {
    const inLetters = await lettersOf(store)
    counted.filters = 0
    let found = 0
    for (let i = 0; i < queries; i++) {
      const query = queryOf(random) || 'đ'
      const text = casemap(query)
      const searched: readonly (readonly [string, Key])[] = [
        ['TEXT', { kind: 'text', text }],
        ['BODY', { kind: 'body', text }],
        ['NOT TEXT', { kind: 'not', key: { kind: 'text', text } }],
        ['HEADER From', { kind: 'header', name: 'from', text }],
      ]
      const [words, key] = searched[random(searched.length)]!
      const wanted = inLetters(key)
      if (wanted !== '* SEARCH') found++
      expect(await search(talk, words, query), `${words} ${query}`).toBe(wanted)
    }
    expect(found).toBeGreaterThan(queries / 3)
    expect(counted.filters).toBeLessThanOrEqual(most * queries)
  }

  await packed()
  await findsTheSame(60, 5)
  const [, records] = slabsOf(made)
  expect(records).toBeGreaterThan(20)

  await append(
    Buffer.from('Subject: Thu\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nvừa mới gửi đến\r\n'),
  )
  await talk.run('NOOP')
  expect(await search(talk, 'BODY', 'vừa mới gửi')).toBe('* SEARCH 301')

  await talk.run('STORE 7 +FLAGS.SILENT (\\Deleted)')
  await talk.run('EXPUNGE')
  expect(slabsOf(made)[0]).toBe(0)
  await expect.poll(() => slabsOf(made), { message: 'what is left of it is swept' }).toEqual([0, 0, 0])
  await findsTheSame(20, 300)
  await packed()
  await findsTheSame(20, 5)

  changeTables(made, 'UPDATE slab_records SET sealed = zeroblob(length(sealed)) WHERE id % 3 = 0')
  changeTables(made, 'DELETE FROM slab_records WHERE id % 3 = 1')
  // Of a few short texts no gram is left: the filters of the letters decide.
  await findsTheSame(20, 100)
  changeTables(made, 'UPDATE slab_records SET sealed = zeroblob(length(sealed))')
  counted.texts = 0
  expect(await search(talk, 'BODY', 'không lá thư nào nói như thế')).toBe('* SEARCH')
  expect(counted.texts).toBeLessThan(10)
  changeTables(made, 'UPDATE filter_slabs SET shape = zeroblob(length(shape))')
  await findsTheSame(20, 300)
  // It is known for damaged, and made anew when there is something to put together.
  await talk.run('STORE 9 +FLAGS.SILENT (\\Deleted)')
  changeTables(made, 'DELETE FROM slab_views')
  await talk.run('EXPUNGE')
  await expect.poll(() => slabsOf(made)[2], { timeout: 60_000 }).toBe(299)
  await findsTheSame(20, 5)
})
