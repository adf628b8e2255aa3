/**
 * `node write-maildir.ts DIR COUNT`: a maildir of varied messages with varied flags. A maildir's lines end with
 * LF, and mbsync puts the CRs back on the wire; what would not survive that by mbsync's own doing (a bare CR, a
 * NUL), and what it declines to copy (a header without the empty line after it), is left out. The byte-fidelity
 * test sends those itself.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { variedMessages } from '../support/corpus.ts'

const [directory, countText] = process.argv.slice(2)
const count = Number(countText)
if (directory === undefined || !Number.isInteger(count)) throw new Error('usage: write-maildir.ts DIR COUNT')

const seed = 15
const informations = ['', 'S', 'S', 'FS', 'RS', 'DS', 'FRS']
const largestBytes = 2_000_000

function survivesMaildir(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1')
  const headerEnds = text.startsWith('\r\n') || text.includes('\r\n\r\n')
  return (
    headerEnds && bytes.length <= largestBytes && !text.includes('\0') && !/\r(?!\n)|(?<!\r)\n/.test(text)
  )
}

for (const folder of ['cur', 'new', 'tmp']) mkdirSync(join(directory, folder), { recursive: true })
let written = 0
for (const { bytes } of variedMessages(count * 2, seed)) {
  if (written === count) break
  if (!survivesMaildir(bytes)) continue
  const information = informations[written % informations.length] ?? ''
  const name = `${1_793_581_200 + written}.M${written}P15.may-tram:2,${information}`
  const content = Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n')
  writeFileSync(join(directory, 'cur', name), content, 'latin1')
  written += 1
}
if (written < count) throw new Error(`only ${written} of ${count} messages survive a maildir`)
