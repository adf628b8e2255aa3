/** Keys made, replaced and published from the command line. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OutputOf } from '../src/control/operations.ts'
import { fixedDns, type Zone } from '../src/net/fixed-dns.ts'
import type { Dns } from '../src/ports/dns.ts'
import { CliHarness } from './cli-harness.ts'
import { reasoned } from './support/reason.ts'

type Key = OutputOf<'dkim.list'>[number]

const domain = 'caobang.gov.vn'
let cli: CliHarness
let zone: Zone = {}

beforeAll(async () => {
  const dns: Dns = { resolve: (name, type) => fixedDns(zone).resolve(name, type) }
  cli = await CliHarness.started({ quantri: 'administrator', kiemtoan: 'auditor' }, dns)
})

afterAll(() => cli[Symbol.asyncDispose]())

const states = async () => (await cli.json<Key[]>('dkim', 'list')).map(({ state }) => state)

/** The zone as whoever copies what a command printed has it. */
function publish(printed: string): Zone {
  const records = printed.matchAll(/^(\S+)\. IN (MX|A|TXT) (.*)$/gm)
  const names = new Map<string, Record<string, unknown[]>>()
  for (const [, name = '', type = '', value = ''] of records) {
    const strings = [...value.matchAll(/"([^"]*)"/g)].map(([, string]) => string)
    const [priority, exchange = ''] = value.split(' ')
    const record =
      type === 'TXT'
        ? strings
        : type === 'MX'
          ? { priority: Number(priority), exchange: exchange.slice(0, -1) }
          : value
    const types = names.get(name) ?? {}
    types[type] = [...(types[type] ?? []), record]
    names.set(name, types)
  }
  return Object.fromEntries(names) as Zone
}

describe('congvu dkim', () => {
  it('has nothing at first, and nothing to rotate', async () => {
    expect(await cli.json('dkim', 'list')).toEqual([])
    expect(await cli.run(['dkim', 'rotate'])).toMatchObject({
      code: 4,
      err: `congvu: ${domain} has no keys; congvu dkim generate makes them\n`,
    })
  })

  it('generate prints what to publish, once; nobody but an administrator may', async () => {
    expect((await cli.run(['dkim', 'generate', '--as', 'kiemtoan'])).code).toBe(5)
    const made = await cli.run(['dkim', 'generate'])
    expect(made).toMatchObject({ code: 0, err: 'publish these records now\n' })
    expect(made.out).toMatch(
      /^\d{8}-rsa\._domainkey\.caobang\.gov\.vn\. IN TXT "v=DKIM1; k=rsa; p=MII[^"]+" "[^"]+"$/m,
    )
    expect(made.out).toMatch(
      /^\d{8}-ed25519\._domainkey\.caobang\.gov\.vn\. IN TXT "v=DKIM1; k=ed25519; p=[^"]{44}"$/m,
    )
    expect(await cli.run(['dkim', 'generate'])).toMatchObject({
      code: 5,
      err: `congvu: ${domain} has keys; congvu dkim rotate replaces them\n`,
    })
    expect(await states()).toEqual(['active', 'active'])
    const trail = (await cli.run(reasoned(['audit', 'log', '--as', 'kiemtoan']))).out
    expect(trail).toContain('dkim.generate')
    expect(trail).not.toContain('PRIVATE')
  })

  it('rotate makes keys that wait for their turn', async () => {
    const made = await cli.run(['dkim', 'rotate'])
    expect(made.code).toBe(0)
    expect(made.err).toMatch(/^publish these records now, congvu dns check compares; they sign from \d{4}-/)
    expect(await states()).toEqual(['active', 'active', 'waiting', 'waiting'])
    const table = (await cli.run(['dkim', 'list'])).out
    expect(table).toMatch(
      /^DOMAIN +SELECTOR +ALGORITHM +STATE +CREATED +SIGNS FROM +RETIRES +KEY +SIGNED +FAILED +LAST$/m,
    )
    expect((await cli.run(['dkim', 'rotate'])).code).toBe(5)
  })
})

describe('congvu dns', () => {
  it('check says what is missing, and nothing once what was printed is published', async () => {
    const before = await cli.run(['dns', 'check'])
    expect(before).toMatchObject({
      code: 3,
      err: 'congvu: 9 of 9 records are not right; congvu dns records prints them\n',
    })
    expect(
      before.out.match(/^missing +DKIM +TXT +\d{8}(-2)?-(rsa|ed25519)\._domainkey\.caobang\.gov\.vn +-$/gm),
    ).toHaveLength(4)
    const printed = (await cli.run(['dns', 'records'])).out
    expect(printed).toContain('; DKIM: publish it before the key signs\n')
    zone = publish(printed)
    const after = await cli.run(['dns', 'check'])
    expect(after).toMatchObject({ code: 0, err: '' })
    expect(after.out.match(/^right /gm)).toHaveLength(9)
  })

  it('check notices a key that is another one', async () => {
    const [key] = await cli.json<Key[]>('dkim', 'list')
    const name = key!.record.name.slice(0, -1)
    zone = {
      ...zone,
      [name]: { TXT: [['v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=']] },
    }
    const checked = await cli.run(['dns', 'check', '--json'])
    expect(checked.code).toBe(3)
    const wrong = (JSON.parse(checked.out) as OutputOf<'dns.check'>).filter(({ state }) => state !== 'right')
    expect(wrong).toMatchObject([{ name, purpose: 'DKIM', state: 'different' }])
  })
})
