/**
 * `npm run build`: the sources as JavaScript in dist/, which starts in half the time, with everything that is
 * read at run time beside it in the same places: migrations, the entry, config/. Then the result is asked for its
 * help, so that a build that cannot start is a failed build. `node scripts/build.ts DIRECTORY` builds there instead.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const root = join(import.meta.dirname, '..')
const dist = resolve(process.argv[2] ?? join(root, 'dist'))

function run(file: string, ...args: string[]): void {
  execFileSync(process.execPath, [file, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
}

/** tsc renames .ts to .js in imports only: not in the URL of a worker, nor in files that it does not compile. */
function renameModules(text: string): string {
  return text
    .replace(/(new URL\((['"])\.{1,2}\/[^'"]+)\.ts\2/g, '$1.js$2')
    .replace(/(import\((['"])\.{1,2}\/[^'"]+)\.ts\2/g, '$1.js$2')
}

rmSync(dist, { recursive: true, force: true })
run(join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json', '--outDir', dist)

for (const name of globSync('src/**/*.{js,mjs}', { cwd: dist })) {
  const file = join(dist, name)
  const text = readFileSync(file, 'utf8')
  const renamed = renameModules(text)
  if (renamed !== text) writeFileSync(file, renamed)
}
for (const name of globSync('src/**/*.{mjs,sql}', { cwd: root })) {
  mkdirSync(dirname(join(dist, name)), { recursive: true })
  writeFileSync(join(dist, name), renameModules(readFileSync(join(root, name), 'utf8')))
}
for (const name of ['config', 'package.json']) cpSync(join(root, name), join(dist, name), { recursive: true })

execFileSync(process.execPath, [join(dist, 'src', 'congvu.mjs'), '--help'], { cwd: dist, stdio: 'pipe' })
process.stdout.write(`${join(relative(process.cwd(), dist), 'src', 'congvu.mjs')} is ready\n`)
