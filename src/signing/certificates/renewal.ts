/**
 * What time brings about: a certificate nears its end, a list of revoked ones grows old. Whoever has to renew is told
 * once at each of three distances, and once more when it is too late; a list is signed anew while it still holds.
 */
import { localDate } from '../../base/local-time.ts'
import type { Logger } from '../../base/log.ts'
import { say, texts } from '../../base/texts.ts'
import type { Certificate } from '../../ports/certificates.ts'
import type { Box } from '../../ports/directory.ts'
import type { CertificateParts } from './certificates.ts'
import { refreshRevocationLists } from './revocation.ts'

/** Days before its end at which a certificate is warned of, as the settings have them. */
export type RenewalDays = readonly number[]

export interface RenewalParts extends CertificateParts {
  readonly days: () => RenewalDays
  readonly log: Logger
}

export interface RenewalClerk {
  tick(now: number): Promise<void>
}

const dayMs = 86_400_000
/** Certificates near their end that one tick looks at, and of how many it warns; the others follow in the next. */
const endingPerTick = 20_000
const warningsPerTick = 200

export function createRenewalClerk(parts: RenewalParts): RenewalClerk {
  const { store, log } = parts
  return {
    async tick(now) {
      await refreshRevocationLists(parts).catch(error =>
        log.error({ err: error }, 'a list of revoked certificates could not be signed'),
      )
      const days = parts.days()
      const first = Math.max(...days)
      const ending = await store.read.certificates.ending(now + first * dayMs + 1, endingPerTick)
      const due = ending.flatMap(certificate => {
        const stage = stageOf(certificate, now, days)
        return stage === undefined ? [] : [{ certificate, stage }]
      })
      for (const { certificate, stage } of due.slice(0, warningsPerTick)) {
        await warn(parts, certificate, stage).catch(error =>
          log.error({ err: error, certificate: certificate.id }, 'nobody could be warned of a certificate'),
        )
      }
    },
  }
}

/** The nearest distance that is reached and was not told yet; 0 for a certificate that has ended. */
export function stageOf(
  { notAfter, warnedDays }: Pick<Certificate, 'notAfter' | 'warnedDays'>,
  now: number,
  days: RenewalDays,
): number | undefined {
  const reached = [0, ...days].filter(day => notAfter - now <= day * dayMs)
  if (reached.length === 0) return undefined
  const stage = Math.min(...reached)
  return warnedDays === null || stage < warnedDays ? stage : undefined
}

async function warn(parts: RenewalParts, certificate: Certificate, stage: number): Promise<void> {
  const { id, subject, notAfter } = certificate
  const date = localDate(notAfter)
  const notice =
    stage === 0
      ? {
          subject: say(texts.certificateEndedSubject, { subject }),
          body: say(texts.certificateEndedBody, { subject, date }),
        }
      : {
          subject: say(texts.certificateEndsSubject, { subject, date }),
          body: say(texts.certificateEndsBody, { subject, date }),
        }
  // Told first: a warning that was only noted would never be told.
  for (const address of await addressees(parts, certificate)) await parts.notify(address, notice)
  await parts.store.write.noteCertificateWarning(id, stage)
  parts.log.warn({ certificate: id, subject, ends: date }, 'a certificate nears its end')
}

/** The box, its agency's office, and those who run the server. */
async function addressees(
  { store, domain }: RenewalParts,
  certificate: Certificate,
): Promise<ReadonlySet<string>> {
  const { directory } = store.read
  const administrators = `postmaster@${domain}`
  const box: Box | undefined =
    certificate.boxId === null ? undefined : await directory.boxById(certificate.boxId)
  if (box === undefined || box.status === 'removed') return new Set([administrators])
  const offices = await directory.boxes({ agency: box.agencyCode, kind: 'office', status: 'active' })
  const own = offices.find(({ address }) => address.startsWith(`${box.agencyCode}@`)) ?? offices[0]
  return new Set([box.address, ...(own === undefined ? [] : [own.address]), administrators])
}
