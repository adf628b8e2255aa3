/**
 * What `congvu.toml` may hold, key by key. Each key's description completes the sentence "`key` must be …", so that
 * an error, the example and the JSON Schema all say the same.
 */
import { isIP } from 'node:net'
import * as z from 'zod'
import { isDomainName } from '../base/domain-name.ts'
import { defaultLimits, type Limits } from '../base/limits.ts'
import { isNetwork, privateNetworks } from '../base/networks.ts'
import {
  dkimUses,
  encryptionFormats,
  logLevels,
  messageLimitUses,
  namingPolicies,
  ownPasswordUses,
} from './config.ts'

const path = z.string().min(1).max(4096)
const domainName = z.string().refine(isDomainName)
/** Of a signed note (C2SP): no spaces and no plus; 255 octets are what a signature has room for. */
const keyName = z
  .string()
  .regex(/^[^\s\p{Cc}\p{Z}+]+$/u)
  .refine(text => Buffer.byteLength(text) <= 255)

/** `host:port`, `[v6]:port` or empty for off. Port 0 takes any free one. */
export const endpointPattern = /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/i

const endpoint = z.string().refine(text => {
  const match = endpointPattern.exec(text)
  return text === '' || (match !== null && Number(match[3]) <= 65_535)
})

function listener(service: string) {
  return endpoint
    .default('')
    .describe(`where ${service} listens as "host:port" ("[::1]:25" for IPv6), "" for off`)
}

function isResolver(text: string): boolean {
  const match = endpointPattern.exec(text)
  return isIP(match === null ? text : (match[1] ?? match[2] ?? '')) !== 0
}

/** Limits that the design itself bounds: a keyword is one of the bits left in a message's 32-bit flags. */
const limitMaxima: Partial<Record<keyof Limits, number>> = { keywords: 26, compactionLivePercent: 100 }

/** `messageBytes` is `message_bytes` in the file. */
export function fileKey(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

const limitNames = Object.keys(defaultLimits) as (keyof Limits)[]

function limit(name: keyof Limits) {
  const unit = name.endsWith('Bytes') ? 'of bytes ' : name.endsWith('Ms') ? 'of milliseconds ' : ''
  const max = limitMaxima[name] ?? Number.MAX_SAFE_INTEGER
  const range = limitMaxima[name] === undefined ? 'above 0' : `from 1 to ${max}`
  return z
    .int()
    .min(1)
    .max(max)
    .optional()
    .describe(`a whole number ${unit}${range} (${defaultLimits[name]} when not given)`)
}

const limits = z.strictObject(Object.fromEntries(limitNames.map(name => [fileKey(name), limit(name)])))

/** The limits of a file laid over the defaults. */
export function mergeLimits(given: z.output<typeof limits>): Limits {
  const merged = limitNames.map(name => [name, given[fileKey(name)] ?? defaultLimits[name]])
  return Object.fromEntries(merged) as unknown as Limits
}

export const fileSchema = z.strictObject({
  server: z
    .strictObject({
      hostname: domainName.describe('the name of this host in DNS, such as "mail.caobang.gov.vn"'),
      data: path.describe('the data directory, such as "/var/lib/congvu"'),
    })
    .describe('a table with hostname and data'),
  domain: z
    .strictObject({ name: domainName.describe('the mail domain, such as "caobang.gov.vn"') })
    .describe('a table with name'),
  directory: z
    .strictObject({
      naming: z
        .enum(namingPolicies)
        .default('given-initials.agency')
        .describe(
          `how a person's address is made, one of ${namingPolicies.map(policy => `"${policy}"`).join(', ')}`,
        ),
    })
    .prefault({})
    .describe('a table'),
  listen: z
    .strictObject({
      mx: listener('SMTP from other servers'),
      submission: listener('submission with STARTTLS'),
      submissions: listener('submission over TLS'),
      imap: listener('IMAP with STARTTLS'),
      imaps: listener('IMAP over TLS'),
      http: listener("the page of one's own (HTTPS)"),
      crl: listener('the list of revoked certificates (plain HTTP)'),
      witness: listener('the witness of other logs (plain HTTP)'),
      log: listener('the log, for those who check it (plain HTTP)'),
      metrics: listener('what monitors ask for (plain HTTP)'),
    })
    .prefault({})
    .describe('a table of services'),
  tls: z
    .strictObject({
      cert: path.describe('the file of the certificate chain in PEM'),
      key: path.describe('the file of the private key in PEM'),
    })
    .describe('a table with cert and key'),
  limits: limits.prefault({}).describe('a table of limits'),
  policy: z
    .strictObject({
      state_domains: z
        .array(domainName)
        .max(64)
        .default(['gov.vn'])
        .describe('a list of the domains of state bodies, such as ["gov.vn"]; what is below them counts too'),
      reference_prefix: z
        .string()
        .regex(/^[A-Z]{1,8}$/)
        .default('CB')
        .describe('one to eight capital letters that references of the ledger begin with, such as "CB"'),
      free_mail_file: path.optional().describe('a file that adds to the shipped list of free-mail domains'),
      document_kinds_file: path
        .optional()
        .describe('a file that replaces the shipped list of kinds of documents'),
      sign_up_file: path
        .optional()
        .describe('a file that replaces the shipped list of services whose registrations are flagged'),
      dangerous_types_file: path
        .optional()
        .describe('a file that adds to the shipped list of suffixes of programs'),
      network_database: path
        .optional()
        .describe('a MaxMind DB of autonomous systems, to name the network an address is of'),
      citations_file: path
        .optional()
        .describe('a file that corrects the citations of rules (rule, clause, vi, en)'),
      country_database: path.optional().describe('a MaxMind DB that replaces the shipped one of countries'),
    })
    .prefault({})
    .describe('a table'),
  scanner: z
    .strictObject({
      clamav: z
        .string()
        .refine(text => text.startsWith('/') || endpointPattern.test(text))
        .optional()
        .describe('where clamd listens, such as "/run/clamav/clamd.ctl" or "127.0.0.1:3310"'),
    })
    .prefault({})
    .describe('a table'),
  signing: z
    .strictObject({
      crl_url: z
        .url({ protocol: /^http$/ })
        .refine(text => !text.endsWith('/'))
        .optional()
        .describe(
          'where others reach listen.crl, such as "http://crl.caobang.gov.vn", if not by hostname and port',
        ),
      dkim: z
        .enum(dkimUses)
        .default('required')
        .describe('"required" (a letter that cannot be signed does not leave) or "off" (none is signed)'),
      trust_file: path
        .optional()
        .describe('a file with the certificates of the authorities whose signatures are trusted (PEM)'),
      crl_sources: z
        .array(z.url({ protocol: /^https?$/ }))
        .default([])
        .describe('where the lists of revoked certificates of those authorities are fetched (http, https)'),
      encryption: z
        .enum(encryptionFormats)
        .default('cbc')
        .describe(
          '"cbc" (AES-256-CBC, which mail programs open) or "gcm" (AES-256-GCM, RSA-OAEP), which Thunderbird does not',
        ),
    })
    .prefault({})
    .describe('a table'),
  token: z
    .strictObject({
      module: path
        .optional()
        .describe('the PKCS #11 module of tokens with keys, such as "/usr/lib/softhsm/libsofthsm2.so"'),
      pin_file: path.optional().describe('the file that holds the PIN of the tokens'),
      label: z
        .string()
        .min(1)
        .max(32)
        .optional()
        .describe('the label of the only token that is touched, when the module has several'),
    })
    .prefault({})
    .describe('a table'),
  identity: z
    .strictObject({
      issuer: z
        .url({ protocol: /^https$/ })
        .optional()
        .describe('the issuer of the tokens as they name it, such as "https://sso.caobang.gov.vn"'),
      jwks_file: path.optional().describe('a file of the keys that it signs tokens with (a JWK set)'),
      audience: z
        .string()
        .min(1)
        .max(255)
        .optional()
        .describe('whom its tokens for mail are for, such as "congvu"'),
      claim: z
        .string()
        .min(1)
        .max(255)
        .default('email')
        .describe('the claim of a token that holds the address of the box, such as "email"'),
    })
    .prefault({})
    .describe('a table'),
  timestamp: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/ })
        .refine(text => new URL(text).username === '')
        .optional()
        .describe('where the time-stamping authority answers, such as "http://tsa.ca.gov.vn"'),
      trust: path.optional().describe('a file of the authorities that its certificate may come from, in PEM'),
      policy: z
        .string()
        .regex(/^[012](\.(0|[1-9]\d{0,14})){1,30}$/)
        .optional()
        .describe('the object identifier of the policy to ask for, such as "1.3.6.1.4.1.13762.3"'),
    })
    .prefault({})
    .describe('a table'),
  transparency: z
    .strictObject({
      origin: keyName
        .optional()
        .describe(
          'the name of the log, which never changes, such as "caobang.gov.vn/congvu/log" (made of the domain when not given)',
        ),
      key: z
        .string()
        .regex(/^pkcs11:/)
        .max(1000)
        .optional()
        .describe('the pkcs11: URI of the Ed25519 key that signs checkpoints, if one on a token does'),
      witnesses: z
        .array(z.string().regex(/^https?:\/\/\S*[^\s/] [^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$/))
        .max(32)
        .default([])
        .describe('a list of who is asked to cosign, each an address, a space and a verifier key'),
      witness_name: keyName
        .optional()
        .describe(
          'the name under which listen.witness signs, such as "caobang.gov.vn/congvu/witness" (made of the domain when not given)',
        ),
      witnessed: z
        .array(z.string().regex(/^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$/))
        .max(256)
        .default([])
        .describe('a list of the verifier keys of the logs that listen.witness cosigns for'),
    })
    .prefault({})
    .describe('a table'),
  relay: z
    .strictObject({
      mode: z
        .enum(['direct', 'smarthost', 'none'])
        .default('direct')
        .describe('"direct" (to each domain\'s mail exchanger), "smarthost" or "none" (nothing leaves)'),
      host: z
        .string()
        .refine(text => isDomainName(text) || isIP(text) !== 0 || text === 'localhost')
        .optional()
        .describe('the smarthost, by name or address'),
      port: z.int().min(1).max(65_535).optional().describe('a port from 1 to 65535'),
      tls: z
        .enum(['starttls', 'implicit'])
        .default('starttls')
        .describe('"starttls" or "implicit" (TLS from the first byte, port 465)'),
      user: z.string().min(1).optional().describe('the name to log in with at the smarthost'),
      password_file: path.optional().describe('the file that holds the password for user'),
    })
    .prefault({})
    .describe('a table'),
  dns: z
    .strictObject({
      servers: z
        .array(z.string().refine(isResolver))
        .max(8)
        .default([])
        .describe('a list of resolvers such as ["127.0.0.1", "[::1]:53"], [] for the system\'s'),
    })
    .prefault({})
    .describe('a table'),
  sender: z
    .strictObject({
      trusted_sealers: z
        .array(z.string().toLowerCase().refine(isDomainName))
        .max(1000)
        .default([])
        .describe(
          'a list of the domains of mailing lists and forwarders whose ARC seals count for letters that break DMARC on their way',
        ),
    })
    .prefault({})
    .describe('a table'),
  login: z
    .strictObject({
      own_password: z
        .enum(ownPasswordUses)
        .default('inside')
        .describe(
          'where a person\'s own password opens IMAP and submission: "inside", "anywhere" or "nowhere" (app passwords do everywhere)',
        ),
      internal_networks: z
        .array(z.string().refine(isNetwork))
        .max(256)
        .default([...privateNetworks])
        .describe('a list of the networks inside, such as ["10.0.0.0/8", "fd00::/8"]'),
    })
    .prefault({})
    .describe('a table'),
  imap: z
    .strictObject({
      uidonly: z
        .boolean()
        .default(false)
        .describe('true to offer UIDONLY (RFC 9586) to mail programs, which few know yet, or false'),
      message_limit: z
        .enum(messageLimitUses)
        .default('commands')
        .describe(
          'what limits.imap_command_messages is the limit of: "commands" (all, MESSAGELIMIT) or "saves" (COPY and APPEND alone, SAVELIMIT)',
        ),
    })
    .prefault({})
    .describe('a table'),
  log: z
    .strictObject({
      level: z
        .enum(logLevels)
        .default('info')
        .describe(`one of ${logLevels.map(level => `"${level}"`).join(', ')}`),
    })
    .prefault({})
    .describe('a table'),
})

export type ConfigFile = z.output<typeof fileSchema>

/** Under optional, default and prefault. */
function inner(schema: z.ZodType): z.ZodType {
  let current: z.ZodType = schema
  while (
    current instanceof z.ZodOptional ||
    current instanceof z.ZodDefault ||
    current instanceof z.ZodPrefault
  ) {
    current = current.unwrap() as z.ZodType
  }
  return current
}

/** The schema of a key, and the keys of a table. */
export function schemaAt(keys: readonly PropertyKey[]): z.ZodType | undefined {
  let current: z.ZodType = fileSchema
  for (const key of keys) {
    const table = inner(current)
    const next = table instanceof z.ZodObject ? tableEntries(table).get(String(key)) : undefined
    if (next === undefined) return undefined
    current = next
  }
  return current
}

function tableEntries(table: z.ZodObject): ReadonlyMap<string, z.ZodType> {
  return new Map(Object.entries(table.shape) as [string, z.ZodType][])
}

export function knownKeys(keys: readonly PropertyKey[]): readonly string[] {
  const schema = schemaAt(keys)
  const table = schema === undefined ? undefined : inner(schema)
  return table instanceof z.ZodObject ? [...tableEntries(table).keys()] : []
}

/** A value from the environment in the type that its key wants. */
export function coerce(keys: readonly string[], text: string): unknown {
  const schema = schemaAt(keys)
  const leaf = schema === undefined ? undefined : inner(schema)
  if (leaf instanceof z.ZodNumber) return /^-?\d+$/.test(text) ? Number(text) : text
  if (leaf instanceof z.ZodArray)
    return text
      .split(',')
      .map(item => item.trim())
      .filter(Boolean)
  return text
}
