/** What extensions show of letters: it is on the trail as BODY[] is, and changes nothing. */
import { expect, it } from 'vitest'
import { Place } from './place.ts'

const month = 'C&AaE- quan/sokhcn/2026-11'

it('takes a preview and a decoded part for reading, sizes and identifiers for none', async () => {
  await using place = await Place.make()
  const ids = await place.arrive({}, {})
  using client = await place.client()
  await client.command(`SELECT "${month}"`)
  const { custody } = place.store.read
  await client.command('UID FETCH 2 (EMAILID THREADID SAVEDATE BINARY.SIZE[1])')
  expect(await custody.acts(ids[1]!, 10)).toEqual([])
  await client.command('UID FETCH 2 (PREVIEW (LAZY))')
  await client.command('FETCH 2 BINARY.PEEK[1]')
  expect((await custody.acts(ids[1]!, 10)).map(({ operation }) => operation)).toEqual(
    Array(2).fill('archive.mailbox.fetch'),
  )
  await client.command('UIDBATCHES 500')
  expect((await place.acts()).at(-1)?.operation).toBe('archive.mailbox.uidbatches')
})

it('has no save dates, takes no messages, and names its folders', async () => {
  await using place = await Place.make()
  await place.arrive({})
  using client = await place.client()
  const said = async (text: string) => (await client.command(text)).lines.join('\n')
  expect(await said('CAPABILITY')).toContain(' APPENDLIMIT=0')
  expect(await said(`STATUS "${month}" (APPENDLIMIT MAILBOXID)`)).toMatch(
    /APPENDLIMIT 0 MAILBOXID \(A[0-9a-f]{32}\)/,
  )
  await client.command(`SELECT "${month}"`)
  expect(await said('FETCH 1 (SAVEDATE EMAILID)')).toContain('(SAVEDATE NIL EMAILID (M1))')
  expect(await said('SEARCH SAVEDATESUPPORTED')).toMatch(/\* SEARCH\r?\n|\* SEARCH$/m)
  // The date of arrival stands for it (RFC 8514 §4.3).
  expect(await said('SEARCH SAVEDSINCE 1-Jan-2020')).toContain('* SEARCH 1')
  for (const text of [
    'REPLACE 1 INBOX {15+}\r\nSubject: x\r\n\r\ny',
    'APPEND INBOX CATENATE (URL ";UID=1")',
  ]) {
    await expect(client.command(text), text).rejects.toThrow('NO [NOPERM] The account is for reading only')
  }
})
