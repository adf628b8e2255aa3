/**
 * The table of IMAP extensions in src/imap/capability/support.ts: whether it names all that is announced and only that,
 * whether the files it names are there and cite the standard, and what it looks like in README.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Extension, extensions } from '../src/imap/capability/support.ts'
import { rfcs } from '../src/rfc.ts'

const tableFile = 'src/imap/capability/support.ts'
/** Conditions and the rest are in the first, the names of accounts in the second. */
const announcing = ['src/imap/capability/capability.ts', 'src/ports/imap-capabilities.ts']

/** What such a file can announce: every name in its text, whatever it depends on. Values end at what is computed. */
export function announced(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^import .*$/gm, '')
  const names = [...code.matchAll(/['"`]([A-Z][\w+-]*(?:=[\w-]*)?)(?:['"`]|\$\{)/g)]
  return [...new Set(names.map(match => match[1] as string))]
}

/** The row of an announced name. */
export function rowOf(name: string, rows: readonly Extension[]): Extension | undefined {
  return rows.find(({ capability }) =>
    capability.endsWith('=') ? name.startsWith(capability) : name === capability,
  )
}

export function extensionProblems(root: string): string[] {
  const names = announced(announcing.map(file => readFileSync(join(root, file), 'utf8')).join('\n'))
  const problems: string[] = []
  for (const name of names) {
    if (rowOf(name, extensions) !== undefined) continue
    problems.push(
      `${tableFile}: ${name} is announced by ${announcing.join(' or ')} and not in the table; add a line in the order of names:\n` +
        `  { capability: '${name}', rfc: …, what: 'what a client gets', where: ['commands/….ts'], proof: [transcript('…')] },\n` +
        '  and run node scripts/check-citations.ts --write',
    )
  }
  for (const [i, row] of extensions.entries()) {
    const { capability } = row
    const before = extensions[i - 1]
    if (before !== undefined && before.capability >= capability) {
      problems.push(`${tableFile}: ${capability} stands after ${before.capability}`)
    }
    if (!names.some(name => rowOf(name, [row]))) {
      problems.push(
        `${tableFile}: ${capability} is not announced by ${announcing.join(' or ')}; take its line away`,
      )
    }
    problems.push(...rowProblems(row, root))
  }
  return problems
}

function rowProblems({ capability, rfc, where, proof }: Extension, root: string): string[] {
  const problems: string[] = []
  const files = [...where.map(file => join('src/imap', file)), ...proof.map(file => join('test', file))]
  if (where.length === 0 || proof.length === 0)
    problems.push(`${tableFile}: ${capability} has no file, or no proof`)
  const missing = files.filter(file => !existsSync(join(root, file)))
  problems.push(...missing.map(file => `${tableFile}: ${capability} names ${file}, which is not there`))
  if (rfc === null) return problems
  const first = files[0] ?? ''
  if (
    !missing.includes(first) &&
    !new RegExp(`\\bRFC[ -]?${rfc}\\b`).test(readFileSync(join(root, first), 'utf8'))
  ) {
    problems.push(`${first}: ${capability} is read here by ${tableFile}, and RFC ${rfc} is not cited`)
  }
  const status = rfcs.find(({ number }) => number === rfc)?.status
  if (status === undefined || status === 'No') {
    problems.push(
      `src/rfc.ts: RFC ${rfc} is ${status === undefined ? 'not there' : "'No'"}, and ${capability} is announced`,
    )
  }
  return problems
}

export function extensionTable(): string {
  const rows = extensions.map(({ capability, rfc, what, where, proof }) => {
    const standard = rfc === null ? '–' : `[RFC ${rfc}](https://www.rfc-editor.org/rfc/rfc${rfc})`
    const list = (files: readonly string[]) => files.map(file => `\`${file}\``).join(', ')
    return `| ${capability.replace(/=$/, '=…')} | ${standard} | ${what} | ${list(where)} | ${list(proof)} |`
  })
  return [
    '| Capability | Standard | What | In `src/imap/` | Proved in `test/` |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}
