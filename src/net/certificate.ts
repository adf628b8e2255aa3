/**
 * A self-signed certificate for a server that was not given one: enough for a first trial and for tests, never for
 * the public. node-forge writes the certificate, the key comes from the platform's own generator.
 */
import { createPrivateKey, generateKeyPair, randomBytes, X509Certificate } from 'node:crypto'
import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import forge from 'node-forge'

export interface TlsIdentity {
  /** PEM. */
  readonly key: string
  readonly cert: string
}

const validDays = 397
const renewBeforeMs = 30 * 86_400_000

/** Makes a key (RSA-2048, which every mail client accepts) and a certificate for the names and loopback. */
export async function selfSigned(hostname: string, now: number): Promise<TlsIdentity> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const forgeKey = forge.pki.privateKeyFromPem(key)
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.rsa.setPublicKey(forgeKey.n, forgeKey.e)
  // RFC 5280 §4.1.2.2: positive, at most 20 octets.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`
  certificate.validity.notBefore = new Date(now - 60_000)
  certificate.validity.notAfter = new Date(now + validDays * 86_400_000)
  const name = [{ name: 'commonName', value: hostname }]
  certificate.setSubject(name)
  certificate.setIssuer(name)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, keyCertSign: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: [
        { type: 2, value: hostname },
        { type: 2, value: 'localhost' },
        { type: 7, ip: '127.0.0.1' },
        { type: 7, ip: '::1' },
      ],
    },
  ])
  certificate.sign(forgeKey, forge.md.sha256.create())
  return { key, cert: forge.pki.certificateToPem(certificate) }
}

/**
 * Reads a key and its certificate. Rejects with a message that names the file when one is missing, the key can be
 * read by others, or the two do not belong together.
 */
export async function readIdentity(keyFile: string, certFile: string): Promise<TlsIdentity> {
  const mode = (await stat(keyFile)).mode & 0o777
  if ((mode & 0o077) !== 0)
    throw new Error(`${keyFile} can be read by others (mode ${mode.toString(8)}): chmod 600 it`)
  const [key, cert] = await Promise.all([readFile(keyFile, 'utf8'), readFile(certFile, 'utf8')])
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
    throw new Error(`${certFile} does not belong to the key ${keyFile}`)
  return { key, cert }
}

/** The stored self-signed identity, made anew when there is none or it is about to run out. */
export async function ensureSelfSigned(
  keyFile: string,
  certFile: string,
  hostname: string,
  now: number,
): Promise<TlsIdentity> {
  try {
    const identity = await readIdentity(keyFile, certFile)
    const certificate = new X509Certificate(identity.cert)
    if (certificate.checkHost(hostname) && certificate.validToDate.getTime() - now > renewBeforeMs)
      return identity
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const identity = await selfSigned(hostname, now)
  await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 })
  await writeAtomically(keyFile, identity.key, 0o600)
  await writeAtomically(certFile, identity.cert, 0o644)
  return identity
}

async function writeAtomically(file: string, text: string, mode: number): Promise<void> {
  const temporary = `${file}.new`
  await writeFile(temporary, text, { mode })
  await chmod(temporary, mode)
  await rename(temporary, file)
}
