// Writes docs/openapi.json from the built API. Nothing is started: the container is made as a preview, in which
// modules and routes are known and no provider is built, so neither database nor queue is needed.
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { fastifyAdapter } from '../dist/bootstrap/fastify.js';
import { openApiDocument } from '../dist/bootstrap/openapi.js';
import { parseConfig } from '../dist/config/load-config.js';
import { writeGenerated } from './generated-file.mjs';

const queue = { backend: 'postgres', prefix: '', producer: {}, consumer: {}, hazards: [] };
const api = AppModule.forRoot(parseConfig({}), 'postgres://preview', queue);
const app = await NestFactory.create(api, fastifyAdapter(), { preview: true, logger: ['error', 'fatal'] });
await writeGenerated('docs/openapi.json', JSON.stringify(openApiDocument(app)), 'npm run openapi');
