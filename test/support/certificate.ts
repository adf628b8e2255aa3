/** A key and a self-signed certificate, made on the spot: tests carry no secrets. */
import { generateKeyPairSync } from 'node:crypto'
import { isIP } from 'node:net'
import forge from 'node-forge'

export function selfSigned(hostname: string): { readonly key: string; readonly cert: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const forgeKey = forge.pki.privateKeyFromPem(key)
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.setRsaPublicKey(forgeKey.n, forgeKey.e)
  certificate.serialNumber = '01'
  certificate.validity.notBefore = new Date(Date.now() - 60_000)
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000)
  const name = [{ name: 'commonName', value: hostname }]
  certificate.setSubject(name)
  certificate.setIssuer(name)
  certificate.setExtensions([
    {
      name: 'subjectAltName',
      altNames: [isIP(hostname) === 0 ? { type: 2, value: hostname } : { type: 7, ip: hostname }],
    },
  ])
  certificate.sign(forgeKey, forge.md.sha256.create())
  return { key, cert: forge.pki.certificateToPem(certificate) }
}
