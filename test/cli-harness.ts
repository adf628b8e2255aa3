/** A data directory with operators, a control server over it, and command lines run against both. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openServices as openApp } from '../src/app/services.ts'
import { silentLogger } from '../src/base/log.ts'
import type { Application } from '../src/cli/command.ts'
import type { Config } from '../src/config/config.ts'
import { loadConfig } from '../src/config/load.ts'
import { controlSocketName } from '../src/control/client.ts'
import { createControl, openSession } from '../src/control/control.ts'
import { listenControl } from '../src/control/server.ts'
import type { Services } from '../src/control/services.ts'
import { saveSession } from '../src/control/session-files.ts'
import { enrolOperator } from '../src/directory/operator.ts'
import { totpStepMs } from '../src/directory/totp.ts'
import { unsealTotpSecret } from '../src/directory/totp-secret.ts'
import { fixedDns } from '../src/net/fixed-dns.ts'
import type { Appointment, OperatorRole } from '../src/ports/directory.ts'
import type { Dns } from '../src/ports/dns.ts'
import { type Ended, runHere } from './support/command-line.ts'
import { reasoned } from './support/reason.ts'
import { totpCode } from './support/totp.ts'

/** The services of the running program; notices are not written, so that a test sees its own letters alone. */
async function openServices(
  config: Config,
  dns: Dns,
  change: ServicesChange,
): Promise<Services & AsyncDisposable> {
  const services = await openApp({ config, log: silentLogger, dns })
  return { ...services, notify: async () => {}, ...change(services) }
}

/** What a test puts in place of services of the running program. */
export type ServicesChange = (services: Services) => Partial<Services>

export class CliHarness implements AsyncDisposable {
  readonly folder: string
  readonly #config: Config
  readonly #dns: Dns
  readonly #change: ServicesChange
  /** How far the clock of the control server is before the real one. */
  #aheadMs = 0
  #services: (Services & AsyncDisposable) | undefined
  #server: AsyncDisposable | undefined

  private constructor(folder: string, config: Config, dns: Dns, change: ServicesChange) {
    const clock = { now: () => Date.now() + this.#aheadMs }
    this.#change = services => ({ clock, ...change(services) })
    this.folder = folder
    this.#config = config
    this.#dns = dns
  }

  /** `further` is TOML after the least that a configuration needs. */
  static async open(
    dns: Dns = fixedDns({}),
    further = '',
    change: ServicesChange = () => ({}),
  ): Promise<CliHarness> {
    const folder = await mkdtemp(join(tmpdir(), 'congvu-cli-'))
    const file = join(folder, 'congvu.toml')
    const sections = [
      '[server]\nhostname = "mail.caobang.gov.vn"\ndata = "data"',
      '[domain]\nname = "caobang.gov.vn"',
      '[tls]\ncert = "cert.pem"\nkey = "key.pem"',
      '[relay]\nmode = "none"',
    ]
    await writeFile(file, `${[...sections, further].join('\n')}\n`)
    const config = loadConfig({ file, environment: new Map(), workingDirectory: folder })
    if (!config.ok) throw new Error(JSON.stringify(config.error))
    return new CliHarness(folder, config.value, dns, change)
  }

  /** A started server, and operators by name who have logged in there. */
  static async started(
    operators: Readonly<Record<string, OperatorRole>>,
    ...surroundings: Parameters<typeof CliHarness.open>
  ): Promise<CliHarness> {
    const cli = await CliHarness.open(...surroundings)
    await cli.start()
    for (const [name, role] of Object.entries(operators)) await cli.loggedIn(name, role)
    return cli
  }

  get services(): Services {
    if (this.#services === undefined) throw new Error('the server is not started')
    return this.#services
  }

  async start(): Promise<void> {
    this.#services = await openServices(this.#config, this.#dns, this.#change)
    const socket = join(this.#config.server.data, controlSocketName)
    this.#server = await listenControl(createControl(this.#services), socket, this.#config.limits)
  }

  async stop(): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]()
    await this.#services?.[Symbol.asyncDispose]()
    this.#server = undefined
    this.#services = undefined
  }

  /** Enrols an operator; resolves with the secret of its second factor. */
  async operator(
    name: string,
    role: OperatorRole,
    password: string,
    agency: string | null = null,
    appointment?: Appointment,
  ) {
    const parts = { ...this.services, limits: this.#config.limits }
    const enrolled = await enrolOperator(parts, {
      ...{ name, role, password, agency },
      ...(appointment === undefined ? {} : { appointment }),
    })
    if (!enrolled.ok) throw new Error(enrolled.error)
    return enrolled.value
  }

  /** Base32 of an operator's second factor. */
  async secret(name: string): Promise<string> {
    const { store, serverKey } = this.services
    const sealed = (await store.read.directory.operator(name))?.totpSecret ?? ''
    const secret = unsealTotpSecret(serverKey, sealed, name)
    if (secret === undefined) throw new Error(`${name} has no second factor`)
    return secret
  }

  /** An operator's next code, half a minute later on the server's clock: the last one is used. */
  async code(name: string): Promise<string> {
    this.#aheadMs += totpStepMs
    return totpCode(await this.secret(name), this.services.clock.now())
  }

  /** Enrols an operator who has a session from now on. */
  async loggedIn(name: string, role: OperatorRole, agency: string | null = null): Promise<void> {
    await this.operator(name, role, 'Rừng Pác Bó 1941 xanh!', agency)
    await this.session(name)
  }

  /** Leaves a session file as the start of a development server does. */
  async session(name: string): Promise<void> {
    const operator = await this.services.store.read.directory.operator(name)
    if (operator === undefined) throw new Error(`no operator ${name}`)
    await saveSession(this.#config.server.data, await openSession(this.services, operator))
  }

  /** Runs one command line, as `main.ts` does, with `input` on stdin. */
  run(argv: readonly string[], input = ''): Promise<Ended> {
    const application: Application = {
      openServices: config => openServices(config, this.#dns, this.#change),
      serve: () => Promise.reject(new Error('a command line under test serves nothing')),
      quickstart: () => Promise.reject(new Error('a command line under test sets nothing up')),
    }
    return runHere(['--config', join(this.folder, 'congvu.toml'), ...argv], application, input)
  }

  /** Runs with `--json` and reads the payload; throws when the command fails. */
  async json<T>(...argv: readonly string[]): Promise<T> {
    const ran = await this.run([...reasoned(argv), '--json'])
    if (ran.code !== 0) throw new Error(`${argv.join(' ')}: exit ${ran.code}\n${ran.err}`)
    return JSON.parse(ran.out) as T
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}
