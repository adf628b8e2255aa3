import { join } from 'node:path'
import { loopbackListeners } from './development.ts'
import { commentedConfig, exampleValues } from './example.ts'

export interface NewServer {
  readonly hostname: string
  readonly domain: string
  /** Data directory, absolute. */
  readonly data: string
  /**
   * `standard`: the well-known ports on every IPv4 address, mail goes out. `high`: a trial without root, on loopback
   * ports above 1024, and nothing leaves.
   */
  readonly ports: 'standard' | 'high'
}

/** Set only for a smarthost; in the file of another mode they are errors. */
const smarthostKeys = ['relay.host', 'relay.tls'] as const

/** The commented configuration of a server that is being set up. */
export function newServerConfig({ hostname, domain, data, ports }: NewServer): string {
  const values = new Map<string, unknown>(exampleValues)
  for (const key of smarthostKeys) {
    values.set(`#${key}`, values.get(key))
    values.delete(key)
  }
  values
    .set('server.hostname', hostname)
    .set('server.data', data)
    .set('domain.name', domain)
    .set('tls.cert', join(data, 'tls/cert.pem'))
    .set('tls.key', join(data, 'tls/key.pem'))
    .set('relay.mode', ports === 'high' ? 'none' : 'direct')
  if (ports === 'high') {
    for (const [service, endpoint] of Object.entries(loopbackListeners))
      values.set(`listen.${service}`, endpoint)
  }
  return commentedConfig(values)
}
