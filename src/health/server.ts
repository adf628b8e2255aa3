/** `/metrics` for Prometheus and `/healthz` for whoever keeps watch, over plain HTTP: for an address inside. */
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import { createPlainServer, give, type PlainServer, refusesToTake } from '../base/plain-http.ts'
import type { Health } from './health.ts'
import { renderMetrics } from './metrics.ts'

export interface MetricsServerParts {
  readonly health: Pick<Health, 'report'>
  readonly limits: Pick<Limits, 'httpConnections' | 'httpRequestMs' | 'httpIdleMs' | 'httpHeaderBytes'>
  readonly log: Logger
}

const plain = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }

export function createMetricsServer({ health, limits, log }: MetricsServerParts): PlainServer {
  return createPlainServer({
    name: 'metrics',
    limits,
    log,
    async answer(request, response) {
      if (refusesToTake(request, response)) return
      if (request.url === '/metrics') {
        const text = renderMetrics(await health.report())
        const headers = { ...plain, 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }
        return give(request, response, Buffer.from(text), headers)
      }
      if (request.url !== '/healthz') return void response.writeHead(404).end()
      const failures = (await health.report()).troubles.filter(({ level }) => level === 'fail')
      if (failures.length === 0) return give(request, response, Buffer.from('ok\n'), plain)
      // What is wrong by its name alone: details are for those who may log in.
      response.writeHead(503, plain).end(failures.map(({ what }) => `${what}\n`).join(''))
    },
  })
}
