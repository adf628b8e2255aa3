/** What is taken from an account is neither announced to it nor accepted from it; another one has it. */
import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import {
  accountCapabilities,
  type OptionalCapability,
  withDependents,
} from '../../src/ports/imap-capabilities.ts'
import { accounts, startImap } from './fixtures.ts'
import { letters } from './letters.ts'
import { MemoryStore } from './memory-store.ts'
import { Talk } from './talk.ts'

const [hanh, , mai] = accounts
const octet = '{1+}\r\na'

/** Commands that use it, with INBOX selected and one letter there. A name alone is one that ENABLE turns on. */
const uses = {
  IMAP4REV2: ['ENABLE IMAP4rev2'],
  ID: ['ID NIL'],
  ENABLE: ['ENABLE CONDSTORE'],
  IDLE: ['IDLE\r\nDONE'],
  NAMESPACE: ['NAMESPACE'],
  UIDPLUS: ['UID EXPUNGE 99'],
  MOVE: ['UID MOVE 99 Trash', 'MOVE 1 Trash'],
  UNSELECT: ['UNSELECT'],
  'SPECIAL-USE': ['LIST (SPECIAL-USE) "" "*"', 'LIST "" "*" RETURN (SPECIAL-USE)'],
  'CREATE-SPECIAL-USE': ['CREATE Kho (USE (\\Archive))'],
  'LIST-EXTENDED': ['LIST (SUBSCRIBED) "" "*"', 'LIST "" ("*")', 'LIST "" "*" RETURN (CHILDREN)'],
  'LIST-STATUS': ['LIST "" "*" RETURN (STATUS (MESSAGES))'],
  'STATUS=SIZE': ['STATUS INBOX (SIZE)'],
  ESEARCH: ['SEARCH RETURN (COUNT) ALL', 'UID SEARCH RETURN () ALL'],
  MULTIAPPEND: [`APPEND INBOX ${octet} ${octet}`],
  'COMPRESS=DEFLATE': ['COMPRESS DEFLATE'],
  UNAUTHENTICATE: ['UNAUTHENTICATE'],
  // Is told, and never asked for.
  INPROGRESS: [],
  BINARY: ['FETCH 1 BINARY[1]', 'FETCH 1 BINARY.PEEK[1]', 'FETCH 1 BINARY.SIZE[1]', `APPEND INBOX ~${octet}`],
  CATENATE: [`APPEND INBOX CATENATE (TEXT ${octet})`],
  'URL-PARTIAL': ['APPEND INBOX CATENATE (URL "/INBOX/;UID=1/;SECTION=TEXT/;PARTIAL=0.1")'],
  REPLACE: [`UID REPLACE 99 INBOX ${octet}`, `REPLACE 1 INBOX ${octet}`],
  SAVEDATE: [
    'FETCH 1 SAVEDATE',
    'SEARCH SAVEDON 1-Jan-2026',
    'SEARCH SAVEDBEFORE 1-Jan-2026',
    'SEARCH SAVEDSINCE 1-Jan-2026',
    'SEARCH NOT SAVEDATESUPPORTED',
  ],
  OBJECTID: [
    'FETCH 1 EMAILID',
    'FETCH 1 THREADID',
    'SEARCH EMAILID M1',
    'SEARCH THREADID T1',
    'STATUS INBOX (MAILBOXID)',
  ],
  PREVIEW: ['FETCH 1 PREVIEW', 'FETCH 1 (PREVIEW (LAZY))'],
  'UTF8=ACCEPT': ['ENABLE UTF8=ACCEPT', `APPEND INBOX UTF8 (~${octet})`],
  UIDBATCHES: ['UIDBATCHES 500'],
  QUOTA: ['GETQUOTA ""', 'GETQUOTAROOT INBOX', 'SETQUOTA "" (STORAGE 1)', 'STATUS INBOX (DELETED-STORAGE)'],
  METADATA: [
    'GETMETADATA "" /shared/comment',
    'SETMETADATA "" (/private/comment "x")',
    'ENABLE METADATA',
    'NOTIFY SET (PERSONAL (MailboxMetadataChange))',
  ],
  'LIST-METADATA': ['LIST "" "*" RETURN (METADATA (/private/comment))'],
  CONDSTORE: [
    'ENABLE CONDSTORE',
    'FETCH 1 MODSEQ',
    'FETCH 1 FLAGS (CHANGEDSINCE 1)',
    'SEARCH MODSEQ 1',
    'STATUS INBOX (HIGHESTMODSEQ)',
    'STORE 1 (UNCHANGEDSINCE 1) +FLAGS (x)',
    'SELECT INBOX (CONDSTORE)',
  ],
  QRESYNC: ['ENABLE QRESYNC', 'UID FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)', 'SELECT INBOX (QRESYNC (1 1))'],
  SORT: ['SORT (DATE) UTF-8 ALL', 'UID SORT (DATE) UTF-8 ALL'],
  'SORT=DISPLAY': ['SORT (DISPLAYFROM) UTF-8 ALL', 'UID SORT (REVERSE DISPLAYTO) UTF-8 ALL'],
  'THREAD=ORDEREDSUBJECT': ['THREAD ORDEREDSUBJECT UTF-8 ALL'],
  'THREAD=REFERENCES': ['UID THREAD REFERENCES UTF-8 ALL'],
  'THREAD=REFS': ['THREAD REFS UTF-8 ALL'],
  ESORT: ['SORT RETURN (COUNT) (DATE) UTF-8 ALL'],
  SEARCHRES: ['SEARCH RETURN (SAVE) ALL', 'FETCH $ UID', 'UID SEARCH $', 'SEARCH NOT UID $'],
  WITHIN: ['SEARCH OLDER 1', 'SEARCH NOT YOUNGER 1'],
  PARTIAL: ['SEARCH RETURN (PARTIAL 1:2) ALL', 'UID FETCH 1:* UID (PARTIAL -1:-2)'],
  'SEARCH=FUZZY': ['SEARCH FUZZY SUBJECT x', 'SEARCH NOT (FUZZY BODY x)'],
  NOTIFY: ['NOTIFY NONE'],
  MULTISEARCH: ['ESEARCH ALL', 'ESEARCH IN (PERSONAL) RETURN (COUNT) ALL'],
  'CONTEXT=SEARCH': [
    'SEARCH RETURN (CONTEXT COUNT) ALL',
    'UID SEARCH RETURN (UPDATE COUNT) ALL',
    'CANCELUPDATE "TAG"',
  ],
  'CONTEXT=SORT': [
    'SORT RETURN (CONTEXT COUNT) (DATE) UTF-8 ALL',
    'SORT RETURN (UPDATE COUNT) (DATE) UTF-8 ALL',
  ],
  ACL: ['MYRIGHTS INBOX', 'GETACL INBOX', 'LISTRIGHTS INBOX x', 'SETACL INBOX x l', 'DELETEACL INBOX x'],
  'LIST-MYRIGHTS': ['LIST "" "*" RETURN (MYRIGHTS)'],
  UIDONLY: ['ENABLE UIDONLY'],
} satisfies Record<OptionalCapability, readonly string[]>

async function scene(name: string) {
  const opened = new AsyncDisposableStack()
  const store = new MemoryStore(defaultLimits.keywords)
  for (const { id } of accounts) store.addBox(id)
  const offers = { uidOnly: true, messageLimit: 'commands' } as const
  const running = opened.use(
    await startImap(store, { without: [name], offers, limits: { badCommands: 100 } }),
  )
  const [denied, given] = [mai, hanh].map(async ({ address, password }) => {
    const talk = opened.use(await Talk.logIn(running.port, address, password))
    await talk.append(letters.get('short')!)
    await talk.run('SELECT INBOX')
    return talk
  })
  return {
    denied: await denied!,
    given: await given!,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

async function answer(talk: Talk, command: string): Promise<string> {
  return await talk.run(command.replace('TAG', talk.tag)).catch((error: Error) => error.message)
}

function named(text: string): string[] {
  return /^\* CAPABILITY (.*)\r$/m.exec(text)?.[1]?.split(' ') ?? []
}

describe.each(Object.entries(uses))('without %s', (name, commands) => {
  it('it is not announced, and what it brings is refused', async () => {
    await using at = await scene(name)
    const gone = withDependents([name])
    const all = named(await at.given.run('CAPABILITY'))
    expect(all.map(each => each.toUpperCase())).toContain(name)
    expect(named(await at.denied.run('CAPABILITY'))).toEqual(
      all.filter(each => !gone.has(each.toUpperCase())),
    )
    for (const command of commands) {
      const denied = await answer(at.denied, command)
      const given = await answer(at.given, command)
      if (command.startsWith('ENABLE ') && name !== 'ENABLE') {
        const extension = command.replace('ENABLE ', '')
        expect(denied).toMatch(/^\* ENABLED\r\n/)
        expect(given).toContain(`* ENABLED ${extension}\r\n`)
      } else if (name === 'URL-PARTIAL') {
        expect(denied).toMatch(/ NO \[BADURL /)
        expect(given).toMatch(/ OK \[APPENDUID /)
      } else {
        expect(denied, command).toMatch(/ BAD .+ is turned off for this account/)
        expect(given, command).not.toMatch(/^\w+ BAD /m)
      }
    }
  })
})

it('nothing is told of what an account is without', async () => {
  const store = new MemoryStore(defaultLimits.keywords)
  for (const { id } of accounts) store.addBox(id)
  await using running = await startImap(store, { without: ['OBJECTID', 'CONDSTORE'] })
  using talk = await Talk.logIn(running.port, mai.address, mai.password)
  const told = `${await talk.run('CREATE Moi')}${await talk.run('SELECT INBOX')}`
  expect(told).not.toMatch(/MAILBOXID|MODSEQ/)
  using other = await Talk.logIn(running.port, hanh.address, hanh.password)
  const all = `${await other.run('CREATE Moi')}${await other.run('SELECT INBOX')}`
  expect(all).toMatch(/MAILBOXID/)
  expect(all).toMatch(/HIGHESTMODSEQ/)
})

it('what a capability needs is one that there is', () => {
  const names: readonly string[] = accountCapabilities.map(({ name }) => name)
  for (const row of accountCapabilities) {
    for (const each of 'needs' in row ? row.needs : []) expect(names).toContain(each)
  }
})
