import { withMessages } from '../append/assemble.ts'
import { type AppendMessage, appendMessage } from '../append/message.ts'
import type { AppendRefusal } from '../backend.ts'
import { command, no, type Outcome, ok, refusal } from '../command.ts'
import { warnOfQuota } from '../mailboxes/quota.ts'
import { tooMany } from '../message-limit.ts'
import { mailbox } from '../wire/mailbox-name.ts'
import { formatSet } from '../wire/sequence-set.ts'

/** RFC 3501 §6.3.11, several messages at once by RFC 3502: `append = "APPEND" SP mailbox 1*append-message` */
export const append = command({
  parse(cursor) {
    cursor.space()
    const name = mailbox(cursor)
    const messages: AppendMessage[] = []
    do messages.push(appendMessage(cursor))
    while (!cursor.atEnd)
    if (messages.length > 1) cursor.needs('MULTIAPPEND')
    return { name, messages }
  },
  check: ({ limits: { imapCommandMessages: most } }, { messages }) =>
    messages.length > most ? tooMany(most) : undefined,
  async run(session, { name, messages }) {
    // TRYCREATE comes before a URL that cannot be read: nothing else tells the client of the mailbox.
    const hasUrls = messages.some(({ pieces }) => pieces.some(({ kind }) => kind === 'url'))
    if (hasUrls && (await session.account.status(name)) === undefined)
      return refusal({ reason: 'not-found' }, 'TRYCREATE')
    return await withMessages(session, messages, async made => {
      const appended = await session.account.append(name, made)
      if (!appended.ok) {
        const { error } = appended
        return error.reason === 'refused' ? refusedMessage(error) : refusal(error, 'TRYCREATE')
      }
      await warnOfQuota(session, name)
      const { uidValidity, uids } = appended.value
      return ok('APPEND completed', `APPENDUID ${uidValidity} ${formatSet(uids)}`)
    })
  },
})

/** RFC 5530 §3. */
export function refusedMessage({ text, temporary }: AppendRefusal): Outcome {
  return no(text, temporary ? 'UNAVAILABLE' : 'CANNOT')
}
