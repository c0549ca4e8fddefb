import { type DynamicModule, type InjectionToken, Module, type ModuleMetadata } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DiskSpaceHealthIndicator } from './disk-space-health.indicator.js';
import { DatabaseHealthIndicator } from './database-health.indicator.js';
import { HealthController } from './health.controller.js';
import { LifecycleHealthIndicator } from './lifecycle-health.indicator.js';
import { READINESS_CHECKS, type ReadinessCheck } from './readiness.js';

export interface HealthModuleOptions {
  /** What the role needs besides a database and disk space; `imports` export them. */
  readonly checks: InjectionToken<ReadinessCheck>[];
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

@Module({})
export class HealthModule {
  static forRoot({ checks, imports }: HealthModuleOptions): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false }), ...imports],
      controllers: [HealthController],
      providers: [
        LifecycleHealthIndicator,
        DatabaseHealthIndicator,
        DiskSpaceHealthIndicator,
        {
          provide: READINESS_CHECKS,
          inject: [LifecycleHealthIndicator, DatabaseHealthIndicator, DiskSpaceHealthIndicator, ...checks],
          useFactory: (...parts: ReadinessCheck[]) => parts,
        },
      ],
      exports: [LifecycleHealthIndicator],
    };
  }
}
