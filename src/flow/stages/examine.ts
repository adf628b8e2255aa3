/** Texts and attachments, read and scanned before anything is judged. */
import { type Reply, reply } from '../../base/reply.ts'
import type { FlowContext } from '../context.ts'
import type { Examined, Parsed } from '../stages.ts'

export async function examine(
  { readLetter, scanner }: Pick<FlowContext, 'readLetter' | 'scanner'>,
  message: Pick<Parsed, 'bytes' | 'root' | 'header' | 'receivedAt'> & Partial<Pick<Parsed, 'peer'>>,
): Promise<Pick<Examined, 'findings' | 'scan'>> {
  const { bytes, root, header, receivedAt: at } = message
  const from = header.from[0]?.address ?? ''
  const [findings, scan] = await Promise.all([
    readLetter({ bytes, root, subject: header.subject, from, inbound: message.peer?.channel === 'mx', at }),
    scanner.scan(bytes),
  ])
  return { findings, scan }
}

const notScanned = reply(
  451,
  '4.7.1',
  'Hệ thống lọc mã độc tạm thời không hoạt động, xin gửi lại sau / The malware scanner is away, try again later',
  'scanner-unavailable',
)

const notRead = reply(
  451,
  '4.3.2',
  'Hệ thống đang bận, xin gửi lại sau / The system is busy, try again later',
  'reader-busy',
)

/** A letter that nobody could look at waits at its sender's. */
export function deferred({ scan, findings }: Pick<Examined, 'scan' | 'findings'>): Reply | undefined {
  if (scan.kind === 'unavailable') return notScanned
  return findings.postponed ? notRead : undefined
}
