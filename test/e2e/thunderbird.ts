/**
 * Debian's Thunderbird over an account that is set up by hand: it shows an inbox with Vietnamese subjects, sends a
 * letter with an attachment from its own window, makes a folder, moves and flags a letter. Another client then asks
 * the server for all of it.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { startThunderbird } from '../support/thunderbird.ts'
import { certificateFile, letter, Observer, password, port, user, workDirectory } from './observer.ts'
import { variable } from './variable.ts'

await using stack = new AsyncDisposableStack()
const work = workDirectory('thunderbird', stack)
const observer = stack.use(await Observer.logIn())
const recipient = stack.use(await Observer.logIn(variable('E2E_OTHER_USER'), variable('E2E_OTHER_PASSWORD')))

const unique = `${Date.now()}`.slice(-6)
const subjects = [
  `Thunderbird ${unique}: Báo cáo kết quả chuyển đổi số quý IV`,
  `Thunderbird ${unique}: Giấy mời họp giao ban của Ủy ban nhân dân tỉnh`,
  `Thunderbird ${unique}: Đề nghị góp ý dự thảo Kế hoạch năm 2027`,
]
const folder = `Thunderbird lưu trữ ${unique}`
const sent = `Thunderbird ${unique}: Gửi kèm Tờ trình số 15`
const text = 'Kính gửi: Văn phòng Ủy ban nhân dân tỉnh.'
const fileName = 'Tờ trình số 15.bin'
const attachment = randomBytes(200_000)
writeFileSync(join(work, fileName), attachment)
for (const subject of subjects) await observer.imap.append('INBOX', letter(subject))
await observer.expectFolder(folder)

const thunderbird = stack.use(await startThunderbird())
const certificate = readFileSync(certificateFile, 'utf8')

const shown = await thunderbird.run<string[]>(
  `
  const [port, smtpPort, user, pass, serverPem, prefix] = args
  const server = signIn(port, user, pass, serverPem, user)
  sendThrough(smtpPort, user, pass, serverPem, server)
  const inbox = await wait('inbox', () => server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox))
  inbox.updateFolder(null)
  const subjects = () => [...inbox.messages].map(each => each.mime2DecodedSubject).filter(each => each.startsWith(prefix))
  await wait('letters', () => subjects().length === 3)
  return subjects().sort()
`,
  ...[port, Number(variable('E2E_SUBMISSIONS')), user, password, certificate, `Thunderbird ${unique}`],
)
assert.deepEqual(shown, subjects.toSorted())

const read = await thunderbird.run<string>(
  `
  const [wanted] = args
  const inbox = imapServer().rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox)
  const { window, within } = await openLetter(inbox, wanted)
  const text = await within(shown => {
    const read = shown.getMessagePaneBrowser().contentDocument?.body?.textContent
    return read?.includes('Trân trọng') && read
  })
  window.close()
  return text
`,
  subjects[0],
)
assert.match(read, /Kính gửi: Văn phòng\./)
await observer.until('a letter that Thunderbird marked as read', async () =>
  (await observer.held('INBOX')).some(each => each.subject === subjects[0] && each.flags.includes('\\Seen')),
)
console.log('Thunderbird shows three letters and marks one as read')

await thunderbird.run(
  `
  const [folderName, moved, flagged] = args
  const root = imapServer().rootFolder
  const inbox = root.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox)
  const header = subject => [...inbox.messages].find(each => each.mime2DecodedSubject === subject)
  root.createSubfolder(folderName, null)
  const made = await wait('the new folder', () => root.subFolders.find(each => each.name === folderName))
  inbox.markMessagesFlagged([header(flagged)], true)
  await new Promise((resolve, reject) => MailServices.copy.copyMessages(inbox, [header(moved)], made, true, {
    onStartCopy() {}, onProgress() {}, setMessageKey() {}, getMessageId() { return null },
    onStopCopy: status => status === 0 ? resolve() : reject(new Error('copy: ' + status)),
  }, null, false))
  await wait('the letter to leave', () => !header(moved))
`,
  ...[folder, subjects[1], subjects[2]],
)
await observer.until(
  'the moved letter',
  async () =>
    (await observer.folders()).includes(folder) &&
    (await observer.held(folder)).some(each => each.subject === subjects[1]),
)
await observer.until('the inbox without it, and one flagged', async () => {
  const held = await observer.held('INBOX')
  return (
    !held.some(each => each.subject === subjects[1]) &&
    held.some(each => each.subject === subjects[2] && each.flags.includes('\\Flagged'))
  )
})
console.log('Thunderbird makes a folder, moves a letter there and flags one')

await thunderbird.run(
  `
  const [to, subject, text, path] = args
  const compose = await composeLetter(imapServer(), { to, subject, text, path })
  compose.SendMessage()
  await wait('the letter to be sent', () => compose.closed)
`,
  ...[variable('E2E_OTHER_USER'), sent, text, join(work, fileName)],
)
const arrived = await recipient.until('the letter that was sent', async () =>
  (await recipient.held('INBOX')).find(each => each.subject === sent),
)
const copy = await observer.until('the copy of what was sent', async () =>
  (await observer.held('Sent')).find(each => each.subject === sent),
)
for (const { bytes } of [arrived, copy]) {
  const parsed = await simpleParser(bytes)
  assert.match(parsed.text ?? '', /^Kính gửi: Văn phòng Ủy ban nhân dân tỉnh\./)
  assert.equal(parsed.attachments[0]?.filename, fileName)
  assert.deepEqual(parsed.attachments[0]?.content, attachment)
}
console.log('Thunderbird sends a letter with an attachment, and files it')
