/**
 * Bodies that no mail server has a reason to change (RFC 8551 §3.1.3, RFC 2045 §2.7): seven bits, lines of at most 998
 * octets, no white space at a line's end, no "From " at its start. Large ones are worked on in steps with a breath
 * between them.
 */
import { isAscii } from 'node:buffer'
import { breathe } from '../../base/breath.ts'
import { HTAB, LF, SPACE } from '../../mail/bytes.ts'
import { decodeTransfer } from '../../mail/transfer.ts'
import { base64LineOctets, encodeBase64, encodeQuotedPrintable } from '../../mail/transfer-encoding.ts'

/** RFC 5322 §2.1.1. */
const lineOctets = 998

/** Octets looked at in one step: about a millisecond. */
const searchStep = 1024 * 1024
const risks = ['\0', ' \r\n', '\t\r\n', '\nFrom '].map(text => Buffer.from(text))
/** A step begins this far inside the one before: the longest of the risks may lie across the cut. */
const overlap = 6

/** True when the body may stay as it is. */
export async function travelsUnchanged(body: Buffer): Promise<boolean> {
  const last = body.at(-1)
  if (last === SPACE || last === HTAB || body.subarray(0, overlap).toString('latin1').startsWith('From '))
    return false
  for (let at = 0; at < body.length; at += searchStep) {
    if (at > 0) await breathe()
    const step = body.subarray(Math.max(0, at - overlap), at + searchStep)
    if (!isAscii(step) || risks.some(risk => step.includes(risk))) return false
  }
  return hasShortLines(body)
}

/** From one line end within reach to the next, whatever stands between. */
function hasShortLines(body: Buffer): boolean {
  let start = 0
  while (body.length - start > lineOctets) {
    // The line's CR counts neither.
    const reach = body.subarray(start, start + lineOctets + 2)
    const lineEnd = reach.lastIndexOf(LF)
    if (lineEnd < 0) return false
    start += lineEnd + 1
  }
  return true
}

/** Octets encoded in one step: a millisecond or two. */
const quotedStep = 64 * 1024
const base64Step = base64LineOctets * 8192

/** Content as base64. */
export async function inBase64(content: Buffer): Promise<readonly Buffer[]> {
  const pieces: Buffer[] = []
  for (let at = 0; at < content.length; at += base64Step) {
    if (at > 0) await breathe()
    pieces.push(encodeBase64(content.subarray(at, at + base64Step)))
  }
  return pieces
}

const softLineBreak = Buffer.from('=\r\n')

/** A body that has the encoding `from`, one that leaves lines apart, as quoted-printable. */
export async function inQuotedPrintable(body: Buffer, from: string): Promise<readonly Buffer[]> {
  const pieces: Buffer[] = []
  for (let at = 0; at < body.length; ) {
    if (at > 0) await breathe()
    const end = stepEnd(body, at)
    const octets = decodeTransfer(body.subarray(at, end), from, end - at)
    const piece = encodeQuotedPrintable(octets)
    pieces.push(piece)
    if (end < body.length && piece.at(-1) !== LF) pieces.push(softLineBreak)
    at = end
  }
  return pieces
}

/** Where a step ends: after a line, or inside one that is longer than the step, but in no `=XY` and no CRLF. */
function stepEnd(body: Buffer, start: number): number {
  const end = Math.min(body.length, start + quotedStep)
  if (end === body.length) return end
  const lineEnd = body.subarray(start, end).lastIndexOf(LF)
  if (lineEnd >= 0) return start + lineEnd + 1
  const cut = /(?:=[\s\S]?|\r)$/.exec(body.toString('latin1', end - 2, end))
  return end - (cut?.[0].length ?? 0)
}

/** A base64 body in lines of the standard's length, and nothing else in it. */
export async function inShortLines(body: Buffer): Promise<readonly Buffer[]> {
  const pieces: Buffer[] = []
  let rest = ''
  for (let at = 0; at < body.length; at += quotedStep) {
    if (at > 0) await breathe()
    const text = rest + body.toString('latin1', at, at + quotedStep).replace(/[^A-Za-z0-9+/=]+/g, '')
    const whole = text.length - (text.length % 76)
    pieces.push(Buffer.from(text.slice(0, whole).replace(/.{76}/g, '$&\r\n'), 'latin1'))
    rest = text.slice(whole)
  }
  return rest === '' ? pieces : [...pieces, Buffer.from(`${rest}\r\n`, 'latin1')]
}
