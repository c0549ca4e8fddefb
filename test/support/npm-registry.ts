import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  readonly tarball: Buffer;
  readonly integrity: string;
}

/** How the registry answers the next requests for a tarball; the last one repeats. */
export type TarballAnswer = (response: ServerResponse, tarball: Buffer) => void;

export const whole: TarballAnswer = (response, tarball) => {
  response.writeHead(200, { 'content-length': tarball.length }).end(tarball);
};

/** Half of it, then the connection is gone. */
export const cut: TarballAnswer = (response, tarball) => {
  response.writeHead(200, { 'content-length': tarball.length });
  response.write(tarball.subarray(0, tarball.length / 2), () => response.destroy());
};

/** Half of it, then nothing more. */
export const stalled: TarballAnswer = (response, tarball) => {
  response.writeHead(200, { 'content-length': tarball.length });
  response.write(tarball.subarray(0, tarball.length / 2));
};

export const failing =
  (status: number): TarballAnswer =>
  (response) => {
    response.writeHead(status).end();
  };

/** A registry of npm packages on this machine that can be told to misbehave. */
export class NpmRegistry {
  readonly requests: IncomingMessage[] = [];
  answers: TarballAnswer[] = [whole];
  private readonly packages = new Map<string, PublishedPackage>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => this.answer(request, response));
  }

  static async listen(): Promise<NpmRegistry> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new NpmRegistry(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  get tarballRequests(): number {
    return this.requests.filter((request) => request.url?.endsWith('.tgz')).length;
  }

  /** Packs `files` (path in the package → content) as npm would. */
  async publish(
    name: string,
    version: string,
    files: Record<string, string | Buffer>,
  ): Promise<PublishedPackage> {
    const dir = await mkdtemp(join(tmpdir(), 'steno-npm-'));
    for (const [path, content] of Object.entries(files)) {
      const target = join(dir, 'package', path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
    }
    await create({ gzip: true, cwd: dir, file: join(dir, 'package.tgz') }, ['package']);
    const tarball = await readFile(join(dir, 'package.tgz'));
    await rm(dir, { recursive: true });
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const published = { name, version, tarball, integrity };
    this.packages.set(name, published);
    return published;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(request);
    const path = decodeURIComponent(request.url ?? '');
    for (const published of this.packages.values()) {
      if (path === `/${published.name}`) return this.sendPackument(response, published);
      if (path !== `/${published.name}/-/archive.tgz`) continue;
      const answer = (this.answers.length > 1 ? this.answers.shift() : this.answers[0]) ?? whole;
      return answer(response, published.tarball);
    }
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Not found"}');
  }

  private sendPackument(response: ServerResponse, { name, version, integrity }: PublishedPackage): void {
    const dist = { tarball: `${this.url}${name}/-/archive.tgz`, integrity };
    const packument = {
      name,
      'dist-tags': { latest: version },
      versions: { [version]: { name, version, dist } },
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(packument));
  }
}
