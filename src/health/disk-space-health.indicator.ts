import { access, constants, statfs } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { APP_CONFIG, type AppConfig, FREE_MIN_BYTES } from '../config/app-config.js';
import type { ReadinessCheck } from './readiness.js';

/** Is there room in `DATA_DIR`, and may we write there? */
@Injectable()
export class DiskSpaceHealthIndicator implements ReadinessCheck {
  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {}

  async check(): Promise<HealthIndicatorResult> {
    try {
      await access(this.config.dataDir, constants.W_OK);
      const { bavail, bsize } = await statfs(this.config.dataDir);
      const freeBytes = bavail * bsize;
      return { disk: { status: freeBytes >= FREE_MIN_BYTES ? 'up' : 'down', freeBytes } };
    } catch (error) {
      return { disk: { status: 'down', problems: [(error as Error).message] } };
    }
  }
}
