import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificates {
  /** Base64 of the PEM of a certificate that is its own authority, for 127.0.0.1. */
  readonly authority: string
  readonly tls: { readonly cert: Buffer; readonly key: Buffer }
}

/** Makes a certificate with OpenSSL; undefined on a machine that has none. */
export function makeCertificates(folder: string): Certificates | undefined {
  const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')]
  const names = ['-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:api.test']
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-noenc', '-days', '1', ...names, '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    })
  } catch {
    return undefined
  }
  return { authority: readFileSync(cert).toString('base64'), tls: { cert: readFileSync(cert), key: readFileSync(key) } }
}
