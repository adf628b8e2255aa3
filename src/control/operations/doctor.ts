/** The machine, the names, the keys and the settings, looked over. */
import * as z from 'zod'
import { ok } from '../../base/result.ts'
import type { Config } from '../../config/config.ts'
import { diagnose, type Seen } from '../../doctor/doctor.ts'
import { weakSettings } from '../../doctor/settings.ts'
import { type SystemProbes, systemProbes } from '../../doctor/system.ts'
import { KeyFailure } from '../../ports/keys.ts'
import { checkDns } from '../dns-check.ts'
import { defineOperation } from '../operation.ts'
import type { Services } from '../services.ts'

export const doctorOperations = {
  'doctor.run': defineOperation({
    summary: 'Look over the machine, the names, the keys and the settings',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run(services) {
      return ok(diagnose(await look(services, systemProbes)))
    },
  }),
}

async function look(services: Services, probes: SystemProbes): Promise<Seen> {
  const { config, clock, dkim, dns, health } = services
  const { hostname, data } = config.server
  const keys = await dkim.list()
  const [files, volume, clockKept, certificate, records, listeners, logKeys, report] = await Promise.all([
    probes.files(data),
    probes.volume(data),
    probes.clockKept(),
    probes.certificate(config.tls.cert, hostname),
    checkDns(dns, { domain: config.domain.name, hostname, keys }),
    listenersOf(config, probes),
    logKeysOf(services),
    health.report(),
  ])
  const active = keys.filter(({ domain, state }) => domain === config.domain.name && state === 'active')
  return {
    now: clock.now(),
    hostname,
    domain: config.domain.name,
    files,
    volume,
    clockKept,
    certificateFile: config.tls.cert,
    certificate,
    records,
    listeners,
    dkim: { required: config.signing.dkim === 'required', active: active.length },
    logKeys,
    health: report,
    weak: weakSettings(config),
  }
}

/** An address that stands for all of them is tried on loopback. One of port 0 has no number to try. */
async function listenersOf({ listen }: Config, probes: SystemProbes): Promise<Seen['listeners']> {
  const tried = Object.entries(listen).map(async ([service, endpoint]) => {
    if (endpoint === null || endpoint.port === 0) return []
    const host = endpoint.host === '0.0.0.0' ? '127.0.0.1' : endpoint.host === '::' ? '::1' : endpoint.host
    return [{ service, answers: await probes.answers(host, endpoint.port) }]
  })
  return (await Promise.all(tried)).flat()
}

async function logKeysOf({ transparency }: Services): Promise<Seen['logKeys']> {
  try {
    return { count: (await transparency.verifierKeys()).length, failure: null }
  } catch (error) {
    if (!(error instanceof KeyFailure)) throw error
    return { count: 0, failure: error.message }
  }
}
