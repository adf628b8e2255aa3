/** The command line's entry: gives the commands the composed program and the process's streams. */
import { silentLogger } from './base/log.ts'
import type { Application } from './cli/command.ts'
import { run } from './cli/program.ts'

const application: Application = {
  openServices: async config =>
    (await import('./app/services.ts')).openServices({ config, log: silentLogger }),
  serve: async (config, development) => (await import('./serve.ts')).serve(config, development),
  quickstart: async request => (await import('./quickstart/quickstart.ts')).quickstart(request),
}

// A reader that goes away, as in `congvu archive search … | head`, ends the output and is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await run(process.argv.slice(2), application, process)
