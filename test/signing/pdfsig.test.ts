/** PDF files signed by Poppler, and its word on what was done to them afterwards. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { readPdf } from '../../src/documents/attachments/pdf.ts'
import { signatureOfFile } from '../../src/signing/outcome.ts'
import { verifyPdf } from '../../src/signing/verify/pdf.ts'
import { makePdf } from '../support/attachments.ts'
import { detached, signAnew, update } from './pdf.ts'
import { brief, type Holder, Pki } from './pki.ts'

const isHere = (program: string) => spawnSync(program, ['-v']).error === undefined
const hasTools = ['pdfsig', 'certutil', 'pk12util'].every(isHere)

const pki = new Pki()
let root: Holder
let leader: Holder
let office: Holder
let plain: Buffer

beforeAll(async () => {
  if (!hasTools) return
  root = pki.authority('Root')
  leader = pki.person('Hoàng Thị Mai', root, { key: 'rsa:2048' })
  office = pki.person('Ủy ban nhân dân tỉnh', root, { key: 'rsa:3072', address: null })
  mkdirSync(pki.path('nss'))
  const nss = (program: string, ...args: readonly string[]) =>
    execFileSync(program, [...args, '-d', `sql:${pki.path('nss')}`])
  nss('certutil', '-N', '--empty-password')
  nss('certutil', '-A', '-n', 'root', '-t', 'C,C,C', '-i', root.certificate)
  for (const [nick, { certificate, key }] of [
    ['leader', leader],
    ['office', office],
  ] as const) {
    const file = pki.path(`${nick}.p12`)
    const made = ['pkcs12', '-export', '-in', certificate, '-inkey', key, '-name', nick, '-passout', 'pass:x']
    pki.openssl([...made, '-out', file])
    nss('pk12util', '-i', file, '-W', 'x', '-K', '')
  }
  plain = Buffer.from(await makePdf('ỦY BAN NHÂN DÂN TỈNH CAO BẰNG\nSố: 12/QĐ-UBND'))
}, 60_000)
afterAll(() => pki[Symbol.dispose]())

function pdfsig(...args: readonly string[]): string {
  const run = spawnSync('pdfsig', ['-nssdir', `sql:${pki.path('nss')}`, ...args], { encoding: 'utf8' })
  return run.stdout
}

function signed(file: Buffer, nick: 'leader' | 'office', ...options: readonly string[]): Buffer {
  writeFileSync(pki.path('in.pdf'), file)
  const files = [pki.path('in.pdf'), pki.path('out.pdf')]
  rmSync(pki.path('out.pdf'), { force: true })
  pdfsig(...files, '-add-signature', '-nick', nick, '-nss-pwd', '', ...options)
  return readFileSync(pki.path('out.pdf'))
}

/** `valid total`, `mismatch`, one a signature. */
function theirs(file: Buffer): readonly string[] {
  writeFileSync(pki.path('judged.pdf'), file)
  const [, ...each] = pdfsig('-no-ocsp', pki.path('judged.pdf')).split(/^Signature #/m)
  return each.map(said => {
    const valid = said.includes('Signature is Valid.')
    const total = /^ +- Total document signed/m.test(said)
    return [valid ? 'valid' : 'broken', ...(total ? ['total'] : [])].join(' ')
  })
}

/** The worth of the file, then its signatures. */
function ours(file: Buffer): readonly (string | null)[] {
  const tools = { trust: pki.trust(root), limits: defaultLimits, at: Date.now() + 5000 }
  const facts = verifyPdf(file, 'attachment 1', tools)
  return [signatureOfFile(facts), ...brief(facts)]
}

describe.runIf(hasTools)('what Poppler signs', () => {
  test('with SHA-256', () => {
    const file = signed(plain, 'leader')
    expect(theirs(file)).toEqual(['valid total'])
    expect(ours(file)).toEqual(['valid', 'pass whole'])
  })

  test.each(['sha384', 'sha512'])('and what it reads with %s', digest => {
    const made = detached(pki, leader, ['-md', digest])
    const file = signAnew(signed(plain, 'leader'), whole => whole, made)
    expect(theirs(file)).toEqual(['valid total'])
    expect(ours(file)).toEqual(['valid', 'pass whole'])
  })

  test('and what it reads as ETSI.CAdES.detached', () => {
    const file = signed(plain, 'leader')
    file.write('ETSI.CAdES.detached', file.indexOf('adbe.pkcs7.detached'), 'latin1')
    const anew = signAnew(file, whole => whole, detached(pki, leader, ['-cades']))
    expect(theirs(anew)).toEqual(['valid total'])
    expect(ours(anew)).toEqual(['valid', 'pass whole'])
    const claimed = Buffer.from(file)
    expect(ours(claimed)).toEqual(['invalid', 'fail whole bad-digest'])
  })

  test('is read as it was', async () => {
    const [before, after] = [
      await readPdf(plain, defaultLimits),
      await readPdf(signed(plain, 'leader'), defaultLimits),
    ]
    expect(after).toMatchObject({ signed: true, readability: 'read' })
    expect(after.text).toContain(before.text.trim())
  })

  test('twice: the last signature covers all', () => {
    const file = signed(signed(plain, 'leader'), 'office')
    expect(theirs(file).toSorted()).toEqual(['valid', 'valid total'])
    expect(ours(file)).toEqual(['valid', 'policy part appended', 'pass whole'])
  })

  test('three times, and changed in the first version', () => {
    const file = signed(signed(signed(plain, 'leader'), 'office'), 'leader')
    expect(ours(file)[0]).toBe('valid')
    const changed = Buffer.from(file)
    changed.write('9', 5, 'latin1')
    expect(theirs(changed).every(said => said.startsWith('broken'))).toBe(true)
    expect(ours(changed)).toEqual([
      'invalid',
      'fail part bad-digest appended',
      'fail part bad-digest appended',
      'fail whole bad-digest',
    ])
  })
})

describe.runIf(hasTools)('what was done to it', () => {
  test.each<[string, (file: Buffer) => Buffer, string, readonly string[]]>([
    [
      'an octet changed',
      file => Buffer.from(file.toString('latin1').replace('/Producer', '/Producef'), 'latin1'),
      'broken total',
      ['invalid', 'fail whole bad-digest'],
    ],
    [
      'a version appended',
      file => update(file, ['<< /A 1 >>'], 900),
      'valid',
      ['unknown', 'policy part appended'],
    ],
    [
      'a page put in the place of the old one, appended',
      file => update(file, ['<< /Length 0 >>\nstream\n\nendstream'], 7),
      'valid',
      ['unknown', 'policy part appended'],
    ],
    [
      'words appended',
      file => Buffer.concat([file, Buffer.from('% Chuyen tien vao tai khoan sau\n')]),
      'valid',
      ['unknown', 'policy part appended'],
    ],
  ])('%s', (_, change, poppler, expected) => {
    const file = signed(plain, 'leader')
    const changed = change(file)
    expect(changed).not.toEqual(file)
    expect(theirs(changed)).toEqual([poppler])
    expect(ours(changed)).toEqual(expected)
  })

  test('a version appended, and signed by somebody else', () => {
    const file = signed(update(signed(plain, 'leader'), ['<< /A 1 >>'], 900), 'office')
    expect(theirs(file).toSorted()).toEqual(['valid', 'valid total'])
    expect(ours(file)).toEqual(['valid', 'policy part appended', 'pass whole'])
  })

  test.each<[string, (ranges: readonly number[]) => readonly number[], string]>([
    ['its first half', ([a = 0, b = 0, c = 0]) => [a, b, c, 0], 'policy part partial'],
    ['all but its beginning', ([, b = 0, c = 0, d = 0]) => [1000, b - 1000, c, d], 'policy part partial'],
    ['all but its end', ([a = 0, b = 0, c = 0, d = 0]) => [a, b, c, d - 10], 'policy part partial'],
  ])('only %s signed, by a signature that holds', (_, ranges, expected) => {
    const file = signAnew(signed(plain, 'leader'), ranges, detached(pki, leader))
    // Poppler looks at the end alone.
    expect(theirs(file)[0]).toMatch(/^valid/)
    expect(ours(file)).toEqual(['unknown', expected])
  })
})
