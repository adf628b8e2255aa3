import { type Reply, reply } from '../base/reply.ts'
import type { SenderAuthentication } from './outcome.ts'

const tryAgain = reply(
  451,
  '4.4.3',
  'Chưa kiểm tra được người gửi do lỗi DNS, xin gửi lại sau\nDNS gave no answer about the sender, try again later',
  'sender-dns',
)

const noAuthor = reply(
  550,
  '5.7.1',
  'Trường From phải có một người gửi duy nhất, rõ ràng\nThe From field must name one unambiguous author domain',
  'no-author',
)

/** What DATA is answered because of who the sender is or is not; undefined lets the message in. */
export function admissionOf({
  dmarc,
  arc,
  headerFromDomain,
  temporary,
}: SenderAuthentication): Reply | undefined {
  if (dmarc.result === 'no-author') return noAuthor
  if (temporary) return tryAgain
  if (dmarc.result !== 'fail' || dmarc.policy !== 'reject' || arc?.vouched === true) return undefined
  // RFC 7489 §10.3.
  return reply(
    550,
    '5.7.1',
    `Thư không được chứng thực là của ${headerFromDomain} (DMARC)\nRejected by the DMARC policy of ${dmarc.domain}`,
    'dmarc-reject',
  )
}
