/** One run of the program: finds the configuration, the operator's session and the server, and prints. */
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Config } from '../config/config.ts'
import { processEnvironment } from '../config/environment.ts'
import { loadConfig } from '../config/load.ts'
import { controlSocketName, createControlClient, isListening } from '../control/client.ts'
import type { Control, OperationInfo, SessionGrant } from '../control/control.ts'
import type { OperationName, OutputOf, ParametersOf } from '../control/operations.ts'
import { savedSessions } from '../control/session-files.ts'
import { type Application, Failure, type SecretOptions, type Session } from './command.ts'
import { configFailure, unwrap } from './outcome.ts'
import { askHidden, askLine, askYes } from './prompt.ts'
import { type Column, type Field, renderRecord, renderTable } from './table.ts'

export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable
  readonly stderr: Writable
}

export interface GlobalOptions {
  readonly config?: string
  readonly as?: string
  readonly json?: boolean
  readonly yes?: boolean
}

/** What a verb says that the session sends along. */
export interface VerbOptions {
  /** Of a verb with `reasonOption`. */
  readonly reason?: string | undefined
  /** Of a verb with `codeOptions`. */
  readonly code?: string | undefined
  readonly codeStdin?: boolean | undefined
}

/** What a command line says beside what its verb reads itself. */
export interface RunOptions extends GlobalOptions, VerbOptions {}

class Run implements Session, AsyncDisposable {
  readonly #options: () => RunOptions
  readonly #application: Application
  readonly #terminal: Terminal
  #config: Config | undefined
  #connection: Promise<Connection> | undefined
  #askedReason: Promise<string> | undefined

  constructor(options: () => RunOptions, application: Application, terminal: Terminal) {
    this.#options = options
    this.#application = application
    this.#terminal = terminal
  }

  get json(): boolean {
    return this.#options().json === true
  }

  get application(): Application {
    return this.#application
  }

  config(): Config {
    this.#config ??= this.#loadConfig()
    return this.#config
  }

  #loadConfig(): Config {
    const { config: file } = this.#options()
    const loaded = loadConfig({
      ...(file === undefined ? {} : { file }),
      environment: processEnvironment(),
      workingDirectory: process.cwd(),
    })
    if (loaded.ok) return loaded.value
    throw configFailure(loaded.error)
  }

  async control(): Promise<Control> {
    this.#connection ??= connect(this.config(), this.#application)
    return (await this.#connection).control
  }

  async grant(operation: OperationName): Promise<SessionGrant> {
    return (await this.#access(operation)).grant
  }

  async #access(
    operation: OperationName,
  ): Promise<{ readonly grant: SessionGrant; readonly info: OperationInfo }> {
    const control = await this.control()
    const info = unwrap(await control.describe(operation))
    const { roles } = info
    const saved = await savedSessions(this.config().server.data, Date.now())
    const wanted = this.#options().as
    if (wanted !== undefined) {
      const grant = saved.find(({ name }) => name === wanted)
      if (grant === undefined)
        throw new Failure('refused', `no session of ${wanted}; run: congvu login ${wanted}`)
      return { grant, info }
    }
    const grant = roles.map(role => saved.find(session => session.role === role)).find(Boolean)
    if (grant !== undefined) return { grant, info }
    throw new Failure(
      'refused',
      `no session of ${roles.map(withArticle).join(' or ')}; run: congvu login NAME`,
    )
  }

  async call<Name extends OperationName>(
    name: Name,
    parameters: ParametersOf<Name>,
  ): Promise<OutputOf<Name>> {
    const { grant, info } = await this.#access(name)
    const control = await this.control()
    // Whoever may not do it anyway is not asked why, nor for a code.
    const may = info.roles.includes(grant.role)
    const given = {
      ...parameters,
      ...(may && info.effect === 'evidence' ? { reason: await this.#reason() } : {}),
      ...(may && info.freshCode ? { code: await this.#code(grant.name) } : {}),
    }
    return unwrap(await control.call(grant.token, name, given)) as OutputOf<Name>
  }

  async #code(name: string): Promise<string> {
    const { code, codeStdin: fromStdin = false } = this.#options()
    if (code !== undefined) return code
    if (!fromStdin && this.#terminal.stdin.isTTY !== true)
      throw new Failure(
        'usage',
        `the six digits that the authenticator app of ${name} shows are needed: --code-stdin, or --code`,
      )
    return this.secret(`Code of ${name}`, { fromStdin })
  }

  /** Asked at most once a run. */
  #reason(): Promise<string> {
    this.#askedReason ??= this.#askReason()
    return this.#askedReason
  }

  async #askReason(): Promise<string> {
    const { reason } = this.#options()
    if (reason !== undefined) return reason
    if (this.#terminal.stdin.isTTY !== true)
      throw new Failure(
        'usage',
        'say why you look, with --reason "…": it is recorded before anything is shown',
      )
    return askLine(this.#terminal, 'Why do you look? It is recorded (10 characters or more): ')
  }

  print<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
    this.#terminal.stdout.write(this.json ? `${JSON.stringify(rows)}\n` : renderTable(rows, columns))
  }

  show<Row>(record: Row, fields: readonly Field<Row>[]): void {
    this.#terminal.stdout.write(this.json ? `${JSON.stringify(record)}\n` : renderRecord(record, fields))
  }

  done(payload: unknown, message: string): void {
    if (this.json) this.#terminal.stdout.write(`${JSON.stringify(payload)}\n`)
    else this.note(message)
  }

  async write(bytes: Uint8Array | string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#terminal.stdout.write(bytes, error => (error ? reject(error) : resolve()))
    })
  }

  note(message: string): void {
    this.#terminal.stderr.write(`${message}\n`)
  }

  async confirm(question: string): Promise<void> {
    if (this.#options().yes === true) return
    if (this.#terminal.stdin.isTTY !== true) throw new Failure('usage', `${question} Say --yes to go on`)
    if (!(await askYes(this.#terminal, question))) throw new Failure('failed', 'nothing was changed')
  }

  async secret(prompt: string, { fromStdin, repeat = false }: SecretOptions): Promise<string> {
    const { stdin } = this.#terminal
    if (fromStdin) return (await text(stdin)).split(/\r?\n/, 1)[0] ?? ''
    if (stdin.isTTY !== true) throw new Failure('usage', `${prompt}: no terminal to ask at; give it on stdin`)
    const secret = await askHidden(this.#terminal, `${prompt}: `)
    if (repeat && (await askHidden(this.#terminal, `${prompt}, again: `)) !== secret) {
      throw new Failure('usage', 'the two differ')
    }
    return secret
  }

  async readText(file: string): Promise<string> {
    if (file === '-') return text(this.#terminal.stdin)
    return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new Failure('failed', `${file} cannot be read (${error.code ?? 'unknown'})`)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined)
    await connection?.[Symbol.asyncDispose]()
  }
}

export function createSession(
  options: () => RunOptions,
  application: Application,
  terminal: Terminal,
): Session & AsyncDisposable {
  return new Run(options, application, terminal)
}

interface Connection extends AsyncDisposable {
  readonly control: Control
}

/** The running server, or the data directory itself when none runs. */
async function connect(config: Config, application: Application): Promise<Connection> {
  const socket = join(config.server.data, controlSocketName)
  if (await isListening(socket))
    return { control: createControlClient(socket), async [Symbol.asyncDispose]() {} }
  const exists = await access(config.server.data).then(
    () => true,
    () => false,
  )
  if (!exists) {
    const advice = 'set one up with: congvu quickstart, or start with: congvu serve --development'
    throw new Failure('configuration', `there is no data directory ${config.server.data}; ${advice}`)
  }
  const { createControl } = await import('../control/control.ts')
  const services = await application.openServices(config).catch((error: unknown) => {
    const cause = error instanceof Error ? error.message : String(error)
    throw new Failure('failed', `the data directory ${config.server.data} cannot be opened: ${cause}`)
  })
  return { control: createControl(services), [Symbol.asyncDispose]: () => services[Symbol.asyncDispose]() }
}

function withArticle(role: string): string {
  return `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}`
}
