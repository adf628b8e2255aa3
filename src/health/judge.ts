/** Which numbers are trouble. `fail`: somebody must act now; `warn`: soon. */
import type { HealthNumbers } from './health.ts'

export interface Trouble {
  readonly level: 'fail' | 'warn'
  readonly what:
    | 'log-forked'
    | 'checkpoint-old'
    | 'verification-findings'
    | 'verification-old'
    | 'disk-full'
    | 'certificate-ends'
    | 'queue-old'
    | 'writer-behind'
    | 'loop-slow'
    | 'index-behind'
  readonly detail: string
}

const minute = 60
const hour = 60 * minute
const day = 24 * hour
const MiB = 1024 * 1024

export const thresholds = {
  /** Of a checkpoint that leaves wait for; one a minute is signed. */
  checkpointFail: 10 * minute,
  /** A verification a week, and a day's grace. */
  verificationWarn: 8 * day,
  /** A server that is young need not have had one. */
  verificationGrace: 8 * day,
  diskFailPart: 0.05,
  diskWarnPart: 0.1,
  diskFailBytes: 512 * MiB,
  certificateFail: 3 * day,
  certificateWarn: 21 * day,
  queueWarn: 4 * hour,
  writerWarnPart: 0.5,
  loopWarn: 0.25,
  indexWarn: hour,
} as const

export function judge(numbers: HealthNumbers): readonly Trouble[] {
  const troubles: Trouble[] = []
  const tell = (level: Trouble['level'], what: Trouble['what'], detail: string) =>
    troubles.push({ level, what, detail })
  judgeLog(numbers, tell)
  judgeVerification(numbers, tell)
  const { disk, certificate, oldestWaiting, store, writerJobsMost, process, index } = numbers
  if (disk !== null) {
    const part = disk.freeBytes / disk.totalBytes
    const detail = `${Math.round(disk.freeBytes / MiB)} MiB are free, ${Math.floor(100 * part)} % of the disk`
    if (part < thresholds.diskFailPart || disk.freeBytes < thresholds.diskFailBytes)
      tell('fail', 'disk-full', detail)
    else if (part < thresholds.diskWarnPart) tell('warn', 'disk-full', detail)
  }
  if (certificate !== null && certificate < thresholds.certificateWarn) {
    const level = certificate < thresholds.certificateFail ? 'fail' : 'warn'
    tell(level, 'certificate-ends', `the certificate of TLS ends in ${Math.floor(certificate / day)} days`)
  }
  if (oldestWaiting !== null && oldestWaiting > thresholds.queueWarn)
    tell('warn', 'queue-old', `a letter waits to go out for ${Math.floor(oldestWaiting / hour)} hours`)
  if (store.writerJobs > thresholds.writerWarnPart * writerJobsMost)
    tell('warn', 'writer-behind', `${store.writerJobs} jobs wait for the writer`)
  if (process.loopDelay.p99 > thresholds.loopWarn)
    tell('warn', 'loop-slow', `one in a hundred turns waits ${Math.round(1000 * process.loopDelay.p99)} ms`)
  if (index.seconds > thresholds.indexWarn)
    tell('warn', 'index-behind', `the full-text index is ${index.entries} letters behind`)
  return troubles
}

type Tell = (level: Trouble['level'], what: Trouble['what'], detail: string) => void

function judgeLog({ log }: HealthNumbers, tell: Tell): void {
  if (log.forked !== null) tell('fail', 'log-forked', `nothing is signed any more: ${log.forked}`)
  else if (log.uncovered > 0 && log.checkpointAge !== null && log.checkpointAge > thresholds.checkpointFail)
    tell(
      'fail',
      'checkpoint-old',
      `${log.uncovered} leaves are under no checkpoint; the newest is ${Math.floor(log.checkpointAge / minute)} minutes old`,
    )
}

function judgeVerification({ verification, uptime }: HealthNumbers, tell: Tell): void {
  const { findings, age, running } = verification
  if (findings !== null && findings > 0)
    tell('fail', 'verification-findings', `the last verification of the archive found ${findings} things`)
  if (age === null && !running && uptime > thresholds.verificationGrace)
    tell('warn', 'verification-old', 'the archive was never verified')
  if (age !== null && age > thresholds.verificationWarn && !running)
    tell('warn', 'verification-old', `the archive was last verified ${Math.floor(age / day)} days ago`)
}
