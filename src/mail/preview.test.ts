import iconv from 'iconv-lite'
import { expect, it } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { previewParts, previewText } from './preview.ts'
import { scanMessage } from './structure.ts'

function previewOf(letter: Uint8Array, maxBytes = 8192): string {
  for (const part of previewParts(scanMessage(letter, defaultLimits))) {
    const end = Math.min(part.bodyEnd, part.bodyStart + maxBytes)
    const text = previewText(letter.subarray(part.bodyStart, end), part, end === part.bodyEnd)
    if (text !== '') return text
  }
  return ''
}

function letter(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'))
}

it.each(['utf-8', 'windows-1258', 'tcvn', 'viscii'])('reads Vietnamese in %s, named and guessed', charset => {
  // windows-1258 has the letters of tones as base and mark.
  const written = charset === 'windows-1258' ? decomposedTones('Kính gửi đồng chí') : 'Kính gửi đồng chí'
  const body = charset === 'utf-8' ? Buffer.from(written) : iconv.encode(written, charset)
  for (const type of [`text/plain; charset=${charset}`, 'text/plain']) {
    if (type === 'text/plain' && charset !== 'utf-8') continue
    expect(previewOf(Buffer.concat([letter(`Content-Type: ${type}`, '', ''), body]))).toBe(
      'Kính gửi đồng chí',
    )
  }
})

/** As the charset has them: the letters of the alphabet composed, the tones apart. */
function decomposedTones(text: string): string {
  return text
    .normalize('NFD')
    .replace(
      /([aeo])([\u0300\u0301\u0303\u0309\u0323]?)\u0302/g,
      (_, base: string, tone: string) => `${`${base}\u0302`.normalize('NFC')}${tone}`,
    )
    .replace(/([ou])\u031b/g, found => found.normalize('NFC'))
    .replace(/i\u0301/g, 'í')
}

it('shows the plain alternative, or the page where that is empty', () => {
  const alternative = (plain: string) =>
    letter(
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>Trang <b>web</b></p>',
      '--b',
      '',
      plain,
      '--b--',
    )
  expect(previewOf(alternative('Chữ thường'))).toBe('Chữ thường')
  expect(previewOf(alternative(' \t'))).toBe('Trang web')
})

it.each([
  ['encrypted by S/MIME', ['Content-Type: application/pkcs7-mime', '', 'AAAA']],
  ['encrypted by OpenPGP', ['Content-Type: multipart/encrypted; boundary=b', '', '--b', '', 'chữ', '--b--']],
  ['enclosed', ['Content-Type: text/plain', 'Content-Disposition: attachment', '', 'chữ']],
  ['empty', ['Subject: x', '', '']],
])('has nothing to show of what is %s', (_, lines) => {
  expect(previewOf(letter(...lines))).toBe('')
})

it('takes no more than 200 characters, and cuts none in two', () => {
  const text = previewOf(letter('Content-Type: text/plain; charset=utf-8', '', '😀'.repeat(300)))
  expect([...text]).toHaveLength(200)
  expect(text.isWellFormed()).toBe(true)
})

it('recognizes a charset from a beginning that ends inside a character', () => {
  const body = letter('Subject: x', '', `${'ế'.repeat(400)}`)
  for (const maxBytes of [601, 602, 603]) expect(previewOf(body, maxBytes)).toBe('ế'.repeat(200))
})

it('shows no controls, and nothing that hides or turns what follows', () => {
  expect(previewOf(letter('', 'a\u202eb\u200b\u034f\u0007c\r\n\r\nd'))).toBe('ab c d')
})
