/**
 * Which folder of src may import which: the rule of the architecture as a table, written out for Biome
 * (`noRestrictedImports`), whose configuration can name only what is forbidden. Tests may import anything; app.ts,
 * app/ and quickstart/ put everything together. `--write` writes scripts/layers.json, which biome.json extends. Exit
 * code 1 when that file is not what the table says, or src has a folder that the table does not name.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A folder, and the folders it may import beside its own: each row only what stands above it. */
const layers = {
  base: [],
  config: ['base'],
  mail: ['base'],
  ports: ['mail', 'base'],
  sasl: ['ports', 'base'],
  smtp: ['ports', 'sasl', 'mail', 'base'],
  imap: ['ports', 'sasl', 'mail', 'base'],
  auth: ['ports', 'mail', 'base'],
  signing: ['ports', 'mail', 'base'],
  documents: ['signing', 'mail', 'base'],
  policy: ['ports', 'documents', 'mail', 'base'],
  store: ['ports', 'base'],
  net: ['ports', 'mail', 'base'],
  search: ['store', 'documents', 'signing', 'ports', 'mail', 'base'],
  tlog: ['ports', 'base'],
  verification: ['tlog', 'ports', 'base'],
  health: ['verification', 'tlog', 'ports', 'base'],
  doctor: ['health', 'config', 'ports', 'base'],
  statistics: ['ports', 'mail', 'base'],
  directory: ['ports', 'sasl', 'mail', 'base'],
  archive: ['tlog', 'ports', 'policy', 'documents', 'mail', 'base'],
  flow: [
    ...['ports', 'smtp', 'policy', 'documents', 'auth', 'signing', 'directory', 'statistics', 'config'],
    ...['mail', 'base'],
  ],
  mailbox: ['ports', 'imap', 'directory', 'mail', 'base'],
  'audit-mailbox': ['archive', 'mailbox', 'ports', 'imap', 'directory', 'mail', 'base'],
  control: [
    ...['flow', 'mailbox', 'audit-mailbox', 'archive', 'statistics', 'directory', 'policy', 'signing'],
    ...['tlog', 'verification', 'health', 'doctor', 'ports', 'config', 'mail', 'base'],
  ],
  cli: ['control', 'quickstart', 'config', 'base'],
  console: ['control', 'archive', 'statistics', 'directory', 'ports', 'config', 'mail', 'base'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** What no layer imports unless its row says so: every layer, and what puts them together. */
const folders = [...Object.keys(layers), 'quickstart', 'app']
const files = ['app.ts', 'main.ts']

const patternOf = (layer: string, folder: string) =>
  // imap/ has a folder of that name itself.
  layer === 'imap' && folder === 'search' ? '**/search/search.ts' : `**/${folder}/**`

function rule([layer, allowed]: readonly [string, readonly string[]]) {
  const forbidden = folders.filter(folder => folder !== layer && !allowed.includes(folder))
  const group = [...forbidden.map(folder => patternOf(layer, folder)), ...files.map(file => `**/${file}`)]
  const message = `${layer}/ may import only: ${allowed.join(', ') || 'nothing of ours'}`
  const noRestrictedImports = { level: 'error', options: { patterns: [{ group, message }] } }
  return {
    includes: [`src/${layer}/**/*.ts`, '!src/**/*.test.ts'],
    linter: { rules: { style: { noRestrictedImports } } },
  }
}

const rows = Object.entries(layers).map(layer => JSON.stringify(rule(layer)))
const wanted = `{ "overrides": [\n${rows.join(',\n')}\n] }\n`
const file = join(import.meta.dirname, 'layers.json')
if (process.argv.includes('--write')) writeFileSync(file, wanted)

const problems = readdirSync(join(import.meta.dirname, '../src'), { withFileTypes: true })
  .filter(found => found.isDirectory() && !folders.includes(found.name))
  .map(({ name }) => `src/${name}: scripts/layers.ts does not say what it may import`)
if (readFileSync(file, 'utf8') !== wanted)
  problems.push('scripts/layers.json is not what the table says; run node scripts/layers.ts --write')
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
