/** The index through what may happen to it: every dress of a letter, hostile ones, erasure, damage, time limits. */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, fstatSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { parseQuery } from '../../src/archive/query/parser.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import type { CommitMessage } from '../../src/ports/archive.ts'
import { type Query, SearchError, type SearchIndex, wholeProvince } from '../../src/ports/search.ts'
import { letter, provision, sha256, value } from '../conformance/letters.ts'
import {
  makeDocx,
  makeEncryptedZip,
  makeOdt,
  makePdf,
  makePptx,
  makeXlsx,
  makeZip,
} from '../support/attachments.ts'
import { smallShards } from './corpus.ts'
import { openBoth } from './opened.ts'

function query(text: string): Query {
  const parsed = parseQuery(text, { limits: defaultLimits, kinds: [] })
  if (!parsed.ok) throw new Error(parsed.error.text.en)
  return parsed.value
}

async function ids(search: SearchIndex, text: string): Promise<readonly number[]> {
  return (await search.entries(query(text), wholeProvince, 0, 10_000)).ids
}

interface Part {
  readonly type: string
  readonly bytes: Uint8Array
  readonly name?: string
}

function encoded({ type, bytes, name }: Part): string {
  const disposition = name === undefined ? [] : [`Content-Disposition: attachment; filename="${name}"`]
  const lines = [`Content-Type: ${type}`, ...disposition, 'Content-Transfer-Encoding: base64', '']
  return [...lines, Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n')].join('\r\n')
}

function mail(...parts: readonly Part[]): Buffer {
  const head = 'From: An <an.nv@caobang.gov.vn>\r\nTo: hanh.nt@caobang.gov.vn\r\nMIME-Version: 1.0\r\n'
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return Buffer.from(head + encoded(only))
  const body = parts.map(part => `--m\r\n${encoded(part)}\r\n`).join('')
  return Buffer.from(`${head}Content-Type: multipart/mixed; boundary=m\r\n\r\n${body}--m--\r\n`)
}

const plain = (text: string): Part => ({ type: 'text/plain; charset=utf-8', bytes: Buffer.from(text) })

function message(number: number, bytes: Buffer, change: Partial<CommitMessage['entry']> = {}): CommitMessage {
  return letter({
    number,
    bytes,
    to: [{ address: 'hanh.nt@caobang.gov.vn' }],
    change: base => ({ ...base, entry: { ...base.entry, subject: `Thư số ${number}`, ...change } }),
  })
}

/** A word that nothing else has, and no other begins like. */
function rareWord(number: number): string {
  const digest = createHash('sha256').update(`${number}`).digest()
  return Array.from(digest.subarray(0, 14), octet => String.fromCharCode(0x61 + (octet % 26))).join('')
}

describe('a letter is found', () => {
  const text = 'Ủy ban nhân dân tỉnh Cao Bằng họp về chuyển đổi số, đề nghị các đồng chí được biết.'
  // Tone marks stand alone there, other marks do not.
  const of1258 = text.normalize('NFD').replace(/[\p{L}][\u0302\u0306\u031b]/gu, both => both.normalize('NFC'))
  const dotBelow = (given: string) =>
    given.normalize('NFD').replace(/(\p{L})(\u0323)([\u0302\u0306\u031b])/gu, '$1$3$2')
  const charsets: readonly (readonly [string, Buffer])[] = [
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(text.normalize('NFD'))],
    [
      'windows-1258',
      iconv.encode(
        dotBelow(of1258).replace(/\p{L}[\u0302\u0306\u031b]/gu, both => both.normalize('NFC')),
        'windows1258',
      ),
    ],
    ['tcvn', iconv.encode(text, 'tcvn')],
    ['viscii', iconv.encode(text, 'viscii')],
    ['utf-16le', Buffer.from(text, 'utf16le')],
  ]

  test('in every charset of Vietnamese mail, by spelling and without marks', async () => {
    await using opened = await openBoth()
    for (const [index, [charset, bytes]] of charsets.entries())
      await opened.store.write.commitMessage(
        message(index + 1, mail({ type: `text/plain; charset=${charset}`, bytes })),
      )
    await opened.search.caughtUp()
    const all = charsets.map((_, index) => index + 1)
    for (const asked of ['họp', 'hop', '"chuyển đổi số"', '"chuyen doi so"', 'body:được', '"đồng chí"', 'ỦY'])
      expect(await ids(opened.search, asked), asked).toEqual(all)
    for (const asked of ['hợp', 'đông', '"chuyển doi"', 'subject:họp'])
      expect(await ids(opened.search, asked), asked).toEqual([])
  })

  test('by what is in its attachments, whatever they are, and by their names', async () => {
    const inner = mail(plain('thư chuyển tiếp có từ lồngnhau'), {
      ...plain('tệp trong thư: sâuhơn'),
      name: 'trong.txt',
    })
    const files: readonly (readonly [name: string, word: string, bytes: Uint8Array, type?: string])[] = [
      ['ke-hoach.pdf', 'tệppdf', await makePdf('Có từ tệppdf ở đây')],
      ['ke-hoach.docx', 'tệpword', makeDocx('Có từ tệpword ở đây')],
      ['ke-hoach.xlsx', 'tệpbảng', makeXlsx('Có từ\ttệpbảng')],
      ['ke-hoach.pptx', 'tệpchiếu', makePptx('Có từ tệpchiếu ở đây')],
      ['ke-hoach.odt', 'tệpmở', makeOdt('Có từ tệpmở ở đây')],
      [
        'ke-hoach.html',
        'tệpweb',
        Buffer.from('<p>Có từ <b>tệpweb</b> ở đây</p>'),
        'text/html; charset=utf-8',
      ],
      ['ke-hoach.txt', 'tệpchữ', Buffer.from('Có từ tệpchữ ở đây'), 'text/plain; charset=utf-8'],
      ['thu.eml', 'lồngnhau', inner, 'message/rfc822'],
      ['thu-khac.eml', 'sâuhơn', inner, 'message/rfc822'],
      ['goi.zip', 'tệpgói', makeZip([{ name: 'trong-goi.docx', bytes: makeDocx('Có từ tệpgói ở đây') }])],
      [
        'goi-hai.zip',
        'tệphai',
        makeZip([{ name: 'x.zip', bytes: makeZip([{ name: 'y.odt', bytes: makeOdt('tệphai') }]) }]),
      ],
    ]
    await using opened = await openBoth()
    for (const [index, [name, , bytes, type = 'application/octet-stream']] of files.entries())
      await opened.store.write.commitMessage(
        message(index + 1, mail(plain('Kính gửi'), { type, bytes, name })),
      )
    await opened.search.caughtUp()
    for (const [index, [name, word]] of files.entries()) {
      const found = await ids(opened.search, `attachment:${word}`)
      expect(found, name).toContain(index + 1)
      expect(await ids(opened.search, `filename:"${name}"`), name).toEqual([index + 1])
      expect(await ids(opened.search, `body:${word}`), name).toEqual([])
    }
    expect(await ids(opened.search, 'filename:trong-goi')).toEqual([10])
    expect((await opened.search.state()).partly).toBe(0)
  })

  test('by its plaintext, when it came encrypted', async () => {
    await using opened = await openBoth()
    const decrypted = mail(plain('Nội dung rõ: bảnrõ'))
    const sealed = message(1, mail({ type: 'application/pkcs7-mime', bytes: Buffer.from('mật') }))
    await opened.store.write.commitMessage({
      ...sealed,
      forms: [...sealed.forms, { kind: 'decrypted', bytes: decrypted, sha256: sha256(decrypted) }],
    })
    await opened.search.caughtUp()
    expect(await ids(opened.search, 'bảnrõ')).toEqual([1])
  })

  test('as soon as the index has caught up with a commit', async () => {
    await using opened = await openBoth()
    opened.search.start()
    for (let number = 1; number <= 20; number++) {
      await opened.store.write.commitMessage(message(number, mail(plain(rareWord(number)))))
      await opened.search.caughtUp()
      expect(await ids(opened.search, rareWord(number))).toEqual([number])
    }
  })
})

describe('hostile letters', () => {
  test('are indexed as far as they could be read, and marked', async () => {
    await using opened = await openBoth()
    const bomb = makeZip([{ name: 'bom.txt', bytes: Buffer.alloc(60 * 1024 * 1024) }])
    const letters = [
      mail(plain('Thư một'), {
        type: 'application/zip',
        bytes: makeEncryptedZip('kin.txt', 'khôngđọcđược'),
        name: 'kin.zip',
      }),
      mail(plain('Thư hai'), { type: 'application/zip', bytes: bomb, name: 'bom.zip' }),
      mail(plain('Thư ba'), {
        type: 'application/pdf',
        bytes: Buffer.from('%PDF-1.7\n1 0 obj\n<</Kids [1 0 R]>>'),
        name: 'hong.pdf',
      }),
      mail(plain('Thư bốn'), { ...plain('vẫnđọcđược'), name: 'tot.txt' }),
    ]
    for (const [index, bytes] of letters.entries())
      await opened.store.write.commitMessage(message(index + 1, bytes))
    await opened.search.caughtUp()
    expect(await ids(opened.search, 'body:thư')).toEqual([1, 2, 3, 4])
    expect(await ids(opened.search, 'filename:kin')).toEqual([1])
    expect(await ids(opened.search, 'vẫnđọcđược')).toEqual([4])
    expect((await opened.search.state()).partly).toBe(3)
  }, 60_000)

  test('that take too long cost their files alone', async () => {
    // No thread is begun in a millisecond.
    await using opened = await openBoth({ limits: { ...smallShards, documentMs: 1 } })
    await opened.store.write.commitMessage(
      message(
        1,
        mail(plain('Thư chậm'), {
          type: 'application/pdf',
          bytes: await makePdf('quáchậm'),
          name: 'cham.pdf',
        }),
      ),
    )
    await opened.store.write.commitMessage(message(2, mail(plain('Thư nhanh'))))
    await opened.search.caughtUp()
    expect(await ids(opened.search, 'chậm')).toEqual([1])
    expect(await ids(opened.search, 'nhanh')).toEqual([2])
    expect(await ids(opened.search, 'quáchậm')).toEqual([])
    expect((await opened.search.state()).partly).toBe(1)
    expect(opened.troubles).toContain('a letter took too long to index')
  })
})

describe('forgetting', () => {
  const count = 200
  const forgotten = [
    ...Array.from({ length: 40 }, (_, index) => 3 + index * 3),
    ...Array.from({ length: 64 }, (_, index) => 128 + index),
  ]
  const filesOf = (dataDir: string) =>
    ['search.db', 'search.db-wal', 'search.db-shm', 'search.db.damaged']
      .map(name => join(dataDir, name))
      .filter(path => existsSync(path))
  /** Words of which the files still hold all but the first letters, which its neighbour may share. */
  const onDisk = (dataDir: string, numbers: readonly number[]) => {
    const bytes = filesOf(dataDir).map(path => readFileSync(path))
    return numbers.filter(number => bytes.some(file => file.includes(rareWord(number).slice(4))))
  }
  const numbers = Array.from({ length: count }, (_, index) => index + 1)

  async function filled() {
    const opened = await openBoth()
    for (const number of numbers)
      await opened.store.write.commitMessage(
        message(number, mail(plain(`Thư mang từ ${rareWord(number)} và họp`)), {
          mailFrom: `${rareWord(number + 1000)}@caobang.gov.vn`,
        }),
      )
    await opened.search.caughtUp()
    return opened
  }

  test('leaves no word in any file, and everything else as it was', async () => {
    await using opened = await filled()
    const { search, dataDir } = opened
    writeFileSync(join(dataDir, 'search.db.damaged'), rareWord(3))
    // The scan sees words that are there.
    expect(onDisk(dataDir, numbers)).toEqual(numbers)
    expect(
      onDisk(
        dataDir,
        numbers.map(number => number + 1000),
      ).length,
    ).toBe(count)

    await search.forget(forgotten)

    expect(onDisk(dataDir, forgotten)).toEqual([])
    expect(
      onDisk(
        dataDir,
        forgotten.map(number => number + 1000),
      ),
    ).toEqual([])
    const left = numbers.filter(number => !forgotten.includes(number))
    expect(await ids(search, 'họp')).toEqual(left)
    expect(onDisk(dataDir, left)).toEqual(left)
    for (const number of [1, 3, 130, 200])
      expect(await ids(search, rareWord(number))).toEqual(forgotten.includes(number) ? [] : [number])
    // Later letters are indexed as ever.
    await opened.store.write.commitMessage(message(count + 1, mail(plain('sau đó'))))
    await search.caughtUp()
    expect(await ids(search, '"sau đó"')).toEqual([count + 1])
  }, 30_000)

  test('is finished at the next start, when it was broken off', async () => {
    await using opened = await filled()
    const { dataDir } = opened
    await opened.search[Symbol.asyncDispose]()
    const db = new Database(join(dataDir, 'search.db'))
    for (const number of forgotten) db.prepare('INSERT INTO forgetting VALUES (?)').run(number)
    db.close()
    const search = await opened.reopen()
    await search.caughtUp()
    await opened.store.write.commitMessage(message(count + 1, mail(plain('sau đó'))))
    await search.caughtUp()
    expect(onDisk(dataDir, forgotten)).toEqual([])
    expect(await ids(search, 'họp')).toEqual(numbers.filter(number => !forgotten.includes(number)))
  }, 30_000)
})

describe('the index', () => {
  async function filled(count: number) {
    const opened = await openBoth()
    for (let number = 1; number <= count; number++)
      await opened.store.write.commitMessage(
        message(number, mail(plain(`họp ${rareWord(number)} `.repeat(20)))),
      )
    await opened.search.caughtUp()
    return opened
  }
  const all = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

  test('is made anew on request', async () => {
    await using opened = await filled(150)
    await opened.search.rebuild()
    await opened.search.caughtUp()
    expect(await ids(opened.search, 'họp')).toEqual(all(150))
  })

  test('is made anew when its file is no database', async () => {
    await using opened = await filled(50)
    await opened.search[Symbol.asyncDispose]()
    writeFileSync(join(opened.dataDir, 'search.db'), Buffer.alloc(8192, 'x'))
    const search = await opened.reopen()
    await search.caughtUp()
    expect(await ids(search, 'họp')).toEqual(all(50))
    expect(opened.troubles.join()).toMatch(/search\.db is set aside and made anew: file is not a database/)
    expect(readFileSync(join(opened.dataDir, 'search.db.damaged'))).toHaveLength(8192)
  })

  test('is made anew when a question meets a damaged page', async () => {
    await using opened = await filled(150)
    await opened.search[Symbol.asyncDispose]()
    const file = openSync(join(opened.dataDir, 'search.db'), 'r+')
    for (let at = 4096 * 2; at < fstatSync(file).size; at += 4096)
      writeSync(file, Buffer.alloc(4000, 0xa5), 0, 4000, at)
    closeSync(file)
    const search = await opened.reopen()
    // Who asks before it is made anew is told so, and is never told less than there is.
    const asked = await search
      .entries(query('họp'), wholeProvince, 0, 1000)
      .catch((error: SearchError) => error.message)
    if (typeof asked === 'string') expect(asked).toMatch(/made anew|damaged/)
    else expect(asked.ids).toEqual(all(asked.indexedTo))
    await expect.poll(() => ids(search, 'họp').catch(() => []), { timeout: 10_000 }).toEqual(all(150))
    expect(opened.troubles.join()).toMatch(/set aside and made anew/)
  })

  test('of another archive is not believed', async () => {
    await using other = await filled(30)
    await using opened = await openBoth()
    for (let number = 1; number <= 40; number++)
      await opened.store.write.commitMessage(message(number, mail(plain('khác'))))
    await opened.search[Symbol.asyncDispose]()
    await other.search[Symbol.asyncDispose]()
    writeFileSync(join(opened.dataDir, 'search.db'), readFileSync(join(other.dataDir, 'search.db')))
    const search = await opened.reopen()
    await search.caughtUp()
    expect(await ids(search, 'khác')).toEqual(all(40))
    expect(await ids(search, 'họp')).toEqual([])
  })

  test('says when a question takes too long, and answers the next', async () => {
    await using opened = await openBoth({ limits: { ...smallShards, searchMs: 0 } })
    await opened.store.write.commitMessage(message(1, mail(plain('họp'))))
    await opened.search.caughtUp()
    await expect(ids(opened.search, 'họp')).rejects.toMatchObject({ reason: 'too-slow' })
  })

  test('refuses questions when too many wait', async () => {
    await using opened = await openBoth({ limits: { ...smallShards, searchQueue: 2 } })
    await opened.search.caughtUp()
    const asked = await Promise.allSettled(Array.from({ length: 9 }, () => ids(opened.search, 'họp')))
    const refused = asked.flatMap(outcome =>
      outcome.status === 'rejected' ? [outcome.reason as SearchError] : [],
    )
    expect(refused.length).toBeGreaterThan(0)
    for (const error of refused) expect(error).toMatchObject({ reason: 'busy' })
  })

  test('rejects what waits when it is closed', async () => {
    await using opened = await openBoth()
    const asked = ids(opened.search, 'họp')
    const closed = expect(asked).rejects.toBeInstanceOf(SearchError)
    await opened.search[Symbol.asyncDispose]()
    await closed
  })
})

test('an agency that was removed is found by the code that it had, also when another one has it', async () => {
  await using opened = await openBoth()
  const { store, search } = opened
  await provision(store)
  const [pattern] = await store.read.directory.agencies()
  const add = async (code: string) => value(await store.write.addAgencies([{ ...pattern!, code }]))[0]!
  const arrive = async (number: number, agencyId: number) =>
    store.write.commitMessage(letter({ number, to: [{ address: 'hanh.nt@caobang.gov.vn', agencyId }] }))
  const first = await add('sonongnghiep')
  await arrive(1, first)
  await arrive(2, first)
  value(await store.write.removeAgency('sonongnghiep'))
  await search.caughtUp()
  const found = async (text: string) => (await search.entries(query(text), wholeProvince, 0, 10)).ids
  const counts = async () => search.facets(query(''), wholeProvince, 'agency')
  expect(await found('agency:sonongnghiep')).toEqual([1, 2])
  expect(await counts()).toEqual([{ key: 'sonongnghiep', count: 2 }])

  const second = await add('sonongnghiep')
  await arrive(3, second)
  await search.caughtUp()
  expect(await found('agency:sonongnghiep')).toEqual([1, 2, 3])
  expect(await found('-agency:sonongnghiep')).toEqual([])
  expect(await counts()).toEqual([
    { key: `sonongnghiep#${first}`, count: 2 },
    { key: 'sonongnghiep', count: 1 },
  ])
  // A scope is of agencies and not of codes.
  const scope = { ...wholeProvince, agencies: [second] }
  expect((await search.entries(query('agency:sonongnghiep'), scope, 0, 10)).ids).toEqual([3])
})

test('a scope is not told by weights what letters outside it say', async () => {
  await using opened = await openBoth()
  const { store, search } = opened
  const { agencyIds } = await provision(store)
  const [own, other] = agencyIds as [number, number]
  const arrive = async (number: number, text: string, agencyId: number) =>
    store.write.commitMessage(
      letter({ number, bytes: mail(plain(text)), to: [{ address: 'hanh.nt@caobang.gov.vn', agencyId }] }),
    )
  for (let number = 1; number <= 6; number++) await arrive(number, `Lịch họp ${number}`, own)
  await arrive(7, 'Lịch họp, đơn tố cáo', own)
  const ranked = async (agencies: readonly number[] | null) => {
    await search.caughtUp()
    const asked = query('"tố cáo" OR "lịch họp"')
    return search.find(asked, { ...wholeProvince, agencies }, { order: 'rank', after: null, limit: 3 })
  }
  const before = [await ranked([own]), await ranked(null)]
  for (let number = 8; number <= 12; number++) await arrive(number, 'Đơn tố cáo', other)
  const after = [await ranked([own]), await ranked(null)]
  expect(after[0]).toEqual(before[0])
  expect(after[0]).toMatchObject({ total: 7, ids: [7, 6, 5], next: '0:5' })
  // Whoever sees all has the best first, and weights that change with what comes.
  expect(before[1]!.next).not.toBe(after[1]!.next)
})

test('one word is found wherever its tone is written', async () => {
  await using opened = await openBoth()
  const { store, search } = opened
  const bodies = [
    'UỶ BAN nhân dân',
    'Ủy ban nhân dân',
    'Thi hành án hoà giải',
    'hòa giải ở cơ sở',
    'quý III',
    'hoàn thành',
  ]
  for (const [i, body] of bodies.entries())
    await store.write.commitMessage(message(i + 1, mail(plain(body.normalize(i % 2 === 0 ? 'NFD' : 'NFC')))))
  await search.caughtUp()
  for (const asked of ['"ủy ban"', '"uỷ ban"', 'ỦY*']) expect(await ids(search, asked), asked).toEqual([1, 2])
  for (const asked of ['hòa', 'body:"hoà giải"', 'HOÀ']) expect(await ids(search, asked)).toEqual([3, 4])
  expect(await ids(search, 'quý')).toEqual([5])
  for (const asked of ['hoà*', 'subject:thư body:hòa*']) expect(await ids(search, asked)).toEqual([3, 4, 6])
  expect(await ids(search, '-hoà*')).toEqual([1, 2, 5])
  expect(await ids(search, 'ủ*')).toEqual([1, 2])
  expect(await ids(search, 'hóa')).toEqual([])
})
