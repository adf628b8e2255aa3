/** Texts and attachments, read and scanned before anything is judged. */
import { type Reply, reply } from '../../base/reply.ts'
import type { FlowContext } from '../context.ts'
import type { Examined, Parsed } from '../stages.ts'

export async function examine(
  { readLetter, scanner }: Pick<FlowContext, 'readLetter' | 'scanner'>,
  message: Pick<Parsed, 'bytes' | 'root' | 'header'>,
): Promise<Pick<Examined, 'findings' | 'scan'>> {
  const { bytes, root, header } = message
  const from = header.from[0]?.address ?? ''
  const [findings, scan] = await Promise.all([
    readLetter({ bytes, root, subject: header.subject, from }),
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

/** A letter that the scanner could not look at waits at its sender's. */
export function deferred({ scan }: Pick<Examined, 'scan'>): Reply | undefined {
  return scan.kind === 'unavailable' ? notScanned : undefined
}
