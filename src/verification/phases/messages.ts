/** What is in boxes refers to views. */
import type { RowKey } from '../../ports/evidence.ts'
import { definePhase } from '../run.ts'

interface Position {
  readonly after: RowKey
  readonly done: number
}

const rowsAtATime = 1024

export const messagesPhase = definePhase<Position>({
  name: 'messages',
  begin: async () => ({ after: null, done: 0 }),
  async step(run, { after, done }) {
    const messages = await run.parts.evidence.messages(after, rowsAtATime)
    for (const { mailbox, uid, mailboxExists, viewBytes, sizeBytes } of messages) {
      const place = `mailbox ${mailbox}, UID ${uid}`
      if (!mailboxExists) run.findings.add('message', place, 'is in a mailbox that is not there')
      if (viewBytes === null) run.findings.add('message', place, 'shows a view that is not there')
      else if (viewBytes !== sizeBytes)
        run.findings.add('message', place, `is of ${sizeBytes} bytes, and what it shows of ${viewBytes}`)
      run.tally.messages++
    }
    const last = messages.at(-1)
    if (last === undefined || messages.length < rowsAtATime) return null
    return { after: [last.mailbox, last.uid], done: done + messages.length }
  },
  work: ({ bounds }) => bounds.messages,
  done: ({ bounds }, { done }) => Math.min(done, bounds.messages),
})
