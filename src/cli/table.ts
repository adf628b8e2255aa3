/** Tables for people: aligned by display width, so that Vietnamese letters and marks line up. */
import { formatCsv } from '../base/csv.ts'

export interface Column<Row> {
  readonly title: string
  value(row: Row): string | number
}

/** A line of a single record. */
export type Field<Row> = Column<Row>

/** The rows as CSV under the columns' titles. */
export function renderCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return formatCsv([
    columns.map(({ title }) => title),
    ...rows.map(row => columns.map(({ value }) => value(row))),
  ])
}

const segmenter = new Intl.Segmenter('vi', { granularity: 'grapheme' })
const wide =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uff01-\uff60]/u

/** Terminal columns of a text: a letter with all its marks is one, East Asian wide characters are two. */
export function displayWidth(text: string): number {
  let columns = 0
  for (const { segment } of segmenter.segment(text)) columns += wide.test(segment) ? 2 : 1
  return columns
}

/** Text from outside made safe for a terminal: no control character, escape or direction override gets through. */
export function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
}

/** Columns at least two spaces apart, numbers to the right, no trailing spaces; one line a row. */
export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map(row => columns.map(column => column.value(row)))
  const lines: (readonly (string | number)[])[] = [columns.map(column => column.title), ...cells]
  const widths = columns.map((_, i) =>
    Math.max(...lines.map(line => displayWidth(printable(String(line[i] ?? ''))))),
  )
  const numeric = columns.map((_, i) => cells.length > 0 && cells.every(row => typeof row[i] === 'number'))
  return lines
    .map(line => {
      const padded = line.map((cell, i) => {
        const text = printable(String(cell))
        const padding = ' '.repeat((widths[i] ?? 0) - displayWidth(text))
        return numeric[i] ? padding + text : text + padding
      })
      return `${padded.join('  ').trimEnd()}\n`
    })
    .join('')
}

/** `name: value` lines with the values aligned. */
export function renderRecord<Row>(record: Row, fields: readonly Field<Row>[]): string {
  const width = Math.max(...fields.map(field => displayWidth(field.title)))
  return fields
    .map(field => {
      const padding = ' '.repeat(width - displayWidth(field.title))
      return `${field.title}:${padding} ${printable(String(field.value(record)))}`.trimEnd()
    })
    .map(line => `${line}\n`)
    .join('')
}

/** `1 letter`, `3 letters`. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`
}

/** `name=value, …` of a flat record, such as the evidence of a rule; `-` of an empty one. */
export function facts(record: Readonly<Record<string, unknown>>): string {
  return (
    Object.entries(record)
      .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(' ') : String(value)}`)
      .join(', ') || '-'
  )
}

/** An operation's time in a table: to the second, in the province's time, `-` for never. */
export function tableTime(time: string | null): string {
  return time === null ? '-' : time.slice(0, 19).replace('T', ' ')
}
