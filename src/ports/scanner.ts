/** A malware scanner, where one is configured. Expected failures are outcomes, never exceptions. */

export type ScanOutcome =
  | { readonly kind: 'clean' }
  /** `name`: what the scanner calls it. */
  | { readonly kind: 'infected'; readonly name: string }
  /** Larger than the scanner takes. */
  | { readonly kind: 'too-large' }
  /** Nobody answered in time: worth another try. */
  | { readonly kind: 'unavailable' }

export interface Scanner {
  scan(bytes: Uint8Array): Promise<ScanOutcome>
}

/** Where none is configured. */
export const noScanner: Scanner = { scan: async () => ({ kind: 'clean' }) }
