/**
 * Runs test/transcripts/smtp/*.txt. A file begins with `channel:` (and `dsn` or limits, `name=value`) and goes on
 * with what the client sends (`C:`, CRLF is added) and what the server must say, line by line (`S:`, `*` stands for
 * anything). `TLS` upgrades the connection after a 220, `CLOSED` wants the server to hang up.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Limits } from '../src/base/limits.ts'
import type { Peer } from '../src/smtp/backend.ts'
import { SmtpDialogue } from './support/smtp-dialogue.ts'
import { recorder } from './support/smtp-recorder.ts'

const folder = join(import.meta.dirname, 'transcripts', 'smtp')

function setting(line: string) {
  const [, channel = '', rest = ''] = /^channel: (\w+) ?(.*)$/.exec(line) ?? []
  const words = rest.split(' ').filter(word => word !== '')
  const limits = words.filter(word => word.includes('=')).map(word => word.split('='))
  return {
    channel: channel as Peer['channel'],
    dsn: words.includes('dsn'),
    limits: Object.fromEntries(limits.map(([name, value]) => [name, Number(value)])) as Partial<Limits>,
  }
}

function pattern(line: string): RegExp {
  const escaped = line.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`)
}

async function play(text: string): Promise<void> {
  const [first = '', ...lines] = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  const { channel, dsn, limits } = setting(first)
  await using server = await recorder(channel, limits, dsn)
  await using dialogue = await SmtpDialogue.open(server.port, channel === 'submissions')
  const expected: string[] = []
  const check = async () => {
    while (expected.length > 0) {
      const said = (await dialogue.reply()).replace(/\r\n$/, '').split('\r\n')
      for (const line of said) expect(line).toMatch(pattern(expected.shift() ?? '(nothing more)'))
    }
  }
  for (const line of lines) {
    if (line.startsWith('S: ')) {
      expected.push(line.slice(3))
      continue
    }
    await check()
    if (line.startsWith('C:')) dialogue.write(`${line.slice(3)}\r\n`)
    else if (line === 'TLS') await dialogue.startTls()
    else if (line === 'CLOSED') expect(await dialogue.reply()).toBe('')
    else throw new Error(`what is ${line}?`)
  }
  await check()
}

describe('SMTP transcripts', () => {
  it.each(readdirSync(folder))('%s', name => play(readFileSync(join(folder, name), 'utf8')))
})
