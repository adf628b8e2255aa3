/** What of a configuration is known to be weak. Errors are `config test`'s; these are allowed, and seldom meant. */
import { say, type Text } from '../base/texts.ts'
import { doctorTexts as texts } from '../base/texts-doctor.ts'
import type { Config } from '../config/config.ts'

const loopback = /^(127\.|localhost$|::1$)/

export function weakSettings({
  login,
  scanner,
  transparency,
  timestamp,
  listen,
  log,
  relay,
}: Config): readonly Text[] {
  const weak: Text[] = []
  if (login.ownPassword === 'anywhere') weak.push(texts.doctorWeakOwnPassword)
  if (scanner.clamav === null) weak.push(texts.doctorWeakScanner)
  if (transparency.witnesses.length === 0) weak.push(texts.doctorWeakWitness)
  if (timestamp.url === null) weak.push(texts.doctorWeakStamp)
  if (listen.metrics !== null && !loopback.test(listen.metrics.host))
    weak.push(say(texts.doctorWeakMetrics, { endpoint: `${listen.metrics.host}:${listen.metrics.port}` }))
  if (log.level === 'trace' || log.level === 'debug')
    weak.push(say(texts.doctorWeakLogLevel, { level: log.level }))
  if (relay.mode === 'smarthost' && relay.credentials === null && !loopback.test(relay.host))
    weak.push(say(texts.doctorWeakSmarthost, { host: relay.host }))
  return weak
}
