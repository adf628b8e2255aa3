import { expect, it } from 'vitest'
import { defaultLimits } from '../../base/limits.ts'
import { optionalCapabilities, withDependents } from '../../ports/imap-capabilities.ts'
import type { ImapAccount, ImapBackend } from '../backend.ts'
import type { Connection } from '../connection/connection.ts'
import { plainModes } from '../wire/modes.ts'
import { capabilities } from './capability.ts'
import { type Offers, plainOffers } from './offers.ts'
import { capabilityOfCommand } from './optional.ts'

const backend = { authenticator: {} } as ImapBackend
const connection = { tlsExporter: undefined } as Connection

function announced(
  without: readonly string[],
  account: object = { watch: () => undefined, acl: {} },
  offers: Partial<Offers> = {},
): readonly string[] {
  const modes = { ...plainModes, without: new Set(without) }
  const limits = defaultLimits
  return capabilities({
    ...{ state: 'authenticated', secure: true, connection, modes, backend, limits },
    offers: { ...plainOffers, ...offers },
    account: account as ImapAccount,
  })
}

it('what can be turned off is announced, until it is', () => {
  const all = announced([], undefined, { uidOnly: true })
  for (const name of optionalCapabilities) {
    const gone = [...withDependents([name])]
    expect(all.map(each => each.toUpperCase())).toEqual(expect.arrayContaining(gone))
    expect(announced(gone, undefined, { uidOnly: true })).toEqual(
      all.filter(each => !gone.includes(each.toUpperCase())),
    )
  }
})

it('what the protocol needs cannot be turned off', () => {
  expect(announced(optionalCapabilities).slice(0, 4)).toEqual([
    'IMAP4rev1',
    'LITERAL+',
    'SASL-IR',
    'CHILDREN',
  ])
})

it('what goes with another one goes with it, and no further', () => {
  expect([...withDependents(['ACL'])]).toEqual(['ACL', 'RIGHTS=TEXK', 'LIST-MYRIGHTS'])
  expect([...withDependents(['SORT'])]).toEqual(['SORT', 'SORT=DISPLAY', 'ESORT', 'CONTEXT=SORT'])
  // RFC 9051 Appendix E: IMAP4rev2 contains it.
  expect([...withDependents(['IDLE'])]).toEqual(['IDLE', 'IMAP4REV2'])
  expect([...withDependents(['WITHIN'])]).toEqual(['WITHIN'])
  expect([...withDependents([])]).toEqual([])
})

it('commands belong to capabilities that can be turned off', () => {
  for (const name of capabilityOfCommand.values()) expect(optionalCapabilities).toContain(name)
})

it('rights are announced where there are any to tell', () => {
  expect(announced([], {})).not.toContain('ACL')
  expect(announced([])).toEqual(expect.arrayContaining(['ACL', 'RIGHTS=texk', 'LIST-MYRIGHTS']))
})

it('NOTIFY is announced where somebody can be told', () => {
  expect(announced([], {})).not.toContain('NOTIFY')
  expect(announced([])).toContain('NOTIFY')
})

it('one limit of messages is announced, and UIDONLY where it is chosen', () => {
  expect(announced([])).toContain('MESSAGELIMIT=4000000')
  expect(announced([]).join(' ')).not.toMatch(/SAVELIMIT|UIDONLY/)
  const chosen = announced([], undefined, { messageLimit: 'saves', uidOnly: true })
  expect(chosen).toEqual(expect.arrayContaining(['SAVELIMIT=4000000', 'UIDONLY']))
  expect(chosen.join(' ')).not.toContain('MESSAGELIMIT')
})
