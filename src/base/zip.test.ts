/** Zip files as others read them; `test/export/` has whole packages. */
import { execFile } from 'node:child_process'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { centralRecord, dosTime, endOfDirectory, memberHeader, type ZipMember } from './zip.ts'

const run = promisify(execFile)
const at = Date.parse('2026-11-26T17:30:42+07:00')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvu-zip-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Members' content, or how many zeros of a sparse file. */
async function write(name: string, members: Iterable<readonly [string, Buffer | number]>): Promise<string> {
  const path = join(folder, name)
  await using file = await open(path, 'w')
  const records: Buffer[] = []
  let offset = 0
  let waiting: Buffer[] = []
  let start = 0
  const flush = async () => {
    const octets = Buffer.concat(waiting)
    await file.write(octets, 0, octets.length, start)
    waiting = []
    start = offset
  }
  for (const [memberName, content] of members) {
    const zeros = typeof content === 'number'
    const sizeBytes = zeros ? content : content.length
    const member: ZipMember = { name: memberName, crc32: zeros ? 0 : crc32(content), sizeBytes, offset }
    const header = memberHeader(member, at)
    waiting.push(header)
    offset += header.length + sizeBytes
    if (!zeros) waiting.push(content)
    else await flush()
    records.push(centralRecord(member, at))
  }
  const directory = Buffer.concat(records)
  waiting.push(directory, endOfDirectory(records.length, directory.length, offset))
  await flush()
  return path
}

async function python(script: string, path: string): Promise<unknown> {
  const { stdout } = await run('python3', [
    '-c',
    `import json, sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); ${script}`,
    path,
  ])
  return JSON.parse(stdout)
}

test('time is the province’s, to two seconds', async () => {
  const path = await write('few.zip', [
    ['letters/00000001.eml', Buffer.from('Kính gửi')],
    ['Thư/báo cáo.txt', Buffer.from('')],
  ])
  expect(
    await python(
      'i = z.infolist(); print(json.dumps([[x.filename, x.date_time, z.read(x).decode()] for x in i]))',
      path,
    ),
  ).toEqual([
    ['letters/00000001.eml', [2026, 11, 26, 17, 30, 42], 'Kính gửi'],
    ['Thư/báo cáo.txt', [2026, 11, 26, 17, 30, 42], ''],
  ])
  expect((await run('unzip', ['-t', path])).stdout).toContain('No errors detected')
  expect(dosTime(Date.parse('1980-01-01T00:00:00+07:00'))).toEqual({ time: 0, date: 0x21 })
})

test.each([65_534, 65_535, 70_000])(
  '%d members',
  async count => {
    const members = Array.from(
      { length: count },
      (_, i) => [`letters/${`${i}`.padStart(8, '0')}.eml`, Buffer.from(`${i}`)] as const,
    )
    const path = await write(`${count}.zip`, members)
    expect(
      await python(
        'n = z.namelist(); print(json.dumps([len(n), z.read(n[-1]).decode(), z.testzip()]))',
        path,
      ),
    ).toEqual([count, `${count - 1}`, null])
    expect((await run('unzip', ['-tqq', path], { maxBuffer: 2 ** 26 })).stdout).toBe('')
  },
  60_000,
)

test.each([
  ['a member of 4 GiB less one octet', 2 ** 32 - 1],
  ['a member of 5 GiB', 5 * 2 ** 30],
  ['members behind 4 GiB', 2 ** 32 - 60],
])(
  '%s',
  async (_what, zeros) => {
    const path = await write('large.zip', [
      ['first', Buffer.from('trước')],
      ['zeros', zeros],
      ['last', Buffer.from('sau')],
    ])
    const script =
      'print(json.dumps([[x.filename, x.file_size] for x in z.infolist()] + [z.read("last").decode()]))'
    expect(await python(script, path)).toEqual([['first', 8], ['zeros', zeros], ['last', 3], 'sau'])
    expect((await run('unzip', ['-p', path, 'last'])).stdout).toBe('sau')
    await rm(path)
  },
  60_000,
)
