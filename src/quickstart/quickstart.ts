/**
 * Sets up a server in an empty place: data directory, keys, a self-signed certificate, the configuration, and the
 * first two operators. An administrator cannot appoint an auditor, so both are enrolled here, by whoever has the
 * machine in hand.
 *
 * Invariants: nothing that is there is overwritten; whatever fails, what was made is removed again. The
 * configuration is written last: where it stands, everything it names stands too.
 *
 * Deliberately absent: agencies and boxes (`congvu agency import`, `congvu mailbox import`), a certificate from an
 * authority, and starting the server.
 */
import { chmod, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openServices } from '../app/services.ts'
import { silentLogger } from '../base/log.ts'
import { ok } from '../base/result.ts'
import type { Config } from '../config/config.ts'
import { parseConfig } from '../config/load.ts'
import { type NewServer, newServerConfig } from '../config/new-server.ts'
import { systemdUnit } from '../config/unit.ts'
import { type DnsRecord, dnsRecords } from '../control/dns-records.ts'
import { type Outcome, refuse } from '../control/operation.ts'
import type { Services } from '../control/services.ts'
import { enrolOperator } from '../directory/operator.ts'
import { generatePassword } from '../directory/password-rules.ts'
import { totpUrl } from '../directory/totp.ts'
import { ensureSelfSigned } from '../net/certificate.ts'
import type { DkimKeyStatus } from '../ports/dkim.ts'

export interface FirstOperator {
  readonly name: string
  /** Null for a generated one, which is told once. */
  readonly password: string | null
}

export interface QuickstartRequest extends NewServer {
  /** Where the configuration is written, absolute. */
  readonly file: string
  readonly administrator: FirstOperator
  readonly auditor: FirstOperator
  /** Overrides that the server will be started with, too. */
  readonly environment: ReadonlyMap<string, string>
}

export interface EnrolledFirst {
  readonly name: string
  readonly role: 'administrator' | 'auditor'
  /** A generated password; null when it was given. */
  readonly password: string | null
  /** Base32. */
  readonly totpSecret: string
  readonly totpUrl: string
}

export interface QuickstartResult {
  readonly config: string
  readonly data: string
  readonly certificate: { readonly cert: string; readonly key: string }
  readonly operators: readonly EnrolledFirst[]
  readonly dns: readonly DnsRecord[]
  readonly unit: string
}

export type Quickstart = typeof quickstart

/** Everything or nothing. Refused when something is in the way. */
export async function quickstart(request: QuickstartRequest): Promise<Outcome<QuickstartResult>> {
  const planned = plan(request)
  if (!planned.ok) return planned
  await using undo = new AsyncDisposableStack()
  try {
    const taken = await occupied(request)
    if (taken !== undefined) return refuse('refused', taken)
    const made = await make(request, planned.value, undo)
    if (made.ok) undo.move()
    return made
  } catch (error) {
    return refuse('failed', `nothing was set up: ${error instanceof Error ? error.message : String(error)}`)
  }
}

interface Plan {
  readonly text: string
  readonly config: Config
}

/** The configuration as the server will read it; whatever is wrong with the request's names is found here. */
function plan(request: QuickstartRequest): Outcome<Plan> {
  const { administrator, auditor, file, environment, data } = request
  if (administrator.name === auditor.name)
    return refuse('invalid', 'the administrator and the auditor are two different persons')
  const text = newServerConfig(request)
  const config = parseConfig(text, file, environment)
  if (!config.ok) {
    const problems = config.error.problems.map(({ key, message }) => `${key}: ${message}`)
    return refuse('invalid', 'the configuration would not be right', problems)
  }
  if (config.value.server.data !== data)
    return refuse('invalid', `CONGVU_SERVER__DATA names ${config.value.server.data}, --data names ${data}`)
  return ok({ text, config: config.value })
}

/** What stands in the way; an empty directory, such as a new volume, does not. */
async function occupied({ data, file }: QuickstartRequest): Promise<string | undefined> {
  const there = await readdir(data).catch(missing)
  if (there !== undefined && there.length > 0) return `${data} is not empty; quickstart leaves it as it is`
  const configuration = await stat(file).catch(missing)
  return configuration === undefined ? undefined : `${file} is there already; quickstart leaves it as it is`
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

async function make(
  request: QuickstartRequest,
  { text, config }: Plan,
  undo: AsyncDisposableStack,
): Promise<Outcome<QuickstartResult>> {
  const { data, file, hostname, domain } = request
  await takeDirectory(data, undo)
  await ensureSelfSigned(config.tls.key, config.tls.cert, hostname, Date.now())
  const provisioned = await provision(request, config)
  if (!provisioned.ok) return provisioned
  const { operators, keys } = provisioned.value
  await writeNew(file, text, undo)
  return ok({
    config: file,
    data,
    certificate: config.tls,
    operators,
    dns: dnsRecords(domain, hostname, keys),
    unit: systemdUnit(config, file),
  })
}

/** Makes the data directory, or takes an empty one; undone, it is again as it was. */
async function takeDirectory(path: string, undo: AsyncDisposableStack): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: 0o700 })
  undo.defer(async () => {
    if (made !== undefined) return rm(made, { recursive: true, force: true })
    for (const name of await readdir(path)) await rm(join(path, name), { recursive: true, force: true })
  })
  await chmod(path, 0o700)
}

async function writeNew(path: string, text: string, undo: AsyncDisposableStack): Promise<void> {
  const made = await mkdir(dirname(path), { recursive: true })
  if (made !== undefined) undo.defer(() => rm(made, { recursive: true, force: true }))
  await using file = await open(path, 'wx', 0o644)
  undo.defer(() => rm(path, { force: true }))
  await file.writeFile(text)
  await file.sync()
}

interface Provisioned {
  readonly operators: readonly EnrolledFirst[]
  readonly keys: readonly DkimKeyStatus[]
}

async function provision(request: QuickstartRequest, config: Config): Promise<Outcome<Provisioned>> {
  await using services = await openServices({ config, log: silentLogger })
  const operators = await enrolFirst(services, request)
  if (!operators.ok) return operators
  await services.dkim.generate(config.domain.name)
  return ok({ operators: operators.value, keys: await services.dkim.list() })
}

async function enrolFirst(
  services: Services,
  { administrator, auditor }: QuickstartRequest,
): Promise<Outcome<readonly EnrolledFirst[]>> {
  const enrolled: EnrolledFirst[] = []
  for (const [role, first] of [
    ['administrator', administrator],
    ['auditor', auditor],
  ] as const) {
    const { name } = first
    const password = first.password ?? generatePassword()
    const outcome = await enrolOperator(services, { name, role, agency: null, password })
    if (!outcome.ok) return refuse('invalid', `${role} ${name}: ${outcome.error}`)
    const { totpSecret } = outcome.value
    const told = first.password === null ? password : null
    enrolled.push({ name, role, password: told, totpSecret, totpUrl: totpUrl(totpSecret, name) })
  }
  return ok(enrolled)
}
