import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nameAsText, nameFacts, parseDangerousTypes, shownName } from './names.ts'

const file = readFileSync(new URL('../../../config/dangerous-types.csv', import.meta.url), 'utf8')
const shipped = parseDangerousTypes(file)
const suffixes = new Set(shipped.ok ? shipped.value.map(type => type.suffix) : [])

describe('the shipped table', () => {
  it('is whole, in NFC, and says each suffix once', () => {
    expect(shipped.ok).toBe(true)
    expect(file).toBe(file.normalize('NFC'))
    expect(suffixes.size).toBe(shipped.ok && shipped.value.length)
    expect(shipped.ok && shipped.value.filter(({ why, source }) => why === '' || source === '')).toEqual([])
  })

  it.each([
    ['suffix,why\n', 'line 1: expected suffix,why,source'],
    ['suffix,why,source\nexe,x\n', 'line 2: 2 fields instead of 3'],
    ['suffix,why,source\n.exe,x,y\n', 'line 2: bad suffix .exe'],
    ['suffix,why,source\n"exe,x,y\n', 'line 2: a quoted cell is never closed'],
  ])('tells what is wrong with %j', (csv, message) => {
    expect(parseDangerousTypes(csv)).toEqual({ ok: false, error: [message] })
  })
})

describe('runnable names', () => {
  it.each(['bao-cao.exe', 'BAO-CAO.EXE', 'a/b\\c.js', 'Re: bao cao.scr', 'x.ps1'])('%j is one', name => {
    expect(nameFacts(name, suffixes)).toMatchObject({ runnable: true, tricked: false })
  })

  it.each([
    ['a double suffix', 'bao-cao.pdf.exe'],
    ['a right-to-left override', 'bao-cao\u202efdp.exe'],
    ['an isolate', 'bao-cao\u2067fdp.exe'],
    ['zero width inside the suffix', 'bao-cao.e\u200bxe'],
    ['spaces before the suffix', `bao-cao.pdf${' '.repeat(60)}.exe`],
    ['NUL before a harmless suffix', 'bao-cao.exe\0.pdf'],
    ['NUL inside', 'bao-cao.pdf\0.exe'],
    ['a full-width dot', 'bao-cao．exe'],
    ['an ideographic full stop', 'bao-cao。exe'],
    ['full-width letters behind one', 'bao-cao．ｅｘｅ'],
    ['a class in the place of a suffix', 'bao-cao.pdf.{3050F4D8-98B5-11CF-BB82-00AA00BDCE0B}'],
  ])('%s hides it', (_, name) => {
    expect(nameFacts(name, suffixes)).toMatchObject({ runnable: true, tricked: true })
  })

  it.each([
    ['dots and spaces at the end', 'bao-cao.exe. . '],
    ['a stream of NTFS', 'bao-cao.exe::$DATA'],
    ['full-width letters', 'bao-cao.ｅｘｅ'],
    ['a control character', 'bao-cao.ex\x01e'],
  ])('%s do not keep it from running', (_, name) => {
    expect(nameFacts(name, suffixes).runnable).toBe(true)
  })

  it.each([
    'bao-cao.pdf',
    'exe',
    'huong dan cai dat.exe.pdf',
    'v1.2.docx',
    'Công văn số 15.com vn.docx',
    '',
    '.',
    'kế hoạch   2026.docx',
  ])('%j is none', name => {
    expect(nameFacts(name, suffixes)).toMatchObject({ runnable: false, tricked: false })
  })
})

it('shows a name without what would mislead, and keeps its end', () => {
  expect(shownName('bao\u202e-cao\r\n.pdf\0')).toBe('bao-cao .pdf')
  const long = shownName(`${'ạ'.repeat(300)}.exe`)
  expect(long).toHaveLength(200)
  expect(long.endsWith('.exe')).toBe(true)
})

it('splits a name into lines where signs separate words', () => {
  expect(nameAsText('[MẬT] ke hoach.docx').split('\n')).toEqual(['MẬT', ' ke hoach'])
  expect(nameAsText('MẬT - Kế hoạch số 5.pdf').split('\n')).toEqual(['MẬT', 'Kế hoạch số 5'])
  expect(nameAsText('ho so/MẬT/ke-hoach.pdf').split('\n')).toEqual(['ho so', 'MẬT', 'ke-hoach'])
})
