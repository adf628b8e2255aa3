/** Pieces of large parts without their encoding: what they are, and how much is read for them. */
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import type { MailboxStore } from '../../src/mailbox/backend.ts'
import { accounts, startImap } from './fixtures.ts'
import { MemoryStore } from './memory-store.ts'
import { Talk } from './talk.ts'

const [{ address, password }] = accounts
const frameBytes = 256 * 1024

/** A store that counts the octets of blobs that it gives. */
function counting(store: MemoryStore, count: (octets: number) => void): MailboxStore {
  const { blobs, ...rest } = store.read
  return {
    write: store.write,
    onCommit: listener => store.onCommit(listener),
    read: {
      ...rest,
      blobs: {
        ...blobs,
        async bytes(blob, range) {
          const bytes = await blobs.bytes(blob, range)
          count(bytes.length)
          return bytes
        },
        async *stream(blob, range) {
          for await (const chunk of blobs.stream(blob, range)) {
            count(chunk.length)
            yield chunk
          }
        },
      },
    },
  }
}

it.each([
  ['7bit', 'as it stands', 3000],
  ['base64', 'and what is before it once', 1_500_000 + frameBytes],
])('of %s cost what they are read from, %s', async (encoding, _, most) => {
  const plain = randomBytes(750_000).toString('hex')
  const body =
    encoding === 'base64' ? Buffer.from(plain).toString('base64').replace(/.{76}/g, '$&\r\n') : plain
  let octets = 0
  const store = new MemoryStore(defaultLimits.keywords)
  store.addBox(1)
  await using running = await startImap(counting(store, read => (octets += read)))
  using client = await Talk.logIn(running.port, address, password)
  await client.append(
    `Subject: Phu luc\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`,
  )
  await client.run('SELECT INBOX')
  octets = 0
  const answer = await client.run('FETCH 1 BINARY.PEEK[1]<1000000.3000>')
  expect(answer).toContain(`BINARY[1]<1000000> {3000}\r\n${plain.slice(1_000_000, 1_003_000)})`)
  expect(octets).toBeLessThanOrEqual(most)
})
