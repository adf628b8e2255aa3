/** The README as tests hold it to its word. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

export function readmeSection(title: string): string {
  return new RegExp(`^## ${title}\n(.*?)(?:^## |(?![^]))`, 'ms').exec(readme)?.[1] ?? ''
}

/** The commands of a section, without their comments. */
export function readmeCommands(title: string): readonly string[] {
  const blocks = Array.from(readmeSection(title).matchAll(/^```sh\n(.*?)^```/gms), match => match[1] ?? '')
  const lines = blocks.flatMap(block => block.split('\n')).filter(line => line.startsWith('npx congvu '))
  return lines.map(line => line.replace(/\s+#.*$/, ''))
}

/** What stands between `<!-- name:begin -->` and `<!-- name:end -->`. */
export function readmePart(name: string): string {
  return new RegExp(`<!-- ${name}:begin -->\n(.*?)<!-- ${name}:end -->`, 's').exec(readme)?.[1] ?? ''
}
