import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the next requests are answered; the last one repeats. */
export type ArchiveAnswer = (
  server: ArchiveServer,
  request: IncomingMessage,
  response: ServerResponse,
) => void;

/** As GitHub's releases do: a part when one is asked for and the file is still the same. */
export const ranged: ArchiveAnswer = ({ archive, etag }, { headers }, response) => {
  const from = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  const unchanged = headers['if-range'] === undefined || headers['if-range'] === etag;
  if (from === undefined || !unchanged) return whole({ archive, etag }, response);
  const start = Number(from);
  if (start >= archive.length) {
    response.writeHead(416, { 'content-range': `bytes */${archive.length}` }).end();
    return;
  }
  const range = `bytes ${start}-${archive.length - 1}/${archive.length}`;
  const part = archive.subarray(start);
  response
    .writeHead(206, { 'content-range': range, 'content-length': part.length, ...etagOf(etag) })
    .end(part);
};

/** Never heard of ranges. */
export const rangeless: ArchiveAnswer = (server, _request, response) => whole(server, response);

/** The connection is gone after so many further bytes. */
export const cutAfter =
  (bytes: number): ArchiveAnswer =>
  ({ archive, etag }, { headers }, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const part = archive.subarray(start, start + bytes);
    const about = { 'content-length': archive.length - start, ...etagOf(etag) };
    const range = `bytes ${start}-${archive.length - 1}/${archive.length}`;
    if (start > 0) response.writeHead(206, { 'content-range': range, ...about });
    else response.writeHead(200, about);
    // When it has left the process: what has arrived counts.
    response.write(part, () => setImmediate(() => response.destroy()));
  };

/** Some of it, then nothing more. */
export const stalledAfter =
  (bytes: number): ArchiveAnswer =>
  ({ archive, etag }, _request, response) => {
    response.writeHead(200, { 'content-length': archive.length, ...etagOf(etag) });
    response.write(archive.subarray(0, bytes));
  };

export const answering =
  (status: number, headers: Readonly<Record<string, string>> = {}): ArchiveAnswer =>
  (_server, _request, response) => {
    response.writeHead(status, headers).end();
  };

function whole({ archive, etag }: Pick<ArchiveServer, 'archive' | 'etag'>, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': archive.length, ...etagOf(etag) }).end(archive);
}

function etagOf(etag: string | null): { etag?: string } {
  return etag === null ? {} : { etag };
}

/** A server on this machine that publishes one archive, and can be told to misbehave. */
export class ArchiveServer {
  readonly requests: IncomingMessage[] = [];
  archive: Buffer = Buffer.alloc(0);
  /** Null: it names none. */
  etag: string | null = '"v1"';
  answers: ArchiveAnswer[] = [ranged];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.requests.push(request);
      const answer = (this.answers.length > 1 ? this.answers.shift() : this.answers[0]) ?? ranged;
      answer(this, request, response);
    });
  }

  static async listen(): Promise<ArchiveServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ArchiveServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/model.tar.bz2`;
  }

  /** The header `range` of each request, in order. */
  get ranges(): (string | undefined)[] {
    return this.requests.map(({ headers }) => headers.range);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
