/**
 * What an official can do in an office's mailbox with which rights (RFC 4314 §4): each operation is done with exactly the
 * rights that it needs, and refused, with nothing changed, when any one of them is missing and all others are there.
 * Without the right to read, or to look up, no command tells what is in the mailbox, or that there is one.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { rightBits } from '../../src/ports/shares.ts'
import { accounts, startImap } from './fixtures.ts'
import { makeSqliteStore } from './stores.ts'
import { Talk } from './talk.ts'

const [hanh, tho, , office] = accounts
const everyRight = Object.keys(rightBits).join('')
const marker = 'Mat-ma-7391'
const prefix = 'Hộp thư chung/vanthu.sokhcn'
const wirePrefix = 'H&Htk-p th&AbA- chung/vanthu.sokhcn'

const secret = [
  `From: <dan@langson.gov.vn>`,
  'To: <vanthu.sokhcn@caobang.gov.vn>',
  `Subject: ${marker}`,
  'Date: Mon, 23 Nov 2026 08:00:00 +0700',
  `Message-ID: <${marker}@langson.gov.vn>`,
  '',
  `${marker}: toan van.`,
  '',
].join('\r\n')
const plain = 'Subject: Thu cua toi\r\n\r\nKinh gui.\r\n'

const opened = new AsyncDisposableStack()
let port: number
let clerk: Talk
let made = 0

beforeAll(async () => {
  const { store } = opened.use(await makeSqliteStore({}))
  port = opened.use(await startImap(store)).port
  clerk = opened.use(await Talk.logIn(port, office.address, office.password))
  // With some right somewhere the office is there for her.
  await clerk.run(`SETACL Junk ${hanh.address} p`)
})

afterAll(() => opened.disposeAsync())

const literal = (letter: string) => `{${Buffer.byteLength(letter)}+}\r\n${letter}`

/** Whatever is answered, refusals too, without its tag. */
async function answer(talk: Talk, command: string): Promise<string> {
  const text = await talk.run(command).catch((error: Error) => error.message)
  return text.replaceAll(new RegExp(`^${talk.tag} `, 'gm'), '')
}

const isDone = (text: string) => /^OK /m.test(text)

/** A mailbox of the office with two letters and an annotation, in which Hạnh has these rights. */
async function mailboxWith(rights: string): Promise<string> {
  const name = `Ho so ${++made} ${marker}`
  await clerk.run(`CREATE "${name}"`)
  await clerk.run(`APPEND "${name}" (\\Answered) ${literal(secret)} () ${literal(secret)}`)
  await clerk.run(`SETMETADATA "${name}" (/shared/comment "${marker}")`)
  if (rights !== '') await clerk.run(`SETACL "${name}" ${hanh.address} ${rights}`)
  return name
}

/** All that others see of a mailbox, and of those below it. */
async function picture(name: string): Promise<string> {
  const asked = [
    `EXAMINE "${name}"`,
    `FETCH 1:* (UID FLAGS BODY.PEEK[])`,
    'UNSELECT',
    `LIST "" "${name}*"`,
    `GETACL "${name}"`,
    `GETMETADATA (DEPTH infinity) "${name}" /shared`,
  ]
  const told: string[] = []
  for (const command of asked) {
    const text = await answer(clerk, command)
    told.push(command.startsWith('EXAMINE') ? `${isDone(text)}` : text.replaceAll(/ ?\\Recent/g, ''))
  }
  return told.join('')
}

interface Operation {
  readonly name: string
  /** Beside `l` and `r`, where it is selected. */
  readonly needs: string
  /** One of several that will do. */
  readonly also?: string
  /** It is done in the mailbox after SELECT; else by its name. */
  readonly selected?: true
  /** `@` stands for the mailbox's name. */
  readonly command: string
  /** Others see nothing of it. */
  readonly unseen?: true
}

const operations: readonly Operation[] = [
  { name: 'SELECT', needs: 'r', command: 'SELECT "@"', unseen: true },
  { name: 'EXAMINE', needs: 'r', command: 'EXAMINE "@"', unseen: true },
  { name: 'STATUS', needs: 'r', command: 'STATUS "@" (MESSAGES UNSEEN HIGHESTMODSEQ SIZE)', unseen: true },
  { name: 'SUBSCRIBE', needs: 'l', command: 'SUBSCRIBE "@"', unseen: true },
  { name: 'APPEND', needs: 'i', command: `APPEND "@" ${literal(plain)}` },
  { name: 'CREATE', needs: 'k', command: 'CREATE "@/Con"' },
  { name: 'CREATE far below', needs: 'k', command: 'CREATE "@/Con/Chau"' },
  { name: 'DELETE', needs: 'x', command: 'DELETE "@"' },
  { name: 'RENAME below itself', needs: 'xk', command: 'RENAME "@/Cu" "@/Moi"' },
  { name: 'SETACL', needs: 'a', command: `SETACL "@" ${tho.address} lr` },
  { name: 'DELETEACL', needs: 'a', command: `DELETEACL "@" ${hanh.address}` },
  { name: 'GETACL', needs: 'a', command: 'GETACL "@"', unseen: true },
  { name: 'LISTRIGHTS', needs: 'a', command: `LISTRIGHTS "@" ${tho.address}`, unseen: true },
  { name: 'GETMETADATA', needs: 'l', also: 'p', command: 'GETMETADATA "@" /shared/comment', unseen: true },
  {
    ...{ name: 'SETMETADATA of one’s own', needs: 'l', also: 'p', unseen: true },
    command: 'SETMETADATA "@" (/private/comment "rieng")',
  },
  { name: 'SETMETADATA of all', needs: 'lw', command: 'SETMETADATA "@" (/shared/comment "khac")' },
  { name: 'GETQUOTAROOT', needs: 'r', command: 'GETQUOTAROOT "@"', unseen: true },
  { name: 'STORE \\Seen', needs: 's', selected: true, command: 'STORE 1 +FLAGS (\\Seen)', unseen: true },
  { name: 'STORE \\Deleted', needs: 't', selected: true, command: 'STORE 1 +FLAGS.SILENT (\\Deleted)' },
  { name: 'STORE \\Flagged', needs: 'w', selected: true, command: 'UID STORE 1 +FLAGS (\\Flagged)' },
  { name: 'STORE a keyword', needs: 'w', selected: true, command: 'STORE 1 +FLAGS ($Phieu)' },
  { name: 'STORE less a flag', needs: 'w', selected: true, command: 'STORE 1 -FLAGS (\\Answered)' },
  { name: 'EXPUNGE', needs: 'e', selected: true, command: 'EXPUNGE' },
  { name: 'UID EXPUNGE', needs: 'e', selected: true, command: 'UID EXPUNGE 1:*' },
  { name: 'MOVE home', needs: 'te', selected: true, command: 'MOVE 1 INBOX' },
  { name: 'MOVE into itself', needs: 'tei', selected: true, command: 'UID MOVE 1 "@"' },
  { name: 'COPY into itself', needs: 'i', selected: true, command: 'COPY 1 "@"' },
  { name: 'REPLACE in place', needs: 'tei', selected: true, command: `REPLACE 1 "@" ${literal(plain)}` },
  {
    ...{ name: 'REPLACE by one at home', needs: 'te', selected: true },
    command: `UID REPLACE 1 Drafts ${literal(plain)}`,
  },
]

/** Does it as Hạnh, who has these rights. */
async function attempt(operation: Operation, rights: string) {
  const name = await mailboxWith('')
  if (/EXPUNGE/.test(operation.name)) {
    await clerk.run(`SELECT "${name}"`)
    await clerk.run('STORE 2 +FLAGS.SILENT (\\Deleted)')
    await clerk.run('UNSELECT')
  }
  if (operation.name.startsWith('RENAME')) await clerk.run(`CREATE "${name}/Cu"`)
  for (const each of operation.name.startsWith('RENAME') ? [name, `${name}/Cu`] : [name])
    if (rights !== '') await clerk.run(`SETACL "${each}" ${hanh.address} ${rights}`)
  const before = await picture(name)
  using talk = await Talk.logIn(port, hanh.address, hanh.password)
  if (operation.selected) await talk.run(`SELECT "${prefix}/${name}"`)
  const text = await answer(talk, operation.command.replaceAll(/@(?=["/])/g, `${prefix}/${name}`))
  const after = await picture(name)
  await remove(name)
  return { text, before, after }
}

/** With all that is below it. */
async function remove(name: string): Promise<void> {
  const listed = [...(await clerk.run(`LIST "" "${name}*"`)).matchAll(/"\/" "(.*)"\r\n/g)]
  for (const [, each] of listed.toReversed()) await clerk.run(`DELETE "${each}"`)
}

const without = (letters: string) => [...everyRight].filter(letter => !letters.includes(letter)).join('')

describe.each(operations)('$name', operation => {
  const { needs, also = '', selected, unseen } = operation

  it(`is done with ${needs}`, async () => {
    const { text, before, after } = await attempt(operation, (selected ? 'r' : '') + needs + also)
    expect(text).toMatch(/^OK /m)
    if (unseen) expect(after).toBe(before)
    else expect(after).not.toBe(before)
  })

  it.each([...needs])(`is refused without %s, and nothing changes`, async missing => {
    const { text, before, after } = await attempt(operation, without(missing))
    expect(text).toMatch(
      /^NO \[(NOPERM\] You have no right to do that|NONEXISTENT\] There is no such mailbox)/m,
    )
    // Where the mailbox may be looked up, it is told which of the two it is.
    if (missing !== 'l') expect(text).toContain('NOPERM')
    expect(after).toBe(before)
  })
})

describe('without the right to read', () => {
  it.each(['', 'l', 'i', 'k', 'x', 'li', without('r').replace('a', '')])(
    'with «%s» nothing is told',
    async rights => {
      const name = await mailboxWith(rights)
      using talk = await Talk.logIn(port, hanh.address, hanh.password)
      const path = `${prefix}/${name}`
      const url = `/${encodeURIComponent(prefix)}/${encodeURIComponent(name)}/;UID=1`.replaceAll('%2F', '/')
      const asked = [
        `SELECT "${path}"`,
        `EXAMINE "${path}" (QRESYNC (1 1))`,
        `STATUS "${path}" (MESSAGES RECENT UIDNEXT UNSEEN SIZE HIGHESTMODSEQ DELETED DELETED-STORAGE MAILBOXID)`,
        `LIST "" "${prefix}/*" RETURN (STATUS (MESSAGES UNSEEN SIZE))`,
        `ESEARCH IN (mailboxes "${path}") RETURN (ALL COUNT) ALL`,
        'ESEARCH IN (subtree "Hộp thư chung") RETURN (ALL) SUBJECT 7391',
        'ESEARCH IN (subscribed personal) RETURN (ALL) TEXT 7391',
        `APPEND Drafts CATENATE (URL "${url}")`,
        `APPEND Drafts CATENATE (URL "${url}/;SECTION=HEADER/;PARTIAL=0.5")`,
        `GETQUOTAROOT "${path}"`,
        `GETQUOTA ${office.address}`,
        `NOTIFY SET STATUS (subtree "Hộp thư chung" (MessageNew MessageExpunge FlagChange))`,
      ]
      for (const command of asked) {
        const text = await answer(talk, command)
        expect(text, command).not.toMatch(
          /MESSAGES \d|UNSEEN \d|SIZE \d|^\* ESEARCH.*H&Htk|EXISTS|MODSEQ|QUOTA "v/m,
        )
        if (!/^(LIST|ESEARCH|NOTIFY)/.test(command)) expect(text, command).toMatch(/^(NO|BAD) /m)
      }
      await clerk.run(`APPEND "${name}" ${literal(secret)}`)
      await clerk.run(`SELECT "${name}"`)
      await clerk.run('STORE 1 +FLAGS.SILENT (\\Flagged)')
      await clerk.run('UNSELECT')
      for (let turn = 0; turn < 2; turn++)
        expect(await answer(talk, 'NOOP')).not.toMatch(/STATUS|EXISTS|FETCH|SEARCH/)
      await remove(name)
    },
  )
})

describe('when the right to read is taken away from an open session', () => {
  it.each([
    'NOOP',
    'FETCH 1:* (FLAGS PREVIEW BODY.PEEK[])',
    'UID SEARCH RETURN (ALL) SUBJECT 7391',
    'SORT (SUBJECT) UTF-8 ALL',
    'THREAD REFERENCES UTF-8 ALL',
    'STORE 1 +FLAGS (\\Seen)',
    'COPY 1 INBOX',
    'ESEARCH IN (selected) RETURN (ALL) ALL',
    'APPEND Drafts CATENATE (URL ";UID=1")',
    'IDLE',
  ])('%s shows nothing more', async command => {
    const name = await mailboxWith('lrs')
    const before = await picture(name)
    using talk = await Talk.logIn(port, hanh.address, hanh.password)
    await talk.run(`SELECT "${prefix}/${name}"`)
    await talk.run('SEARCH RETURN (UPDATE COUNT) ALL')
    await clerk.run(`SETACL "${name}" ${hanh.address} l`)
    await clerk.run(`APPEND "${name}" ${literal(secret)}`)
    const text = await answer(talk, command)
    expect(text).toMatch(/^\* BYE Your right to read the mailbox was withdrawn/m)
    expect(text).not.toMatch(/FETCH|SEARCH|SORT|THREAD|EXISTS|COPYUID|APPENDUID|7391/)
    const after = await picture(name)
    expect(after.replace(/\* 3 FETCH[\s\S]*?\)\r\n/, '').replace(/ l\r/, ' lrs\r')).toBe(before)
    await remove(name)
  })
})

describe('without the right to look it up', () => {
  it.each(['', 'r', 'i', 'swipkxte', 'rswipkxte'])('with «%s» the name is told nowhere', async rights => {
    const name = await mailboxWith(rights)
    using talk = await Talk.logIn(port, hanh.address, hanh.password)
    const path = `${prefix}/${name}`
    const events = 'MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange MailboxMetadataChange'
    const asked = [
      'LIST "" "*"',
      'LIST "" ("*" "Hộp thư chung/%" "Hộp thư chung/%/%") RETURN (SUBSCRIBED CHILDREN MYRIGHTS METADATA (/shared/comment))',
      'LIST (SUBSCRIBED RECURSIVEMATCH) "" "*"',
      'LSUB "" "*"',
      'ESEARCH IN (subtree "Hộp thư chung") RETURN (ALL) SUBJECT 7391',
      `NOTIFY SET STATUS (subtree "Hộp thư chung" (${events})) (mailboxes "${path}" (${events}))`,
      'ENABLE METADATA',
    ]
    for (const command of asked) {
      const text = await answer(talk, command)
      expect(text, command).toMatch(/^OK /m)
      expect(text, command).not.toContain(name)
    }
    const hidden = [
      `SUBSCRIBE "${path}"`,
      `GETMETADATA "${path}" /shared/comment`,
      `SETMETADATA "${path}" (/private/comment "x")`,
      `GETACL "${path}"`,
      `SETACL "${path}" ${tho.address} lr`,
      `LISTRIGHTS "${path}" ${tho.address}`,
    ]
    for (const command of hidden)
      expect(await answer(talk, command), command).toMatch(/^NO \[NONEXISTENT\] There is no such mailbox/m)
    await clerk.run(`APPEND "${name}" ${literal(secret)}`)
    await clerk.run(`SETMETADATA "${name}" (/shared/comment "khac")`)
    await clerk.run(`CREATE "${name}/Con"`)
    await clerk.run(`RENAME "${name}" "Doi ten ${marker}"`)
    for (let turn = 0; turn < 2; turn++)
      expect(await answer(talk, 'NOOP')).not.toMatch(/LIST|METADATA|STATUS/)
    await remove(`Doi ten ${marker}`)
  })

  it('a mailbox is as one that is not there, in each answer of the same command', async () => {
    const name = await mailboxWith('')
    const other = await mailboxWith('lrk')
    using talk = await Talk.logIn(port, hanh.address, hanh.password)
    const commands = [
      'SELECT "@"',
      'STATUS "@" (MESSAGES)',
      'MYRIGHTS "@"',
      'GETACL "@"',
      'DELETE "@"',
      'RENAME "@" "@ moi"',
      'SUBSCRIBE "@"',
      'UNSUBSCRIBE "@"',
      'GETMETADATA "@" /shared/comment',
      'GETQUOTAROOT "@"',
      'CREATE "@"',
      'CREATE "@/Con"',
      `RENAME "${prefix}/${other}" "@"`,
      `APPEND "@" ${literal(plain)}`,
    ]
    for (const command of commands) {
      const there = await answer(talk, command.replaceAll('@', `${prefix}/${name}`))
      const nowhere = await answer(talk, command.replaceAll('@', `${prefix}/Khong co gi`))
      const masked = (text: string, told: string) => text.replaceAll(`${wirePrefix}/${told}`, '@')
      expect(masked(there, name), command).toBe(masked(nowhere, 'Khong co gi'))
    }
  })
})

it('annotations take one of the rights to the messages, beside l', async () => {
  const name = await mailboxWith('lkxte')
  using talk = await Talk.logIn(port, hanh.address, hanh.password)
  for (const command of ['GETMETADATA "@" /shared/comment', 'SETMETADATA "@" (/private/comment "x")'])
    expect(await answer(talk, command.replace('@', `${prefix}/${name}`))).toMatch(/^NO \[NOPERM\]/m)
  expect(await answer(talk, `LIST "" "${prefix}/${name}" RETURN (METADATA (/shared/comment))`)).toBe(
    `* LIST (\\HasNoChildren) "/" "${wirePrefix}/${name}"\r\nOK LIST completed\r\n`,
  )
  // One who knows no annotation hears of none (RFC 5465 §5).
  await talk.run(`NOTIFY SET (subtree "Hộp thư chung" (MailboxName MailboxMetadataChange))`)
  await clerk.run(`SETMETADATA "${name}" (/shared/comment "khac")`)
  for (let turn = 0; turn < 2; turn++) expect(await answer(talk, 'NOOP')).not.toContain('METADATA')
  await remove(name)
})

describe('flags that somebody may not set', () => {
  it.each([
    ['ri', ''],
    ['ris', '\\Seen'],
    ['rit', '\\Deleted'],
    ['riw', '$Phieu \\Flagged'],
    ['riswt', '$Phieu \\Deleted \\Flagged \\Seen'],
  ])('with %s an APPEND and a COPY keep «%s»', async (rights, kept) => {
    const name = await mailboxWith(rights)
    using talk = await Talk.logIn(port, hanh.address, hanh.password)
    const path = `${prefix}/${name}`
    await talk.run(`APPEND "${path}" (\\Seen \\Deleted \\Flagged $Phieu) ${literal(plain)}`)
    await talk.run(`APPEND INBOX (\\Seen \\Deleted \\Flagged $Phieu) ${literal(plain)}`)
    await talk.run('SELECT INBOX')
    await talk.run(`COPY * "${path}"`)
    await talk.run(`EXAMINE "${path}"`)
    const fetched = await talk.run('FETCH 3:4 FLAGS')
    const flags = [...fetched.matchAll(/FLAGS \(([^)]*)\)/g)].map(([, each]) =>
      each!
        .split(' ')
        .filter(flag => flag !== '\\Recent')
        .sort()
        .join(' '),
    )
    expect(flags).toEqual([kept, kept])
  })

  it('reading sets \\Seen with s alone', async () => {
    for (const [rights, flags] of [
      ['lr', ''],
      ['lrs', '\\Seen'],
      ['lrwite', ''],
    ] as const) {
      const name = await mailboxWith(rights)
      using talk = await Talk.logIn(port, hanh.address, hanh.password)
      await talk.run(`SELECT "${prefix}/${name}"`)
      await talk.run('FETCH 2 BODY[TEXT]')
      expect((await talk.run('FETCH 2 FLAGS')).replace(/ ?\\Recent ?/, '')).toContain(`FLAGS (${flags})`)
    }
  })
})

it('rights that go between being looked at and the mailbox being opened are not had', async () => {
  await using own = await makeSqliteStore({})
  const { store } = own
  const box = await store.read.mailboxes.byName(office.id, 'INBOX')
  const change = (rights: number) =>
    store.write.changeShare({
      ...{ office: office.id, mailbox: box!.id, person: hanh.id, rights },
      ...{ mode: 'replace', negative: false },
    })
  await change(rightBits.l | rightBits.r)
  const { shares } = store.read
  const look = shares.mailboxFor.bind(shares)
  vi.spyOn(shares, 'mailboxFor').mockImplementation(async (...asked) => {
    const found = await look(...asked)
    if (found !== undefined) await change(0)
    return found
  })
  await using running = await startImap(store)
  using talk = await Talk.logIn(running.port, hanh.address, hanh.password)
  expect(await answer(talk, `SELECT "${prefix}/INBOX"`)).toMatch(/^NO \[NONEXISTENT\]/m)
  expect(await answer(talk, 'FETCH 1:* FLAGS')).toMatch(/^BAD /m)
})
