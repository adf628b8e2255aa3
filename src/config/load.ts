/**
 * From `congvu.toml` and the environment to a `Config`, or to everything that is wrong with them.
 *
 * Where it is looked for: `--config`, `CONGVU_CONFIG`, `./congvu.toml`, `/etc/congvu/congvu.toml`; without any, the
 * development configuration over `./data`. `CONGVU_SECTION__KEY` overrides one value. Relative paths start at the
 * file's folder. Files that it names are not opened here: `check-files.ts` does, and whoever uses them.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse as parseToml, TomlError } from 'smol-toml'
import type * as z from 'zod'
import { nearest } from '../base/nearest.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { Config, Endpoint, Relay } from './config.ts'
import { developmentDocument } from './development.ts'
import {
  type ConfigFile,
  coerce,
  endpointPattern,
  fileSchema,
  knownKeys,
  mergeLimits,
  schemaAt,
} from './schema.ts'

export interface ConfigProblem {
  /** `listen.mx`; empty when the whole file is meant. */
  readonly key: string
  readonly message: string
}

export interface ConfigError {
  readonly file: string | null
  readonly problems: readonly ConfigProblem[]
}

export interface ConfigSource {
  /** `--config`. */
  readonly file?: string
  readonly environment: ReadonlyMap<string, string>
  readonly workingDirectory: string
}

export const systemConfigFile = '/etc/congvu/congvu.toml'

const maxFileBytes = 1024 * 1024

export function loadConfig(source: ConfigSource): Result<Config, ConfigError> {
  const { environment, workingDirectory } = source
  const asked = source.file ?? environment.get('CONGVU_CONFIG')
  const candidates = asked === undefined ? ['congvu.toml', systemConfigFile] : [asked]
  for (const candidate of candidates) {
    const file = resolve(workingDirectory, candidate)
    const text = readConfigText(file)
    if (!text.ok && text.error === 'ENOENT' && asked === undefined) continue
    if (!text.ok) return fail({ file, problems: [{ key: '', message: `cannot be read (${text.error})` }] })
    return parseConfig(text.value, file, environment)
  }
  return developmentConfig(resolve(workingDirectory, 'data'), environment)
}

/** The development configuration over a data directory. */
export function developmentConfig(
  dataDirectory: string,
  environment: ReadonlyMap<string, string> = new Map(),
): Result<Config, ConfigError> {
  return buildConfig(developmentDocument(dataDirectory), null, dataDirectory, environment)
}

export function parseConfig(
  text: string,
  file: string,
  environment: ReadonlyMap<string, string>,
): Result<Config, ConfigError> {
  try {
    return buildConfig(parseToml(text), file, dirname(file), environment)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const message = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? ''
    return fail({ file, problems: [{ key: '', message: `line ${error.line}: ${message}` }] })
  }
}

function readConfigText(file: string): Result<string, string> {
  try {
    const bytes = readFileSync(file)
    return bytes.length > maxFileBytes ? fail('larger than 1 MiB') : ok(bytes.toString('utf8'))
  } catch (error) {
    return fail((error as NodeJS.ErrnoException).code ?? 'unreadable')
  }
}

function buildConfig(
  document: Readonly<Record<string, unknown>>,
  file: string | null,
  folder: string,
  environment: ReadonlyMap<string, string>,
): Result<Config, ConfigError> {
  const overridden = withOverrides(document, environment)
  const parsed = fileSchema.safeParse(overridden, { reportInput: true })
  const problems = parsed.success ? crossProblems(parsed.data) : parsed.error.issues.flatMap(explain)
  if (!parsed.success || problems.length > 0) return fail({ file, problems })
  return ok(assemble(parsed.data, file, folder))
}

const overridePattern = /^CONGVU_([A-Z]+)__([A-Z0-9_]+)$/

/** `CONGVU_LISTEN__MX=0.0.0.0:25` sets `mx` in `[listen]`. */
function withOverrides(
  document: Readonly<Record<string, unknown>>,
  environment: ReadonlyMap<string, string>,
): Readonly<Record<string, unknown>> {
  const sections = new Map(Object.entries(document))
  for (const [name, text] of environment) {
    const match = overridePattern.exec(name)
    if (match === null) continue
    const [section = '', key = ''] = match.slice(1).map(part => part.toLowerCase())
    const table = sections.get(section)
    const entries = new Map(typeof table === 'object' && table !== null ? Object.entries(table) : [])
    sections.set(section, Object.fromEntries(entries.set(key, coerce([section, key], text))))
  }
  return Object.fromEntries(sections)
}

/** One of zod's findings in our words: the key, what is right, what was given. */
function explain(issue: z.core.$ZodIssue): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => {
      const meant = nearest(key, knownKeys(issue.path))
      return {
        key: [...issue.path, key].join('.'),
        message: `unknown key; the nearest known one is "${meant}"`,
      }
    })
  }
  const path = keyPath(issue.path)
  const must = `must be ${schemaAt(path)?.description ?? 'something else'}`
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  const given = missing
    ? 'is missing; it '
    : issue.input === undefined
      ? ''
      : `${JSON.stringify(issue.input)} is wrong; it `
  return [{ key: path.join('.'), message: `${given}${must}` }]
}

/** Without the positions inside a list, which are no keys. */
function keyPath(path: readonly PropertyKey[]): readonly PropertyKey[] {
  return path.filter(part => typeof part !== 'number')
}

/** What one key's value asks of another. */
function crossProblems(file: ConfigFile): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const { relay } = file
  if (relay.mode === 'smarthost' && relay.host === undefined) {
    problems.push({
      key: 'relay.host',
      message: 'is missing; mode "smarthost" needs the smarthost\'s name or address',
    })
  }
  for (const key of ['host', 'port', 'user', 'password_file'] as const) {
    if (relay.mode !== 'smarthost' && relay[key] !== undefined) {
      problems.push({ key: `relay.${key}`, message: `only mode "smarthost" uses it, not "${relay.mode}"` })
    }
  }
  if (relay.mode === 'smarthost' && (relay.user === undefined) !== (relay.password_file === undefined)) {
    const missing = relay.user === undefined ? 'user' : 'password_file'
    problems.push({
      key: `relay.${missing}`,
      message: 'is missing; user and password_file are given together',
    })
  }
  if ((file.token.module === undefined) !== (file.token.pin_file === undefined)) {
    const missing = file.token.module === undefined ? 'module' : 'pin_file'
    problems.push({ key: `token.${missing}`, message: 'is missing; module and pin_file are given together' })
  }
  if (file.transparency.key !== undefined && file.token.module === undefined) {
    problems.push({ key: 'token.module', message: 'is missing; transparency.key is on a token' })
  }
  problems.push(...identityProblems(file.identity))
  if (file.timestamp.url !== undefined && file.timestamp.trust === undefined) {
    problems.push({
      key: 'timestamp.trust',
      message: 'is missing; a token of the authority at url is worth what its certificate is',
    })
  }
  return problems
}

/** All that tells whose tokens count, or nothing of it. */
function identityProblems({ issuer, jwks_file, audience }: ConfigFile['identity']): readonly ConfigProblem[] {
  const given = { issuer, jwks_file, audience }
  const missing = Object.entries(given).filter(([, value]) => value === undefined)
  if (missing.length === 3) return []
  return missing.map(([name]) => ({
    key: `identity.${name}`,
    message: 'is missing; a token counts by its issuer, its signature and its audience together',
  }))
}

function identityOf(
  { issuer, jwks_file, audience, claim }: ConfigFile['identity'],
  absolute: (path: string) => string,
): Config['identity'] {
  if (issuer === undefined || jwks_file === undefined || audience === undefined) return null
  return { issuer, jwksFile: absolute(jwks_file), audience, claim }
}

function endpointOf(text: string): Endpoint | null {
  const match = endpointPattern.exec(text)
  return match === null ? null : { host: match[1] ?? match[2] ?? '', port: Number(match[3]) }
}

function relayOf(relay: ConfigFile['relay'], absolute: (path: string) => string): Relay {
  if (relay.mode !== 'smarthost') return { mode: relay.mode }
  const implicitTls = relay.tls === 'implicit'
  const { user, password_file: file } = relay
  return {
    mode: 'smarthost',
    host: relay.host ?? '',
    port: relay.port ?? (implicitTls ? 465 : 587),
    implicitTls,
    credentials: user === undefined || file === undefined ? null : { user, passwordFile: absolute(file) },
  }
}

function crlUrlOf(hostname: string, endpoint: Endpoint | null): string | null {
  if (endpoint === null) return null
  return endpoint.port === 80 ? `http://${hostname}` : `http://${hostname}:${endpoint.port}`
}

function assemble(file: ConfigFile, source: string | null, folder: string): Config {
  const absolute = (path: string) => resolve(folder, path)
  const optional = (path: string | undefined) => (path === undefined ? null : absolute(path))
  const { server, listen, policy, tls } = file
  return {
    file: source,
    server: { hostname: server.hostname, data: absolute(server.data) },
    domain: { name: file.domain.name },
    directory: { naming: file.directory.naming },
    listen: {
      mx: endpointOf(listen.mx),
      submission: endpointOf(listen.submission),
      submissions: endpointOf(listen.submissions),
      imap: endpointOf(listen.imap),
      imaps: endpointOf(listen.imaps),
      http: endpointOf(listen.http),
      crl: endpointOf(listen.crl),
      witness: endpointOf(listen.witness),
      log: endpointOf(listen.log),
      metrics: endpointOf(listen.metrics),
    },
    tls: { cert: absolute(tls.cert), key: absolute(tls.key) },
    limits: mergeLimits(file.limits),
    policy: {
      stateDomains: policy.state_domains,
      referencePrefix: policy.reference_prefix,
      freeMailFile: optional(policy.free_mail_file),
      documentKindsFile: optional(policy.document_kinds_file),
      signUpFile: optional(policy.sign_up_file),
      dangerousTypesFile: optional(policy.dangerous_types_file),
      citationsFile: optional(policy.citations_file),
      countryDatabase: optional(policy.country_database),
      networkDatabase: optional(policy.network_database),
    },
    scanner: { clamav: file.scanner.clamav ?? null },
    signing: {
      dkim: file.signing.dkim,
      encryption: file.signing.encryption,
      crlUrl: file.signing.crl_url ?? crlUrlOf(server.hostname, endpointOf(listen.crl)),
      trustFile: optional(file.signing.trust_file),
      crlSources: file.signing.crl_sources,
    },
    token: {
      module: optional(file.token.module),
      pinFile: optional(file.token.pin_file),
      label: file.token.label ?? null,
    },
    identity: identityOf(file.identity, absolute),
    timestamp: {
      url: file.timestamp.url ?? null,
      trust: optional(file.timestamp.trust),
      policy: file.timestamp.policy ?? null,
    },
    transparency: {
      origin: file.transparency.origin ?? `${file.domain.name}/congvu/log`,
      key: file.transparency.key ?? null,
      witnesses: file.transparency.witnesses.map(text => {
        const [url = '', key = ''] = text.split(' ')
        return { url, key }
      }),
      witnessName: file.transparency.witness_name ?? `${file.domain.name}/congvu/witness`,
      witnessed: file.transparency.witnessed,
    },
    relay: relayOf(file.relay, absolute),
    dns: { servers: file.dns.servers },
    sender: { trustedSealers: file.sender.trusted_sealers },
    login: { ownPassword: file.login.own_password, internalNetworks: file.login.internal_networks },
    imap: { uidOnly: file.imap.uidonly, messageLimit: file.imap.message_limit },
    log: { level: file.log.level },
  }
}
