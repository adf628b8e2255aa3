import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../../base/limits.ts'
import { Cursor } from '../wire/cursor.ts'
import { choose, entry, refusedLiteral } from './metadata.ts'

const entryOf = (text: string) =>
  entry(new Cursor({ kind: 'command', line: Buffer.from(text), literals: [] }))

const stored = ['/private/a', '/private/a/b', '/private/a/b/c', '/private/ab', '/shared/a'].map(
  (name, i) => ({
    name,
    value: Buffer.alloc(i + 1),
  }),
)

function names(entries: readonly string[], depth: number, maxSize = Number.POSITIVE_INFINITY) {
  return choose(stored, { entries, depth, maxSize }).found.map(({ name }) => name)
}

describe('annotations', () => {
  it('have names in lower case, with a prefix and levels', () => {
    expect(entryOf('/Shared/Comment')).toBe('/shared/comment')
    expect(entryOf('"/private/ghi chu"')).toBe('/private/ghi chu')
    for (const bad of [
      '/other/x',
      '/sharedx',
      '/shared/',
      '/shared//x',
      '/shared/%',
      `/shared/${'x'.repeat(1024)}`,
    ])
      expect(() => entryOf(bad)).toThrow('entry name')
  })

  it('are chosen by levels below, not by beginnings of names', () => {
    expect(names(['/private/a'], 0)).toEqual(['/private/a'])
    expect(names(['/private/a'], 1)).toEqual(['/private/a', '/private/a/b'])
    expect(names(['/private'], Number.POSITIVE_INFINITY)).toEqual([
      '/private/a',
      '/private/a/b',
      '/private/a/b/c',
      '/private/ab',
    ])
  })

  it('are told once, however often they are asked for', () => {
    expect(names(['/private/a', '/private/a/b'], 1)).toEqual(['/private/a', '/private/a/b', '/private/a/b/c'])
  })

  it('are left out when they are long, the longest being told', () => {
    const { found, longest } = choose(stored, { entries: ['/private/a'], depth: 9, maxSize: 2 })
    expect(found.map(({ name }) => name)).toEqual(['/private/a', '/private/a/b'])
    expect(longest).toBe(3)
  })

  it('that are asked for are told, or too long, or NIL', () => {
    const anyName = fc.constantFrom(...stored.map(({ name }) => name), '/private', '/shared/none')
    fc.assert(
      fc.property(fc.uniqueArray(anyName, { minLength: 1 }), fc.nat(6), (entries, maxSize) => {
        const { found, longest } = choose(stored, { entries, depth: 0, maxSize })
        for (const asked of entries) {
          const kept = stored.find(({ name }) => name === asked)
          const told = found.find(({ name }) => name === asked)
          if (kept === undefined) expect(told?.value).toBe(null)
          else if (kept.value.length <= maxSize) expect(told?.value).toBe(kept.value)
          else expect(longest).toBeGreaterThanOrEqual(kept.value.length)
        }
      }),
    )
  })

  it('too large for any command are refused with their own limit', () => {
    const code = `METADATA MAXSIZE ${defaultLimits.metadataValueBytes}`
    expect(refusedLiteral(Buffer.from('a setmetadata INBOX (/shared/comment {9}'), defaultLimits).code).toBe(
      code,
    )
    expect(refusedLiteral(Buffer.from('a LOGIN {99999}'), defaultLimits).code).toBe('TOOBIG')
  })
})
