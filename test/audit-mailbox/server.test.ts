/** The whole server: a mailbox opened by an operation, and a server that is killed right after it answered. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { auditorOf } from '../acceptance/auditor.ts'
import { ImapClient } from '../acceptance/imap-client.ts'
import { reason } from '../support/reason.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const kills = 4

it(`has what it showed on the trail in ${kills} kills right after an answer`, {
  timeout: 120_000,
}, async () => {
  const data = await mkdtemp(join(tmpdir(), 'congvu-audit-kill-'))
  try {
    let server = await startServer({ data })
    const opened = await (await auditorOf(data)).call('archive.mailbox.open', {
      agencies: ['sokhcn'],
    })
    const shown: string[] = []
    for (let round = 0; round < kills; round++) {
      shown.push(await readOne(server, opened, round))
      // The answer has just come; whatever the server had not written by then is lost.
      await server.kill()
      server = await startServer({ data })
    }
    const auditor = await auditorOf(data)
    const trail = await auditor.call('audit.log', { limit: 200 })
    const fetched = trail
      .filter(({ operation }) => operation === 'archive.mailbox.fetch')
      .map(({ detail }) => detail as { reason: string; words: string })
      .reverse()
    expect(fetched.map(({ words }) => words)).toEqual(shown)
    expect(fetched.every(each => each.reason === reason)).toBe(true)
    await server.stop()
  } finally {
    await rm(data, { recursive: true, force: true })
  }
})

/** Reads a letter; resolves with the words of the command as soon as the answer is there. */
async function readOne(
  server: ServerProcess,
  { user, password }: { readonly user: string; readonly password: string },
  round: number,
): Promise<string> {
  const account = { address: user, password } as Parameters<typeof ImapClient.logIn>[1]
  using client = await ImapClient.logIn(server.port('imaps'), account)
  const { lines } = await client.command('LIST "" *')
  const folder = lines.map(line => /"([^"]*sokhcn\/[^"]*)"$/.exec(line)?.[1]).find(Boolean)
  await client.command(`SELECT "${folder}"`)
  const words = `1 (UID BODY.PEEK[]<${round}.100>)`
  const { sections } = await client.command(`FETCH ${words}`)
  expect(sections.get(`BODY[]<${round}>`)).toHaveLength(100)
  return words
}
