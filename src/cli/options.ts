/** Readers of option values; a bad value is a usage error that says what is right. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseByteSize } from '../base/byte-size.ts'

/** Of every verb that shows letters: the session sends it along, and asks when it is missing (`session.ts`). */
export function reasonOption(): Option {
  return new Option('--reason <text>', 'why you look; recorded before anything is shown')
}

/** Of every verb that takes a fresh code: the session sends it along, and asks when there is none (`session.ts`). */
export function codeOptions(command: Command): Command {
  return command
    .option('--code <digits>', 'the six digits that your authenticator app shows now')
    .option('--code-stdin', 'take them from the first line of stdin')
}

/** Told of the verbs with `codeOptions`. */
export const codeNotes = `
It asks for the six digits that your authenticator app shows: two sessions may be one person, two telephones are not.
Each code is good once, the one that opened the session too: after a log-in wait for the next one, 30 seconds at most.`

/** Of the verbs that show a letter outside the auditor's scope once another auditor agreed. */
export function approvalOption(): Option {
  return new Option(
    '--approval <n>',
    'approval of another auditor, for a letter outside your scope',
  ).argParser(count)
}

export function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values)
}

export function count(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('not a whole number')
  return value
}

/** Above 0, up to 100. */
export function percent(text: string): number {
  const value = Number(text.replace(/%$/, ''))
  if (!/^\d+(\.\d+)?%?$/.test(text) || value <= 0 || value > 100)
    throw new InvalidArgumentError('not a number above 0 and up to 100')
  return value
}

export function commaList(text: string): string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(Boolean)
}

/** Some of the values, with commas between. */
export function choices<T extends string>(values: readonly T[]): (text: string) => T[] {
  return text =>
    commaList(text).map(item => {
      const value = values.find(known => known === item)
      if (value === undefined) throw new InvalidArgumentError(`"${item}" is not one of ${values.join(', ')}`)
      return value
    })
}

/** `2G`, `500 MB`, `1048576`. */
export function byteSize(text: string): number {
  const bytes = parseByteSize(text)
  if (bytes === undefined) throw new InvalidArgumentError('not a size such as 500M or 2G')
  return bytes
}

/** A date (`2026-11-23`, taken at midnight UTC+7) or a date and time with its offset, in milliseconds. */
export function instant(text: string): number {
  const dayOnly = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const ms = Date.parse(dayOnly ? `${text}T00:00:00+07:00` : text)
  if (Number.isNaN(ms))
    throw new InvalidArgumentError('not a date such as 2026-11-23 or 2026-11-23T08:30:00+07:00')
  return ms
}

export function yesNo(text: string): boolean {
  if (text !== 'yes' && text !== 'no') throw new InvalidArgumentError('say yes or no')
  return text === 'yes'
}
