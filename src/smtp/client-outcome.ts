import type { RelayHost, RelayOutcome, RelayRecipient } from '../ports/relay.ts'

/** What the library tells of a failure. */
export interface SendError {
  readonly message: string
  readonly code?: string | undefined
  /** The other side's reply, all its lines. */
  readonly response?: string | undefined
  readonly recipient?: string | undefined
}

/** How one transaction ended: with an error, or with the reply to the data; and who had been refused at RCPT. */
export interface Ending {
  readonly error?: SendError
  readonly rejected?: readonly SendError[]
  readonly response?: string
}

type Failure = Pick<RelayOutcome, 'state' | 'code' | 'enhanced' | 'text'>

const textLength = 1000

export function outcomeOf({ address }: RelayRecipient, host: RelayHost, ending: Ending): RelayOutcome {
  const { error, rejected = [], response } = ending
  const refused = rejected.find(refusal => refusal.recipient === address)
  if (refused !== undefined) return { address, ...failureOf(refused), host: host.name }
  if (error === undefined && response !== undefined) {
    return { address, state: 'delivered', ...parseReply(response), host: host.name }
  }
  return { address, ...failureOf(error ?? { message: 'no reply' }), host: host.name }
}

/** 5yz is permanent; 4yz, and whatever is not a reply at all, is temporary. RFC 5321 §4.2.1. */
export function failureOf(error: SendError): Failure {
  if (error.response === undefined || error.response === '') {
    const enhanced = error.code === 'ETIMEDOUT' ? '4.4.2' : error.code === 'ESTREAM' ? '4.3.0' : '4.4.1'
    return { state: 'temporary', code: 0, enhanced, text: error.message.slice(0, textLength) }
  }
  const reply = parseReply(error.response)
  return { state: reply.code >= 500 && reply.code < 600 ? 'permanent' : 'temporary', ...reply }
}

/** RFC 5321 §4.2, with the enhanced code of RFC 3463 when every line has it. */
export function parseReply(response: string): Pick<RelayOutcome, 'code' | 'enhanced' | 'text'> {
  const lines = response.split(/\r?\n/).filter(line => line !== '')
  const code = Number.parseInt(lines[0] ?? '', 10)
  const texts = lines.map(line => line.replace(/^\d{3}[ -]?/, ''))
  const [enhanced = ''] = /^[245]\.\d{1,3}\.\d{1,3}(?= |$)/.exec(texts[0] ?? '') ?? []
  const words = texts.map(text =>
    enhanced !== '' && text.startsWith(enhanced) ? text.slice(enhanced.length) : text,
  )
  const text = words
    .map(word => word.trim())
    .join('\n')
    .slice(0, textLength)
  return { code: Number.isNaN(code) ? 0 : code, enhanced, text }
}
