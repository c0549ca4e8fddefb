import 'reflect-metadata';
import { WorkerHost } from '@nestjs/bullmq';
import type { DynamicModule, Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer, NestFactory, Reflector } from '@nestjs/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../../../src/app.module.js';
import { fastifyAdapter } from '../../../src/bootstrap/fastify.js';
import { parseConfig } from '../../../src/config/load-config.js';
import { Public, RequireScope } from '../../../src/http/access.js';
import type { InstalledModel } from '../../../src/models/model-store.js';
import type { QueueConnection } from '../../../src/queue/queue-connection.js';
import { AttemptRunner } from '../../../src/transcription/ports/attempt-runner.js';
import { Segmenter } from '../../../src/transcription/ports/segmenter.js';
import { SpeechEngines } from '../../../src/transcription/ports/speech-engine.js';
import { WorkerModule } from '../../../src/worker.module.js';

const CONFIG = parseConfig({});
const DATABASE_URL = 'postgres://preview';
const QUEUE: QueueConnection = { backend: 'postgres', prefix: '', producer: {}, consumer: {}, hazards: [] };

const RUNNING_PORTS = [AttemptRunner, Segmenter, SpeechEngines];

interface Route {
  readonly name: string;
  readonly isPublic: boolean;
  readonly scope: string | undefined;
}

let api: ModulesContainer;
let routes: readonly Route[];

beforeAll(async () => {
  api = await modulesOf(AppModule.forRoot(CONFIG, DATABASE_URL, QUEUE));
  routes = [...api.values()].flatMap(({ controllers }) =>
    [...controllers.values()].flatMap(({ metatype }) => routesOf(metatype as Type)),
  );
});

describe('a route of the API', () => {
  it('is public or has a scope, never both or neither', () => {
    expect(routes.length).toBeGreaterThanOrEqual(10);
    expect(routes.filter(({ isPublic, scope }) => isPublic === (scope !== undefined))).toEqual([]);
  });

  it('is public only if it is a probe', () => {
    const open = routes.filter(({ isPublic }) => isPublic).map(({ name }) => name);
    expect(open).toEqual(['HealthController.live', 'HealthController.ready', 'HealthController.startup']);
  });
});

describe('the container of the API', () => {
  it('holds no processor, no engine and nothing else that runs jobs', () => {
    expect(jobRunners(api)).toEqual([]);
  });
});

describe('the container of a worker', () => {
  it('holds what runs jobs, and no controller but the probes', async () => {
    const model = { model: { id: 'none' }, dir: '/' } as InstalledModel;
    const options = {
      config: CONFIG,
      databaseUrl: DATABASE_URL,
      connection: QUEUE,
      recognition: { model, vadModelPath: '/' },
    };
    const worker = await modulesOf(WorkerModule.forRoot({ ...options, priorities: ['high', 'low'] }));
    const runners = jobRunners(worker);
    expect(runners).toEqual(expect.arrayContaining(['AttemptRunner', 'Segmenter', 'SpeechEngines']));
    // One of each lane of each priority, and the housekeeping's.
    expect(runners.filter((name) => name === 'WorkerHost')).toHaveLength(5);
    const controllers = [...worker.values()].flatMap((module) => [...module.controllers.values()]);
    expect(controllers.map(({ name }) => name)).toEqual(['HealthController']);
  });
});

/** A preview knows its modules and routes, and builds no provider: nothing is connected to. */
async function modulesOf(root: DynamicModule): Promise<ModulesContainer> {
  const app = await NestFactory.create(root, fastifyAdapter(), { preview: true, logger: ['error', 'fatal'] });
  return app.get(ModulesContainer);
}

function jobRunners(modules: ModulesContainer): string[] {
  return [...modules.values()].flatMap((module) =>
    [...module.providers.values()].flatMap(({ token, metatype }) => {
      if (typeof metatype === 'function' && metatype.prototype instanceof WorkerHost) return 'WorkerHost';
      const port = RUNNING_PORTS.find((candidate) => candidate === token);
      return port?.name ?? [];
    }),
  );
}

function routesOf(controller: Type): Route[] {
  const reflector = new Reflector();
  const prototype = controller.prototype as Record<string, () => unknown>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((method) => {
    const handler = prototype[method];
    if (!handler || Reflect.getMetadata(METHOD_METADATA, handler) === undefined) return [];
    const targets = [handler, controller];
    return {
      name: `${controller.name}.${method}`,
      isPublic: (reflector.getAllAndOverride(Public, targets) as true | undefined) ?? false,
      scope: reflector.getAllAndOverride(RequireScope, targets),
    };
  });
}
