/** npm's HTTP client, the part of it that we use. */
declare module 'make-fetch-happen' {
  import type { Readable } from 'node:stream';

  export interface FetchOptions {
    readonly headers?: Readonly<Record<string, string>>;
    readonly redirect?: 'manual';
    readonly cache?: 'no-store';
    readonly compress?: boolean;
    readonly retry?: { readonly retries: number };
    readonly signal?: AbortSignal;
    /** Absent: `HTTPS_PROXY` and its kin. */
    readonly proxy?: string;
    readonly noProxy?: string | readonly string[];
    readonly strictSSL?: boolean;
    readonly ca?: string | readonly string[];
    readonly localAddress?: string;
  }

  export interface FetchResponse {
    readonly status: number;
    readonly headers: { get(name: string): string | null };
    /** A stream of npm's own kind. */
    readonly body: AsyncIterable<Buffer> & Pick<Readable, 'resume'> & { destroy?(): void };
  }

  export default function fetch(url: string, options: FetchOptions): Promise<FetchResponse>;
}
