import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { setPageHeaders } from '../http/page-headers.js';
import { VERSION } from './version.js';

const DESCRIPTION = `A self-hosted speech-to-text job service. Hand it a recording with \`POST /v1/jobs\`, look at the
job with \`GET /v1/jobs/{id}\`, read the transcript with \`GET /v1/jobs/{id}/transcript\`.

Errors are RFC 9457 problem details with a stable \`code\`.`;

export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Steno')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addTag('jobs', 'Recordings to transcribe, and their transcripts.')
    .addTag('lexicons', 'Terms that the transcripts of jobs should have right.')
    .addTag('queues', 'How much there is to do.')
    .addTag('provider keys', 'Keys of other services, for jobs that run there.')
    .addTag('health', 'Probes, for Kubernetes and load balancers.')
    .addSecurity('bearer', { type: 'http', scheme: 'bearer', description: '`ADMIN_KEY`, where one is set.' })
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (_controller, method, version) =>
      `${_controller.replace('Controller', '').toLowerCase()}_${method}${version ?? ''}`,
  });
}

/** Swagger's page has its styles, and pictures as data, inside of it; its scripts are files. */
const DOCS_NEEDS = { 'style-src': "'self' 'unsafe-inline'", 'img-src': "'self' data:" };

/** Serves the document at `/openapi.json` and a page made of it at `/docs`. */
export function serveOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    customSiteTitle: 'Steno API',
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
  });
  setPageHeaders(app, '/docs', DOCS_NEEDS);
}
