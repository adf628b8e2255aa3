/** The README's picture of the source, held against the source. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readmeSection } from './support/readme.ts'

test('every folder of the source stands in its table, and no other does', () => {
  const source = join(import.meta.dirname, '../src')
  const folders = readdirSync(source, { withFileTypes: true }).filter(entry => entry.isDirectory())
  const [, table = ''] = /^```\n(.*?)^```/ms.exec(readmeSection('The source')) ?? []
  const named = table
    .split('\n')
    .flatMap(line => /^(?:[\w/-]+\/ ?)+/.exec(line)?.[0].match(/[\w/-]+(?=\/)/g) ?? [])
  expect(named.filter(name => !name.includes('/')).toSorted()).toEqual(
    folders.map(({ name }) => name).toSorted(),
  )
})
