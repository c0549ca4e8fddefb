import { Module } from '@nestjs/common';
import { ApiKeyModule } from './api-key.module.js';
import { ApiKeysController } from './http/api-keys.controller.js';
import { SecretRotation } from './secret-rotation.js';

/** The same over HTTP, and what an API does with them when it starts. */
@Module({
  imports: [ApiKeyModule],
  controllers: [ApiKeysController],
  providers: [SecretRotation],
})
export class ApiKeyApiModule {}
