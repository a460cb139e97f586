import { generate } from 'selfsigned'

export interface Certificates {
  /** Base64 of the PEM of a certificate that is its own authority, for 127.0.0.1 and api.test. */
  readonly authority: string
  readonly tls: { readonly cert: string; readonly key: string }
}

/** Makes a certificate that nobody but its own holder vouches for. */
export async function makeCertificates(): Promise<Certificates> {
  const names = [
    { type: 2 as const, value: 'api.test' },
    { type: 7 as const, ip: '127.0.0.1' },
  ]
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'test' }], {
    extensions: [{ name: 'subjectAltName', altNames: names }],
  })
  return { authority: Buffer.from(cert).toString('base64'), tls: { cert, key } }
}
