/**
 * doctor/ — what an administrator should look after beside the letters: the machine, the names, the keys, the settings.
 *
 *     doctor.ts    the checks, pure: what probes saw → a line each
 *     settings.ts  what of the configuration is known to be weak
 *     volume.ts    whether the volume is encrypted
 *     system.ts    the probes of a real machine, thin
 *
 * A check that cannot be made says so, and neither passes nor fails. Deliberately absent: repairs.
 */
import { say, type Text, type ValuesOf } from '../base/texts.ts'
import { doctorTexts as texts } from '../base/texts-doctor.ts'
import type { HealthReport } from '../health/health.ts'
import type { Volume } from './volume.ts'

export type Level = 'pass' | 'warn' | 'fail' | 'unknown'

export interface Check {
  readonly name: string
  readonly level: Level
  readonly title: Text
  readonly text: Text
}

export interface SeenFile {
  readonly path: string
  /** Permission bits. */
  readonly mode: number
}

export interface SeenCertificate {
  readonly file: string
  readonly endsAt: number
  readonly namesHost: boolean
  readonly selfSigned: boolean
}

/** What was seen of the machine and the world. */
export interface Seen {
  readonly now: number
  readonly hostname: string
  readonly domain: string
  readonly files: readonly SeenFile[]
  readonly volume: Volume
  /** Null when it cannot be told. */
  readonly clockKept: boolean | null
  readonly certificateFile: string
  readonly certificate: SeenCertificate | null
  readonly records: readonly { readonly state: string }[]
  /** Services that are configured to listen, and whether they answer. */
  readonly listeners: readonly { readonly service: string; readonly answers: boolean }[]
  readonly dkim: { readonly required: boolean; readonly active: number }
  /** Verifier keys of the log, or why there are none. */
  readonly logKeys: { readonly count: number; readonly failure: string | null }
  readonly health: HealthReport
  readonly weak: readonly Text[]
}

const day = 86_400
const dayMs = 1000 * day
const certificateFailDays = 3
const certificateWarnDays = 21
const verificationDays = 8
const MiB = 1024 * 1024

const made = (name: string, title: Text, level: Level, text: Text): Check => ({ name, level, title, text })

function put<T extends Text>(text: T, values: Readonly<Record<keyof ValuesOf<T>, string | number>>): Text {
  const asText = Object.entries<string | number>(values).map(([name, value]) => [name, String(value)])
  return say(text, Object.fromEntries(asText) as ValuesOf<T>)
}

export function diagnose(seen: Seen): readonly Check[] {
  return [
    ...permissions(seen),
    volume(seen),
    disk(seen),
    clock(seen),
    certificate(seen),
    dns(seen),
    listeners(seen),
    dkim(seen),
    logKeys(seen),
    checkpoint(seen),
    verification(seen),
    index(seen),
    ...settings(seen),
  ]
}

function permissions({ files }: Seen): Check[] {
  const check = (level: Level, text: Text) => made('permissions', texts.doctorPermissions, level, text)
  const open = files.filter(({ mode }) => (mode & 0o077) !== 0)
  if (open.length === 0) return [check('pass', put(texts.doctorPermissionsRight, { count: files.length }))]
  return open.map(({ path, mode }) =>
    check('fail', put(texts.doctorPermissionsOpen, { path, mode: mode.toString(8).padStart(3, '0') })),
  )
}

function volume({ volume: { state, type } }: Seen): Check {
  if (state === 'encrypted') return made('volume', texts.doctorVolume, 'pass', texts.doctorVolumeEncrypted)
  if (state === 'plain')
    return made('volume', texts.doctorVolume, 'warn', put(texts.doctorVolumePlain, { type }))
  return made('volume', texts.doctorVolume, 'unknown', put(texts.doctorVolumeUnknown, { type }))
}

function disk({ health }: Seen): Check {
  if (health.disk === null) return made('disk', texts.doctorDisk, 'unknown', texts.doctorDiskUnknown)
  const { freeBytes, totalBytes } = health.disk
  const trouble = health.troubles.find(({ what }) => what === 'disk-full')
  const values = { free: Math.round(freeBytes / MiB), percent: Math.floor((100 * freeBytes) / totalBytes) }
  return made('disk', texts.doctorDisk, trouble?.level ?? 'pass', put(texts.doctorDiskFree, values))
}

function clock({ clockKept }: Seen): Check {
  if (clockKept === null) return made('clock', texts.doctorClock, 'unknown', texts.doctorClockUnknown)
  return clockKept
    ? made('clock', texts.doctorClock, 'pass', texts.doctorClockRight)
    : made('clock', texts.doctorClock, 'warn', texts.doctorClockWrong)
}

function certificate({ certificate: seen, certificateFile, hostname, now }: Seen): Check {
  const check = (level: Level, text: Text) => made('certificate', texts.doctorCertificate, level, text)
  if (seen === null) return check('fail', put(texts.doctorCertificateUnread, { file: certificateFile }))
  if (!seen.namesHost) return check('fail', put(texts.doctorCertificateName, { hostname }))
  const days = Math.floor((seen.endsAt - now) / dayMs)
  if (seen.selfSigned)
    return check(days < certificateFailDays ? 'fail' : 'warn', put(texts.doctorCertificateSelf, { days }))
  const level = days < certificateFailDays ? 'fail' : days < certificateWarnDays ? 'warn' : 'pass'
  return check(level, put(texts.doctorCertificateRight, { hostname, days }))
}

function dns({ records }: Seen): Check {
  const count = records.length
  const unanswered = records.filter(({ state }) => state === 'unanswered').length
  // What may go is untidy, and harms nobody.
  const wrong = records.filter(({ state }) => !['right', 'unanswered', 'left-over'].includes(state)).length
  if (wrong > 0) return made('dns', texts.doctorDns, 'fail', put(texts.doctorDnsWrong, { wrong, count }))
  if (unanswered > 0)
    return made(
      'dns',
      texts.doctorDns,
      'unknown',
      put(texts.doctorDnsUnanswered, { wrong: unanswered, count }),
    )
  return made('dns', texts.doctorDns, 'pass', put(texts.doctorDnsRight, { count }))
}

function listeners({ listeners: seen }: Seen): Check {
  const names = (list: Seen['listeners']) => list.map(({ service }) => service).join(', ')
  const silent = seen.filter(({ answers }) => !answers)
  if (seen.length === 0) return made('listeners', texts.doctorListeners, 'warn', texts.doctorListenersNone)
  return silent.length > 0
    ? made(
        'listeners',
        texts.doctorListeners,
        'fail',
        put(texts.doctorListenersSilent, { services: names(silent) }),
      )
    : made(
        'listeners',
        texts.doctorListeners,
        'pass',
        put(texts.doctorListenersRight, { services: names(seen) }),
      )
}

function dkim({ dkim: { required, active }, domain }: Seen): Check {
  if (!required) return made('dkim', texts.doctorDkim, 'warn', texts.doctorDkimOff)
  return active > 0
    ? made('dkim', texts.doctorDkim, 'pass', put(texts.doctorDkimRight, { count: active, domain }))
    : made('dkim', texts.doctorDkim, 'fail', put(texts.doctorDkimMissing, { domain }))
}

function logKeys({ logKeys: { count, failure } }: Seen): Check {
  return failure === null
    ? made('log-keys', texts.doctorLogKeys, 'pass', put(texts.doctorLogKeysRight, { count }))
    : made('log-keys', texts.doctorLogKeys, 'fail', put(texts.doctorLogKeysMissing, { reason: failure }))
}

function checkpoint({ health: { log, troubles } }: Seen): Check {
  const check = (level: Level, text: Text) => made('checkpoint', texts.doctorCheckpoint, level, text)
  if (log.forked !== null) return check('fail', put(texts.doctorCheckpointForked, { reason: log.forked }))
  if (log.checkpointAge === null) return check('warn', texts.doctorCheckpointNone)
  const level = troubles.some(({ what }) => what === 'checkpoint-old') ? 'fail' : 'pass'
  const values = { leaves: log.uncovered, minutes: Math.floor(log.checkpointAge / 60) }
  return check(level, put(texts.doctorCheckpointRight, values))
}

function verification({ health: { verification: last } }: Seen): Check {
  const check = (level: Level, text: Text) => made('verification', texts.doctorVerification, level, text)
  if (last.age === null || last.findings === null) return check('warn', texts.doctorVerificationNever)
  if (last.findings > 0) return check('fail', put(texts.doctorVerificationFound, { count: last.findings }))
  const days = Math.floor(last.age / day)
  return days > verificationDays
    ? check('warn', put(texts.doctorVerificationOld, { days }))
    : check('pass', put(texts.doctorVerificationRight, { days }))
}

function index({ health: { index: lag, troubles } }: Seen): Check {
  const level = troubles.some(({ what }) => what === 'index-behind') ? 'warn' : 'pass'
  return made('index', texts.doctorIndex, level, put(texts.doctorIndexRight, { count: lag.entries }))
}

function settings({ weak }: Seen): Check[] {
  if (weak.length === 0) return [made('settings', texts.doctorSettings, 'pass', texts.doctorSettingsRight)]
  return weak.map(text => made('settings', texts.doctorSettings, 'warn', text))
}
