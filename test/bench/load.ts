/**
 * The SMTP load: some connections, each sending letter after letter with MAIL, RCPT and DATA pipelined
 * (RFC 2920), as one mail exchanger sends to another. One process, raw sockets, bytes built beforehand: it must
 * cost little beside the servers it measures.
 */
import { connect, type Socket } from 'node:net'
import { type Letter, numberLetter, sender, senderDomain } from './letters.ts'

export interface LoadPlan {
  readonly port: number
  readonly connections: number
  readonly letter: Letter
  /** Connection n writes to recipient n, and begins again after the last. */
  readonly recipients: readonly string[]
  /** The load ends at whichever comes first. */
  readonly durationMs: number
  readonly letters: number
}

export interface LoadResult {
  /** `performance.now()` of the first command. */
  readonly startedAt: number
  readonly sent: number
  readonly perRecipient: ReadonlyMap<string, number>
}

const endOfData = Buffer.from('\r\n.\r\n')
const endAfterLine = Buffer.from('.\r\n')
const LF = 0x0a
const space = 0x20

/** Calls `onReply` with the first digit of each complete reply. */
function replyReader(onReply: (digit: number, line: string) => void): (chunk: Buffer) => void {
  let carried: Buffer | undefined
  return chunk => {
    const data = carried === undefined ? chunk : Buffer.concat([carried, chunk])
    let start = 0
    for (let end = data.indexOf(LF, start); end >= 0; end = data.indexOf(LF, start)) {
      // `250-` continues a reply, `250 ` (or a bare `250`) ends it (RFC 5321 §4.2.1).
      const mark = data[start + 3]
      if (mark === space || mark === 0x0d) {
        const digit = (data[start] ?? 0x35) - 0x30
        onReply(digit, digit <= 3 ? '' : data.toString('utf8', start, end).trimEnd())
      }
      start = end + 1
    }
    carried = start < data.length ? data.subarray(start) : undefined
  }
}

interface Lane {
  readonly socket: Socket
  /** Sends letters until `more` says stop; resolves with their number. */
  send(more: () => number): Promise<number>
}

function lane(plan: LoadPlan, index: number): Promise<Lane> {
  const recipient = plan.recipients[index % plan.recipients.length] ?? ''
  const head = Buffer.from(plan.letter.head)
  const { body, digits } = plan.letter
  const end = body.subarray(-2).equals(endOfData.subarray(0, 2)) ? endAfterLine : endOfData
  const size = head.length + body.length
  const envelope = Buffer.from(
    `MAIL FROM:<${sender}> BODY=8BITMIME SIZE=${size}\r\nRCPT TO:<${recipient}>\r\nDATA\r\n`,
  )
  const socket = connect({ host: '127.0.0.1', port: plan.port, noDelay: true })

  return new Promise((resolveLane, rejectLane) => {
    let fail: (error: Error) => void = rejectLane
    let onReply: (digit: number, line: string) => void = () => {}
    const broken = (what: string) => fail(new Error(`SMTP on port ${plan.port}: ${what}`))
    socket.on('error', error => broken(error.message))
    socket.on('close', () => broken('the server closed the connection'))
    socket.on(
      'data',
      replyReader((digit, line) => onReply(digit, line)),
    )

    function send(more: () => number): Promise<number> {
      return new Promise((resolve, reject) => {
        fail = reject
        let sent = 0
        let replies = 0
        const next = () => {
          const number = more()
          if (number < 0) {
            socket.removeAllListeners('close')
            socket.end('QUIT\r\n')
            resolve(sent)
            return
          }
          numberLetter(head, digits, number)
          replies = 0
          socket.write(envelope)
        }
        onReply = (digit, line) => {
          if (digit > 3) return broken(line)
          replies += 1
          if (replies === 3) {
            socket.cork()
            socket.write(head)
            socket.write(body)
            socket.write(end)
            socket.uncork()
          } else if (replies === 4) {
            sent += 1
            next()
          }
        }
        next()
      })
    }

    let greeted = false
    onReply = (digit, line) => {
      if (digit !== 2) return broken(line)
      if (greeted) return resolveLane({ socket, send })
      greeted = true
      socket.write(`EHLO mx.${senderDomain}\r\n`)
    }
  })
}

let lastNumber = 0

/** Connects everything, then starts the clock and sends. */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const lanes = await Promise.all(Array.from({ length: plan.connections }, (_, i) => lane(plan, i)))
  const startedAt = performance.now()
  const endsAt = startedAt + plan.durationMs
  let begun = 0
  const more = () => {
    if (begun >= plan.letters || performance.now() >= endsAt) return -1
    begun += 1
    lastNumber += 1
    return lastNumber
  }
  const counts = await Promise.all(lanes.map(l => l.send(more)))
  for (const l of lanes) l.socket.destroySoon()
  const perRecipient = new Map<string, number>()
  let sent = 0
  for (const [i, count] of counts.entries()) {
    const recipient = plan.recipients[i % plan.recipients.length] ?? ''
    perRecipient.set(recipient, (perRecipient.get(recipient) ?? 0) + count)
    sent += count
  }
  return { startedAt, sent, perRecipient }
}
