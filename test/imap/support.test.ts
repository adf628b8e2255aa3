/** The table of what is announced, against a server that runs, and the linter that keeps it. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { ImapFlow } from 'imapflow'
import { describe, expect, it } from 'vitest'
import { announced, extensionProblems, rowOf } from '../../scripts/imap-support.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { extensions } from '../../src/imap/capability/support.ts'
import { accounts, startImap } from './fixtures.ts'
import { MemoryStore } from './memory-store.ts'

const [{ address, password }] = accounts

async function capabilitiesOf(mode: 'imap' | 'imaps'): Promise<string[]> {
  const store = new MemoryStore(defaultLimits.keywords)
  store.addBox(1)
  await using running = await startImap(store, { mode })
  if (mode === 'imap') {
    const socket = connect({ host: '127.0.0.1', port: running.port })
    const [greeting] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    return /\[CAPABILITY ([^\]]+)\]/.exec(greeting.toString())?.[1]?.split(' ') ?? []
  }
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: running.port,
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: address, pass: password },
    logger: false,
  })
  await client.connect()
  const names = [...client.capabilities].map(([name, value]) => (value === true ? name : `${name}=${value}`))
  await client.logout()
  return names
}

describe.each(['imap', 'imaps'] as const)('over %s', mode => {
  it('every name that a client is told has a line', async () => {
    const names = await capabilitiesOf(mode)
    expect(names.length).toBeGreaterThan(4)
    expect(names.filter(name => rowOf(name, extensions) === undefined)).toEqual([])
  })
})

describe('the linter', () => {
  it('finds names wherever they stand in the code, and none in remarks', () => {
    const source = `
import type { Session } from './Session.ts'
/** 'NOT-THIS' */
const always = ['IMAP4rev1', "LITERAL+"]
// 'NOR-THIS'
if (session.state !== 'not-authenticated') names.push(\`APPENDLIMIT=\${limits.messageBytes}\`, 'STATUS=SIZE')
`
    expect(announced(source)).toEqual(['IMAP4rev1', 'LITERAL+', 'APPENDLIMIT=', 'STATUS=SIZE'])
  })

  it('knows a row by its name, or by what stands before the value', () => {
    const row = { capability: 'APPENDLIMIT=', rfc: 7889, what: '', where: [], proof: [] }
    expect(rowOf('APPENDLIMIT=5000', [row])).toBe(row)
    expect(rowOf('APPENDLIMIT', [row])).toBeUndefined()
    expect(rowOf('STATUS=SIZE', [row])).toBeUndefined()
  })

  it('has nothing to say of the table as it is', () => {
    expect(extensionProblems(new URL('../..', import.meta.url).pathname)).toEqual([])
  })
})
