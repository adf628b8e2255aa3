/** nodemailer sends to imapflow, which waits in IDLE, then reads, flags, moves and deletes the letter. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import { simpleParser } from 'mailparser'
import { createTransport } from 'nodemailer'
import { variable } from './variable.ts'

const from = variable('E2E_USER')
const to = variable('E2E_OTHER_USER')
const subject = 'V/v góp ý dự thảo Kế hoạch chuyển đổi số năm 2027 của tỉnh Cao Bằng'
const text = 'Kính gửi: Sở Khoa học và Công nghệ.\n\nĐề nghị gửi ý kiến trước ngày 20/11/2026. Trân trọng.\n'
const fileName = 'Dự thảo Kế hoạch số 2511 KH-UBND.docx'
const attachment = randomBytes(300_000)
// The development certificate is self-signed.
const tls = { rejectUnauthorized: false }

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function send(): Promise<string> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: Number(variable('E2E_SUBMISSION')),
    requireTLS: true,
    tls,
    auth: { user: from, pass: variable('E2E_PASSWORD') },
  })
  const sent = await transport.sendMail({
    from: { name: 'Hoàng Thị Bích', address: from },
    to: { name: 'Triệu Đình Lê', address: to },
    subject,
    text,
    attachments: [{ filename: fileName, content: attachment }],
  })
  transport.close()
  assert.deepEqual(sent.rejected, [])
  return sent.messageId
}

async function arrival(client: ImapFlow, messageId: string): Promise<number> {
  for (const endsAt = Date.now() + 5000; Date.now() < endsAt; await delay(50)) {
    const found = await client.search({ header: { 'message-id': messageId } }, { uid: true })
    const uid = found ? found[0] : undefined
    if (uid !== undefined) return uid
  }
  throw new Error(`${messageId} did not arrive`)
}

async function check(client: ImapFlow, uid: number): Promise<void> {
  const message = await client.fetchOne(
    String(uid),
    { envelope: true, bodyStructure: true, flags: true, source: true, size: true },
    { uid: true },
  )
  assert(message !== false && message.source !== undefined)
  assert.equal(message.envelope?.subject, subject)
  assert.equal(message.envelope?.from?.[0]?.address, from)
  assert.equal(message.bodyStructure?.childNodes?.length, 2)
  assert.equal(message.size, message.source.length)
  const parsed = await simpleParser(message.source)
  assert.equal(parsed.text, text)
  const file = parsed.attachments[0]
  assert(file !== undefined)
  assert.equal(file.filename, fileName)
  assert.equal(sha256(file.content), sha256(attachment))
  const part = await client.download(String(uid), '2', { uid: true })
  assert(part.content !== undefined)
  const chunks: Buffer[] = []
  for await (const chunk of part.content) chunks.push(chunk)
  assert.equal(sha256(Buffer.concat(chunks)), sha256(attachment))
}

const client = new ImapFlow({
  host: '127.0.0.1',
  port: Number(variable('E2E_IMAPS')),
  secure: true,
  tls,
  auth: { user: to, pass: variable('E2E_OTHER_PASSWORD') },
  logger: false,
})
await client.connect()
const boxes = await client.list()
assert(boxes.some(box => box.specialUse === '\\Sent'))
await client.mailboxOpen('INBOX')
const uid = await arrival(client, await send())
await check(client, uid)
assert.equal(await client.messageFlagsAdd(String(uid), ['\\Seen', 'CongVan'], { uid: true }), true)

const folder = 'Lưu trữ năm 2026'
await client.mailboxCreate(folder)
const moved = await client.messageMove(String(uid), folder, { uid: true })
assert(moved !== false)
const movedUid = moved.uidMap?.get(uid)
assert(movedUid !== undefined)
await client.mailboxOpen(folder)
await check(client, movedUid)
const kept = await client.fetchOne(String(movedUid), { flags: true }, { uid: true })
assert(kept !== false && kept.flags?.has('\\Seen') === true && kept.flags.has('CongVan'))
assert.equal(await client.messageDelete(String(movedUid), { uid: true }), true)
const left = await client.status(folder, { messages: true })
assert(left !== false)
assert.equal(left.messages, 0)
await client.mailboxClose()
await client.mailboxDelete(folder)
await client.logout()
