/**
 * Gives out what the log publishes, over plain HTTP (C2SP tlog-tiles): `/checkpoint` and `/tile/…`. All of it is signed,
 * or follows from what is. A partial tile whose whole one is there is none any more, as the specification allows.
 */
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import { createPlainServer, give, type PlainServer, refusesToTake } from '../base/plain-http.ts'
import type { LogFiles } from './log-files.ts'
import { parseTilePath } from './tiles.ts'

export interface LogServerParts {
  readonly files: LogFiles
  readonly limits: Pick<Limits, 'httpConnections' | 'httpRequestMs' | 'httpIdleMs' | 'httpHeaderBytes'>
  readonly log: Logger
}

export function createLogServer({ files, limits, log }: LogServerParts): PlainServer {
  return createPlainServer({
    name: 'log',
    limits,
    log,
    async answer(request, response) {
      if (refusesToTake(request, response)) return
      const path = request.url ?? ''
      if (path === '/checkpoint') {
        const note = await files.readCheckpoint()
        const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'max-age=5' }
        if (note === undefined) response.writeHead(404).end()
        else give(request, response, Buffer.from(note), headers)
        return
      }
      const tile = parseTilePath(path.slice(1))
      const octets = tile && (await files.readTile(tile))
      if (octets === undefined) {
        response.writeHead(404).end()
        return
      }
      give(request, response, octets, {
        'Content-Type': 'application/octet-stream',
        'Cache-Control': 'public, max-age=31536000, immutable',
      })
    },
  })
}
