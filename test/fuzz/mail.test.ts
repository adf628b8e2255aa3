/**
 * The mail parsers against hostile bytes: messages of the corpus, mutated. Whatever comes, nothing throws, offsets
 * stay nested and in range, and time stays linear. Bounded by time; the seed is printed with a failure.
 */

import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { normalizeAddress, parseAddressList } from '../../src/mail/address.ts'
import { decodeCharset, guessCharset } from '../../src/mail/charset.ts'
import { parseDate } from '../../src/mail/date.ts'
import { decodeHeaderText, encodeHeaderText } from '../../src/mail/encoded-word.ts'
import { fieldValue, headerFields } from '../../src/mail/header.ts'
import { textOfHtml } from '../../src/mail/html.ts'
import { renderBody } from '../../src/mail/imap-text.ts'
import { parseParts, storedStructure } from '../../src/mail/stored.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import { parameterText, parseParameterized } from '../../src/mail/structured.ts'
import { plainTextOf } from '../../src/mail/text.ts'
import { decodeTransfer } from '../../src/mail/transfer.ts'
import { type Random, randomFrom } from '../support/corpus/random.ts'
import { variedMessages } from '../support/corpus.ts'
import { threadMs } from '../support/processor-time.ts'
import { mailFragments } from './mail-fragments.ts'
import { checkOffsets, countParts, isWireList } from './structure-invariants.ts'

const fuzzMs = 1500
const seed = 20261123

/** Messages small enough to be mutated many times a second. */
const seeds = [...variedMessages(260, seed)]
  .filter(({ bytes }) => bytes.length < 20_000)
  .map(({ bytes }) => bytes)

const fragments = [...mailFragments, '%C', '\xc3', '=', '=\r\n', '&#', '<!--'].map(text =>
  Buffer.from(text, 'latin1'),
)

function mutate(random: Random, original: Uint8Array): Uint8Array {
  let bytes = original
  for (let edits = 1 + random.below(8); edits > 0; edits--) {
    const at = random.below(bytes.length + 1)
    const end = Math.min(bytes.length, at + random.below(1 << random.below(10)))
    const [kind, insert] = [random.below(5), random.pick(fragments)]
    const before = bytes.subarray(0, at)
    if (kind === 0) bytes = Buffer.concat([before, bytes.subarray(end)])
    else if (kind === 1) bytes = Buffer.concat([before, insert, bytes.subarray(at)])
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)])
    else if (kind === 3)
      bytes = Buffer.concat([before, random.bytes(1 + random.below(8)), bytes.subarray(end)])
    else
      bytes = Buffer.concat([
        before,
        ...Array.from({ length: random.below(40) }, () => insert),
        bytes.subarray(at),
      ])
  }
  return bytes
}

/** Runs `check` on mutated messages until the time is over. */
function fuzz(check: (bytes: Uint8Array, random: Random) => void): number {
  const random = randomFrom(seed)
  const until = performance.now() + fuzzMs
  let runs = 0
  while (performance.now() < until || runs < 200) {
    const bytes = mutate(random, random.pick(seeds))
    try {
      check(bytes, random)
    } catch (cause) {
      throw new Error(`run ${runs} of seed ${seed}: ${Buffer.from(bytes).toString('base64')}`, { cause })
    }
    runs++
  }
  return runs
}

describe('mutated messages', () => {
  test('the structure stays nested, in range and within the limits, and its texts are well formed', () => {
    const limits = { ...defaultLimits, mimeDepth: 20, mimeParts: 200 }
    const runs = fuzz(bytes => {
      const root = scanMessage(bytes, limits)
      checkOffsets(bytes, root)
      expect(root.bodyEnd).toBe(bytes.length)
      for (const reading of [root, root.otherReading ?? root])
        expect(countParts(reading)).toBeLessThanOrEqual(limits.mimeParts + 1)
      const stored = storedStructure(bytes, root, 0)
      expect(isWireList(stored.envelope)).toBe(true)
      expect(isWireList(stored.bodyStructure)).toBe(true)
      expect(parseParts(stored.parts)).toEqual({ ...root, envelope: null, otherReading: undefined })
      expect(isWireList(renderBody(root))).toBe(true)
    })
    expect(runs).toBeGreaterThanOrEqual(200)
  })

  test('fields together are the header, octet for octet', () => {
    fuzz(bytes => {
      const fields = headerFields(bytes)
      let at = 0
      for (const field of fields) {
        expect(field.start).toBe(at)
        expect(field.valueStart).toBeGreaterThanOrEqual(field.start)
        expect(field.end).toBeGreaterThanOrEqual(field.valueStart)
        at = field.end
      }
      expect(['', '\n', '\r\n']).toContain(
        Buffer.from(bytes.subarray(at, scanMessage(bytes, defaultLimits).headerEnd)).toString('latin1'),
      )
    })
  })

  test('texts decode to NFC without line ends or NUL', () => {
    fuzz(bytes => {
      for (const field of headerFields(bytes)) {
        const raw = fieldValue(bytes, field)
        const text = decodeHeaderText(raw)
        expect(text.normalize('NFC')).toBe(text)
        expect(text).not.toMatch(/[\0\r\n]/)
        expect(decodeHeaderText(encodeHeaderText(text))).toBe(text)
        parseDate(raw)
        for (const [name] of parseParameterized(raw).params)
          parameterText(parseParameterized(raw).params, name)
        for (const address of parseAddressList(raw, 50)) {
          if (address.kind === 'mailbox') normalizeAddress(`${address.local}@${address.domain}`)
        }
      }
    })
  })

  test('bodies decode within their bound', () => {
    fuzz((bytes, random) => {
      const max = 1 + random.below(5000)
      for (const encoding of ['base64', 'quoted-printable', '7bit']) {
        expect(decodeTransfer(bytes, encoding, max).length).toBeLessThanOrEqual(max)
      }
      const label = random.pick([
        'utf-8',
        'viscii',
        'tcvn',
        'windows-1258',
        'iso-2022-jp',
        'utf-7',
        'utf-16',
        'x',
        '',
      ])
      const text = decodeCharset(bytes, label)
      expect(text.normalize('NFC')).toBe(text)
      guessCharset(bytes)
      textOfHtml(text)
      plainTextOf(bytes, scanMessage(bytes, defaultLimits), max)
    })
  })
})

describe('linear time', () => {
  const size = 1_000_000
  const fill = (unit: string) => unit.repeat(Math.ceil(size / unit.length))
  const openMultiparts = Array.from({ length: 99 }, (_, i) => {
    const boundary = `${'b'.repeat(i)}z`
    return `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n--${boundary}\r\n`
  }).join('')
  const unfoldable = (value: string) =>
    `Content-Type: multipart/mixed; boundary=b\r\nSubject: ${value}\r\nTo: ${value}\r\n\r\n`
  const hostile = new Map([
    ['hyphens at line starts under 99 open boundaries', openMultiparts + fill('--\r\n')],
    ['near misses of 99 open boundaries', openMultiparts + fill(`--${'b'.repeat(98)}\r\n`)],
    ['one line of hyphens', openMultiparts + fill('-')],
    ['boundaries only', `Content-Type: multipart/mixed; boundary=b\r\n\r\n${fill('--b\r\n')}`],
    [
      'parts cut in their header',
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${fill('--b\r\nX: y\r\n')}`,
    ],
    ['closed again and again', `Content-Type: multipart/mixed; boundary=b\r\n\r\n${fill('--b--\r\n')}`],
    ['closings under 99 open boundaries', openMultiparts + fill('--z--\r\n--bz--\r\n')],
    ['uuencoded files', fill('begin 644 a\n')],
    [
      'texts that begin a file',
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${fill('--b\n\nbegin 644 a\n')}`,
    ],
    ['nested messages', fill('Content-Type: message/rfc822\r\n\r\n')],
    ['lines without colon', fill('khong co dau hai cham\r\n')],
    ['one header line', fill('x')],
    ['line feeds', fill('\n')],
    ['brackets', unfoldable(fill('<'))],
    ['colons after a bracket', unfoldable(`<${fill(':')}`)],
    ['commas in a route', unfoldable(`<@${fill(',')}`)],
    ['parentheses', unfoldable(fill('('))],
    ['quotes', unfoldable(fill('"'))],
    ['commas and brackets', unfoldable(fill('<,'))],
    ['square brackets', unfoldable(fill('['))],
    ['encoded word openings', unfoldable(fill('=?a?b?'))],
    ['encoded words', unfoldable(fill('=?utf-8?q?=C3?= '))],
    ['spaces in an encoded word', unfoldable(`=?utf-8?b?${fill(' ')}!?=`)],
    ['raw text between encoded words', unfoldable(fill('=?utf-8?q?a?= \xb5 '))],
    ['8-bit subject', unfoldable(fill('\xb5\xe9 '))],
    ['8-bit without spaces', unfoldable(fill('\xb5\xe9'))],
    ['words', unfoldable(fill('a '))],
    ['groups', unfoldable(fill('a:b,'))],
    ['comments in parameters', `Content-Type: text/plain${fill('; (a')}\r\n\r\n`],
    ['parameters', `Content-Type: text/plain${fill('; a*1=x')}\r\n\r\n`],
    ['continuations', `Content-Type: text/plain;${fill(" a*0*=utf-8''%41;")}\r\n\r\n`],
    ['html openings', `Content-Type: text/html\r\n\r\n${fill('< <!<a ')}`],
    ['html comments', `Content-Type: text/html\r\n\r\n${fill('<!--')}`],
    ['html attributes', `Content-Type: text/html\r\n\r\n<a ${fill('a = "')}`],
    ['html spaces in a tag', `Content-Type: text/html\r\n\r\n<a ${fill(' ')}`],
    ['html conditions', `Content-Type: text/html\r\n\r\n${fill('<!--[if a]>b')}<![endif]-->`],
    ['html scripts', `Content-Type: text/html\r\n\r\n${fill('<script>')}`],
    ['html entities', `Content-Type: text/html\r\n\r\n${fill('&#&a&#x')}`],
    ['white space', `Content-Type: text/html\r\n\r\n${fill(' \t')}`],
    ['padding', `Content-Transfer-Encoding: base64\r\n\r\n${fill('=')}`],
    ['soft line ends', `Content-Transfer-Encoding: quoted-printable\r\n\r\n${fill('= ')}`],
  ])

  // A megabyte of anything takes milliseconds, of a few things a second; what is quadratic takes minutes.
  test.each([...hostile])('%s', (_, text) => {
    const bytes = Buffer.from(text, 'latin1')
    const started = threadMs()
    const root = scanMessage(bytes, defaultLimits)
    checkOffsets(bytes, root)
    storedStructure(bytes, root, 0)
    plainTextOf(bytes, root, bytes.length)
    for (const field of headerFields(bytes).slice(0, 5)) decodeHeaderText(fieldValue(bytes, field))
    expect(threadMs() - started).toBeLessThan(10_000)
  })
})
