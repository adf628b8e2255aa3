import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import {
  decodeJournal,
  encodeChange,
  encodeName,
  FlagJournal,
  type JournaledChange,
  readJournal,
} from './flag-journal.ts'

const directory = mkdtempSync(join(tmpdir(), 'congvu-journal-'))
afterAll(() => rmSync(directory, { recursive: true }))

const name = 2 ** 48 - 3
const decodeChanges = (records: Buffer) => decodeJournal(Buffer.concat([encodeName(name), records])).changes

function change(number: number, runs: readonly number[] = [1, 1]): JournaledChange {
  const modseq = 2 ** 52 + number
  return { number, modseq, mailbox: 7, keep: 0xffff_fffe, set: 4, runs: Uint32Array.from(runs) }
}

it('reads back what was written', () => {
  const path = join(directory, 'whole')
  const changes = [change(1), change(2, [3, 9, 4_000_000_000, 4_294_967_295]), change(5)]
  using journal = new FlagJournal(path, name)
  for (const each of changes) journal.append(each)
  expect(readJournal(path)).toEqual({ name, changes })
})

it('is empty without a file', () => {
  expect(readJournal(join(directory, 'missing'))).toEqual({ name: 0, changes: [] })
})

it('has no name where that is cut short', () => {
  expect(decodeJournal(encodeName(name).subarray(1))).toEqual({ name: 0, changes: [] })
})

it('ends where a record is cut short, at each byte', () => {
  const first = encodeChange(change(1))
  const file = Buffer.concat([first, encodeChange(change(2, [3, 9]))])
  for (let length = 0; length < file.length; length++) {
    expect(decodeChanges(file.subarray(0, length))).toHaveLength(length < first.length ? 0 : 1)
  }
})

it('ends where a record is damaged, at each byte', () => {
  const first = encodeChange(change(1))
  const file = Buffer.concat([first, encodeChange(change(2)), encodeChange(change(3))])
  for (let at = first.length; at < 2 * first.length; at++) {
    const damaged = Buffer.from(file)
    damaged[at]! ^= 0x40
    expect(decodeChanges(damaged)).toEqual([change(1)])
  }
})

it('passes over what is left of an earlier use', () => {
  const file = Buffer.concat([encodeChange(change(9)), encodeChange(change(4))])
  expect(decodeChanges(file)).toEqual([change(9)])
})

it('empties a large file once all of it is synced, and goes on', () => {
  const path = join(directory, 'emptied')
  using journal = new FlagJournal(path, name)
  const runs = Array.from({ length: 20_000 }, (_, i) => i + 1)
  journal.append(change(1))
  journal.synced()
  expect(readJournal(path).changes).toHaveLength(1)
  for (let number = 2; number < 8; number++) journal.append(change(number, runs))
  journal.synced()
  expect(readFileSync(path)).toHaveLength(0)
  journal.append(change(8))
  expect(readJournal(path)).toEqual({ name, changes: [change(8)] })
})
