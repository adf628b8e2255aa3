/** The control server of a data directory: `server-child.ts FILE.toml`. */
import { join } from 'node:path'
import { openServices } from '../../src/app/services.ts'
import { silentLogger } from '../../src/base/log.ts'
import { loadConfig } from '../../src/config/load.ts'
import { controlSocketName } from '../../src/control/client.ts'
import { createControl } from '../../src/control/control.ts'
import { listenControl } from '../../src/control/server.ts'
import { fixedDns } from '../../src/net/fixed-dns.ts'

const loaded = loadConfig({ file: process.argv[2]!, environment: new Map(), workingDirectory: process.cwd() })
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
const config = loaded.value
const services = await openServices({ config, log: silentLogger, dns: fixedDns({}) })
await listenControl(createControl(services), join(config.server.data, controlSocketName), config.limits)
process.stdout.write('ready\n')
