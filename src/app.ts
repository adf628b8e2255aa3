/**
 * The composition root: this file and `app/` alone know concrete adapters. It builds the services that every command
 * works with, and the running server on top of them.
 */

import { hash } from 'node:crypto'
import { join } from 'node:path'
import { startClocks } from './app/clocks.ts'
import { flowContext } from './app/flow-context.ts'
import { openListeners } from './app/listeners.ts'
import { type AppOptions, type OpenServices, openServices, systemClock } from './app/services.ts'
import { TextKeeper } from './app/text-keeper.ts'
import type { Logger } from './base/log.ts'
import type { Endpoint, Listeners } from './config/config.ts'
import { createControl } from './control/control.ts'
import { listenControl } from './control/server.ts'
import type { Services } from './control/services.ts'
import { createOutbound } from './flow/outbound.ts'
import { reportFailures } from './flow/system.ts'
import { readIdentity } from './net/certificate.ts'
import { createRelay } from './net/relay.ts'
import { KeyFailure } from './ports/keys.ts'
import { createSmtpDelivery } from './smtp/client.ts'

export interface RunningServer extends AsyncDisposable {
  readonly services: Services
  /** The ports that were bound, by service. */
  readonly ports: ReadonlyMap<keyof Listeners, Endpoint>
}

/** Opens the services and every listener; when one fails, what was opened is closed again. */
export async function startServer(options: AppOptions): Promise<RunningServer> {
  await using opened = new AsyncDisposableStack()
  const { config, log } = options
  const services = opened.use(await openServices(options))
  // After every listener, before the store: nothing is logged any more.
  opened.defer(() => lastCheckpoint(services, log))
  const tls = await readIdentity(config.tls.key, config.tls.cert)
  const { dns } = services
  const flow = flowContext(services, log)
  await findKeys(services, log)
  await recordStart(services)

  const outbound = opened.use(
    createOutbound({
      store: services.store,
      relay: createRelay({
        relay: config.relay,
        hostname: config.server.hostname,
        dns,
        deliver: createSmtpDelivery({ hostname: config.server.hostname, limits: config.limits }),
        log,
      }),
      clock: services.clock,
      limits: config.limits,
      log,
      report: failed => reportFailures(flow, failed),
    }),
  )
  const ports = await openListeners(opened, services, flow, tls, log)
  opened.use(
    await listenControl(
      createControl(services),
      join(config.server.data, 'control.sock'),
      config.limits,
      log,
    ),
  )
  outbound.start()
  services.search.start()
  opened.use(
    new TextKeeper({
      dataDir: config.server.data,
      masterKey: services.serverKey,
      store: services.store,
      limits: config.limits,
      log,
    }),
  )
  startClocks(opened, services, log)
  // A verification that a stop or a crash broke off.
  await services.verifier
    .resume()
    .catch(error => log.error({ err: error }, 'no verification was gone on with'))
  const owned = opened.move()
  return { services, ports, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** On the trail before anything listens: a start under another configuration is told by its hash. */
async function recordStart({ store, config }: OpenServices): Promise<void> {
  const configuration = hash('sha256', JSON.stringify(config))
  await store.write.audit({
    at: systemClock.now(),
    operator: 'congvu',
    role: 'system',
    operation: 'server.start',
    detail: JSON.stringify({ configuration: `sha256:${configuration}` }),
  })
}

async function lastCheckpoint({ transparency }: OpenServices, log: Logger): Promise<void> {
  await transparency.publish().catch(error => log.error({ err: error }, 'no last checkpoint was signed'))
}

/** A key that cannot be read is found now, and not by the first letter; a token may come back. */
async function findKeys({ signing, config }: OpenServices, log: Logger): Promise<void> {
  try {
    await signing.dkim.signers(config.domain.name)
  } catch (error) {
    if (!(error instanceof KeyFailure)) throw error
    log.error({ err: error }, 'a DKIM key is out of reach: nothing leaves before it is back')
  }
}
