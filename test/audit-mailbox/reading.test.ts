import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { wholeProvince } from '../../src/ports/search.ts'
import { eventually, november, october, Place } from './place.ts'

const foldersOf = (lines: readonly string[]) =>
  lines.flatMap(line => (line.includes('\\Noselect') ? [] : (/"\/" "(.+)"$/.exec(line)?.[1] ?? [])))

// Modified UTF-7 (RFC 3501 §5.1.3) of the top levels.
const queries = 'Truy v&HqU-n'
const agencies = 'C&AaE- quan'
const province = 'To&AOA-n t&Hsk-nh'

it('shows agencies by month, the province by month, queries, and an empty INBOX', async () => {
  await using place = await Place.make()
  await place.arrive({ at: october }, { agency: 'thucphan' })
  using client = await place.client('thanhtra', { queries: [{ name: 'Phường', query: 'agency:thucphan' }] })
  const { lines } = await client.command('LIST "" *')
  expect(foldersOf(lines)).toEqual([
    'INBOX',
    `${agencies}/sokhcn/2026-10`,
    `${agencies}/thucphan/2026-11`,
    `${province}/2026-10`,
    `${province}/2026-11`,
    `${queries}/Ph&AbAe3Q-ng`,
  ])
  // Thunderbird shows what is subscribed to.
  expect(foldersOf((await client.command('LSUB "" *')).lines)).toHaveLength(6)
  const inbox = await client.command('SELECT INBOX')
  expect(inbox.lines).toContain('* 0 EXISTS')
  expect(inbox.status).toContain('[READ-ONLY]')
})

it('keeps no mod-sequences, and says so (RFC 7162 §3.1.2.2)', async () => {
  await using place = await Place.make()
  await place.arrive({})
  using client = await place.client()
  expect((await client.command('ENABLE QRESYNC')).lines).toEqual(['* ENABLED QRESYNC'])
  const folder = `"${agencies}/sokhcn/2026-11"`
  const selected = await client.command(`SELECT ${folder} (QRESYNC (1 1 1:9))`)
  expect(selected.status).toContain('OK [READ-ONLY]')
  expect(selected.lines).toContain('* OK [NOMODSEQ] No mod-sequences are kept')
  expect(selected.lines.join()).not.toMatch(/HIGHESTMODSEQ|VANISHED|FETCH/)
  const status = await client.command(`STATUS ${folder} (HIGHESTMODSEQ)`)
  expect(status.lines[0]).toContain('(HIGHESTMODSEQ 0)')
  for (const refused of [
    'FETCH 1 (MODSEQ)',
    'UID FETCH 1:* (UID) (CHANGEDSINCE 1 VANISHED)',
    'SEARCH MODSEQ 1',
  ])
    await expect(client.command(refused)).rejects.toThrow('BAD The mailbox has no mod-sequences')
  expect((await client.command('FETCH 1 (UID FLAGS)')).lines[0]).toMatch(
    /^\* 1 FETCH \(UID \d+ FLAGS \(\)\)$/,
  )
})

it('gives the octets of the wire under the number of the entry', async () => {
  await using place = await Place.make()
  const large = Buffer.concat([
    Buffer.from('Subject: =?UTF-8?B?QsOhbyBjw6Fv?=\r\nContent-Type: text/plain\r\n\r\n'),
    Buffer.alloc(1_500_000, 'Báo cáo quý IV\r\n'),
  ])
  const ids = await place.arrive({}, { agency: 'thucphan' }, { bytes: large }, { refused: true }, {})
  using client = await place.client()
  const selected = await client.command(`SELECT "${agencies}/sokhcn/2026-11"`)
  expect(selected.status).toContain('[READ-ONLY]')
  expect(selected.lines).toContain('* FLAGS ()')
  expect(selected.lines).toContain('* OK [PERMANENTFLAGS ()] No flags are kept')
  // Neither the other agency's nor the refused one.
  expect((await client.command('UID SEARCH ALL')).lines).toEqual([`* SEARCH ${ids[0]} ${ids[2]} ${ids[4]}`])
  for (const id of [ids[0]!, ids[2]!, ids[4]!]) {
    const entry = (await place.store.read.archive.entry(id))!
    const { sections, lines } = await client.command(`UID FETCH ${id} (FLAGS RFC822.SIZE BODY[])`)
    const hash = createHash('sha256').update(sections.get('BODY[]')!).digest()
    expect(hash.equals(entry.sha256)).toBe(true)
    expect(lines[0]).toContain(`FLAGS () RFC822.SIZE ${entry.sizeBytes} `)
  }
  // Reading left nothing: not even \\Seen.
  expect((await client.command('SEARCH SEEN')).lines).toEqual(['* SEARCH'])
  const found = await client.command(`UID FETCH ${ids[2]} (ENVELOPE BODYSTRUCTURE)`)
  expect(found.lines[0]).toContain('"=?UTF-8?B?QsOhbyBjw6Fv?="')
  expect((await client.command('UID SEARCH SUBJECT "báo cáo"')).lines).toEqual([`* SEARCH ${ids[2]}`])
  expect((await client.command(`UID SEARCH BODY "Công văn số"`)).lines[0]).toBe(
    `* SEARCH ${ids[0]} ${ids[4]}`,
  )
  expect((await client.command('UID SORT (REVERSE SIZE) UTF-8 ALL')).lines[0]).toMatch(`* SORT ${ids[2]} `)
  expect((await client.command('UID THREAD REFS UTF-8 ALL')).lines[0]).toContain(`(${ids[2]})`)
  // One mailbox at a time, and nothing that was not asked for.
  expect((await client.command('CAPABILITY')).lines[0]).not.toMatch(/MULTISEARCH|CONTEXT/)
  await expect(client.command('ESEARCH IN (personal) ALL')).rejects.toThrow('NO [CANNOT]')
  const { lines } = await client.command('UID SEARCH RETURN (UPDATE COUNT) ALL')
  expect(lines.at(-1)).toContain('* NO [NOUPDATE')
})

it('keeps UIDVALIDITY over restarts and mailboxes, and changes it with the letters that a name stands for', async () => {
  await using place = await Place.make()
  await place.arrive({}, {})
  const validity = async (folder: string, request = {}) => {
    using client = await place.client('thanhtra', request)
    const { lines } = await client.command(`STATUS "${folder}" (UIDVALIDITY UIDNEXT MESSAGES)`)
    return /UIDVALIDITY (\d+)/.exec(lines[0]!)?.[1]
  }
  const month = `${agencies}/sokhcn/2026-11`
  const first = await validity(month)
  expect(Number(first)).toBeGreaterThan(0)
  await place.restart()
  expect(await validity(month)).toBe(first)
  expect(await validity(month, { agencies: ['sokhcn'] })).toBe(first)
  const query = await validity(`${queries}/q`, { queries: [{ name: 'q', query: 'agency:sokhcn' }] })
  expect(await validity(`${queries}/q`, { queries: [{ name: 'q', query: 'agency:sokhcn' }] })).toBe(query)
  expect(await validity(`${queries}/q`, { queries: [{ name: 'q', query: 'agency:thucphan' }] })).not.toBe(
    query,
  )
  // As a store does that was put back from a copy: the numbers of its letters are given again.
  const db = new Database(join(place.dataDir, 'store.db'))
  db.exec(`INSERT INTO meta VALUES ('restored_at', 1795000000)`)
  db.close()
  await place.restart()
  expect(await validity(month)).not.toBe(first)
})

it('has no letter outside the scope, whatever the index says', async () => {
  await using place = await Place.make()
  const [early, own, other] = await place.arrive({ at: october }, {}, { agency: 'thucphan' })
  const scope = { agencies: [place.agency('sokhcn')], fromMs: november - 1000, beforeMs: null }
  await place.enrol('kiemtra', scope)
  place.index.ignoresScope = true
  using client = await place.client('kiemtra', { queries: [{ name: 'tat-ca', query: '' }] })
  expect(foldersOf((await client.command('LIST "" *')).lines)).toEqual([
    'INBOX',
    `${agencies}/sokhcn/2026-11`,
    `${queries}/tat-ca`,
  ])
  for (const folder of [
    `${province}/2026-11`,
    `${agencies}/thucphan/2026-11`,
    `${agencies}/sokhcn/2026-10`,
  ]) {
    await expect(client.command(`SELECT "${folder}"`)).rejects.toThrow('NO [NONEXISTENT]')
  }
  await client.command(`SELECT "${queries}/tat-ca"`)
  expect((await client.command('UID SEARCH ALL')).lines).toEqual([`* SEARCH ${own}`])
  const fetched = await client.command(`UID FETCH ${early},${other} (BODY[])`)
  expect(fetched.sections.size).toBe(0)
})

it('a mailbox is narrower than its operator, and never wider', async () => {
  await using place = await Place.make()
  await place.arrive({}, { agency: 'thucphan' })
  await place.enrol('kiemtra', { ...wholeProvince, agencies: [place.agency('sokhcn')] })
  await expect(place.open('kiemtra', { agencies: ['thucphan'] })).rejects.toThrow('outside your scope')
  using client = await place.client('thanhtra', { agencies: ['thucphan'] })
  const folders = foldersOf((await client.command('LIST "" *')).lines)
  expect(folders).toEqual(['INBOX', `${agencies}/thucphan/2026-11`])
})

it('shows what comes in the order of numbers, and takes away what is erased', async () => {
  await using place = await Place.make()
  const [first, second] = await place.arrive({}, {})
  using client = await place.client('thanhtra', { queries: [{ name: 'q', query: 'agency:sokhcn' }] })
  using month = await place.client()
  await client.command(`SELECT "${queries}/q"`)
  await month.command(`SELECT "${agencies}/sokhcn/2026-11"`)
  place.index.indexedTo = second!
  const [third, , fourth] = await place.arrive({}, { agency: 'thucphan' }, {})
  const told: string[] = []
  await eventually(async () => {
    told.push(...(await month.command('NOOP')).lines)
    return told.includes('* 4 EXISTS')
  })
  // The index is behind: the folder grows when it has caught up.
  expect((await client.command('UID SEARCH ALL')).lines).toEqual([`* SEARCH ${first} ${second}`])
  place.index.indexedTo = null
  await eventually(async () => (await client.command('NOOP')).lines.includes('* 4 EXISTS'))
  expect((await client.command('UID SEARCH ALL')).lines[0]).toBe(
    `* SEARCH ${first} ${second} ${third} ${fourth}`,
  )

  await place.store.write.audit({
    at: place.clock.now(),
    operator: 'luutru',
    role: 'auditor',
    operation: 'retention.erase',
    detail: JSON.stringify({ rule: 'thuong-5-nam', entries: [second] }),
  })
  const leaf = (await place.store.read.log.size()) - 1
  await eventually(async () => (await client.command('NOOP')).lines.includes('* 2 EXPUNGE'))
  const rest = [`* SEARCH ${first} ${third} ${fourth}`]
  expect((await client.command('UID SEARCH ALL')).lines).toEqual(rest)
  // A folder that is opened now never has it: neither while it is only condemned, nor when it is gone.
  await place.store.write.resumeErasures(leaf, [second!])
  for (let step = 0; step < 2; step++) {
    using later = await place.client()
    await later.command(`SELECT "${agencies}/sokhcn/2026-11"`)
    expect((await later.command('UID SEARCH ALL')).lines).toEqual(rest)
    expect((await later.command(`UID FETCH ${second} BODY[]`)).sections.size).toBe(0)
    const { entries } = await place.store.write.destroyCondemned(10, place.clock.now())
    expect(entries).toEqual(step === 0 ? [second] : [])
  }
})

it('goes on while the index does not answer, but for folders of queries', async () => {
  await using place = await Place.make()
  await place.arrive({})
  using query = await place.client('thanhtra', { queries: [{ name: 'q', query: 'agency:sokhcn' }] })
  using month = await place.client()
  await query.command(`SELECT "${queries}/q"`)
  await month.command(`SELECT "${agencies}/sokhcn/2026-11"`)
  place.index.fails = true
  await place.arrive({})
  await eventually(async () => (await month.command('NOOP')).lines.includes('* 2 EXISTS'))
  expect((await query.command('SEARCH ALL')).lines).toEqual(['* SEARCH 1'])
  await query.command('UNSELECT')
  await expect(query.command(`SELECT "${queries}/q"`)).rejects.toThrow('NO [UNAVAILABLE] The index')
  place.index.fails = false
  expect((await query.command(`SELECT "${queries}/q"`)).lines).toContain('* 2 EXISTS')
})

it('does not open a folder with more letters than the limit, and tells no counts of it', async () => {
  await using place = await Place.make({ auditFolderLetters: 2, auditOpenLetters: 3 })
  await place.arrive(
    {},
    {},
    {},
    { at: october },
    { at: october },
    { agency: 'thucphan' },
    { agency: 'thucphan' },
  )
  using client = await place.client('thanhtra', { queries: [{ name: 'q', query: 'agency:sokhcn' }] })
  const tooMany = 'NO [LIMIT] The folder has too many letters: narrow it by a query'
  await expect(client.command(`SELECT "${agencies}/sokhcn/2026-11"`)).rejects.toThrow(tooMany)
  await expect(client.command(`SELECT "${queries}/q"`)).rejects.toThrow(tooMany)
  const { lines } = await client.command(`LIST "" "${agencies}/*/%" RETURN (STATUS (MESSAGES))`)
  expect(lines.filter(line => line.includes('STATUS'))).toEqual([
    `* STATUS "${agencies}/sokhcn/2026-10" (MESSAGES 2)`,
    `* STATUS "${agencies}/thucphan/2026-11" (MESSAGES 2)`,
  ])
  // Nor more than so many in all folders together; one that two have open counts once.
  using second = await place.client()
  await client.command(`SELECT "${agencies}/sokhcn/2026-10"`)
  await second.command(`SELECT "${agencies}/sokhcn/2026-10"`)
  await expect(second.command(`SELECT "${agencies}/thucphan/2026-11"`)).rejects.toThrow('NO [LIMIT] Too many')
  await client.command('UNSELECT')
  await second.command(`SELECT "${agencies}/thucphan/2026-11"`)
})
