/**
 * Calendars and address cards: content lines, `NAME;PARAM=x:value` (RFC 5545 §3.1). What their programs show of them:
 * a meeting's title as a subject, everything else as text.
 */
import { isUtf8 } from 'node:buffer'
import { decodeCharset } from '../../mail/charset.ts'
import { textOfHtml } from '../../mail/html.ts'
import { decodeTransfer } from '../../mail/transfer.ts'
import { asSubject } from '../contents.ts'

const contentLine = /^([\w.-]+)((?:;(?:[^":\n]|"[^"\n]*")*)?):(.*)$/
const titles = /^(?:summary|categories|title|org|fn)$/i

export function textOfContentLines(text: string): string {
  return text
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .map(lineText)
    .join('\n')
}

function lineText(line: string): string {
  const [, property = '', params = '', raw = line] = contentLine.exec(line) ?? []
  const value = /;encoding=quoted-printable/i.test(params) ? quoted(raw) : raw
  // RFC 5545 §3.3.11
  const shown = value.replace(/\\n/gi, '\n').replace(/\\([\\;,])/g, '$1')
  if (/;fmttype="?text\/html/i.test(params)) return textOfHtml(shown)
  return titles.test(property.split('.').at(-1)!) ? asSubject(shown) : shown
}

/** Cards before version 3.0. */
function quoted(value: string): string {
  const octets = decodeTransfer(Buffer.from(value), 'quoted-printable', value.length)
  return decodeCharset(octets, isUtf8(octets) ? 'utf-8' : '')
}
