import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { createDataSourceOptions, type DatabaseOptions } from './data-source.js';

export const DATABASE_OPTIONS = Symbol('DATABASE_OPTIONS');

/** `waitForDatabase` has run before the container is built; these bridge a restart of the server just then. */
const CONNECT_ATTEMPTS = 3;
const CONNECT_RETRY_DELAY_MS = 1_000;

/**
 * Gives every module the initialised TypeORM DataSource, and closes it on shutdown. A test replaces the provider
 * DATABASE_OPTIONS to point the whole application to a database of its own.
 */
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          extraProviders: [{ provide: DATABASE_OPTIONS, useValue: options }],
          inject: [DATABASE_OPTIONS],
          useFactory: (resolved: DatabaseOptions) => ({
            ...createDataSourceOptions(resolved),
            autoLoadEntities: false,
            retryAttempts: CONNECT_ATTEMPTS,
            retryDelay: CONNECT_RETRY_DELAY_MS,
          }),
        }),
      ],
    };
  }
}
