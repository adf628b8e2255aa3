/**
 * Holds every `RFC n` that the sources cite against src/rfc.ts, what IMAP announces against
 * src/imap/capability/support.ts, and README's tables against both lists. `--write` writes the tables. Exit code 1
 * when something does not agree.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Rfc, rfcs } from '../src/rfc.ts'
import { extensionProblems, extensionTable } from './imap-support.ts'

const root = join(import.meta.dirname, '..')
const readme = join(root, 'README.md')
const indexFile = join('src', 'rfc.ts')

/** `file:line` of each citation, by RFC. */
function citations(): Map<number, string[]> {
  const found = new Map<number, string[]>()
  for (const file of globSync('src/**/*.{ts,sql}', { cwd: root }).sort()) {
    if (file === indexFile) continue
    for (const [i, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
      for (const match of line.matchAll(/\bRFC[ -]?(\d+)\b/g)) {
        const number = Number(match[1])
        const place = `${file}:${i + 1}`
        const places = found.get(number)
        if (places === undefined) found.set(number, [place])
        else places.push(place)
      }
    }
  }
  return found
}

function indexProblems(cited: ReadonlyMap<number, readonly string[]>): string[] {
  const problems: string[] = []
  const known = new Set(rfcs.map(rfc => rfc.number))
  for (const [number, places] of cited) {
    if (!known.has(number)) problems.push(`${places[0]}: RFC ${number} is not in ${indexFile}`)
  }
  for (const [i, rfc] of rfcs.entries()) {
    const before = rfcs[i - 1]
    if (before !== undefined && before.number >= rfc.number) {
      problems.push(`${indexFile}: RFC ${rfc.number} stands after RFC ${before.number}`)
    }
    if (!cited.has(rfc.number)) problems.push(`${indexFile}: no source cites RFC ${rfc.number}`)
  }
  return problems
}

function row({ number, title, status, note }: Rfc): string {
  return `| [${number}](https://www.rfc-editor.org/rfc/rfc${number}) | ${title} | ${status} | ${note} |`
}

function table(): string {
  return ['| RFC | Title | Support | Note |', '|---|---|---|---|', ...rfcs.map(row)].join('\n')
}

/** By the name in its markers `<!-- name:begin -->` and `<!-- name:end -->`. */
const tables = new Map([
  ['support', table],
  ['imap', extensionTable],
])

/** README with a table between its markers; undefined without markers. */
function withTable(text: string, name: string, lines: string): string | undefined {
  const begin = `<!-- ${name}:begin -->`
  const from = text.indexOf(begin)
  const to = text.indexOf(`<!-- ${name}:end -->`)
  if (from < 0 || to < from) return undefined
  return `${text.slice(0, from + begin.length)}\n${lines}\n${text.slice(to)}`
}

function readmeProblems(write: boolean): string[] {
  const text = existsSync(readme) ? readFileSync(readme, 'utf8') : ''
  let wanted = text
  for (const [name, lines] of tables) {
    const written = withTable(wanted, name, lines())
    if (written === undefined) return [`README.md: no lines <!-- ${name}:begin --> and <!-- ${name}:end -->`]
    wanted = written
  }
  if (wanted === text) return []
  if (!write)
    return ['README.md: its tables of standards are old; run node scripts/check-citations.ts --write']
  writeFileSync(readme, wanted)
  return []
}

const problems = [
  ...indexProblems(citations()),
  ...extensionProblems(root),
  ...readmeProblems(process.argv.includes('--write')),
]
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
