import { ApiProperty } from '@nestjs/swagger';
import type { HealthCheckResult } from '@nestjs/terminus';

const PARTS = {
  type: 'object',
  additionalProperties: { type: 'object', additionalProperties: true },
} as const;

/** What a probe answers: the verdict, and each part that was looked at. */
export class HealthDto {
  /**
   * `ok` when all parts work.
   * @example 'ok'
   */
  @ApiProperty({ enum: ['ok', 'error', 'shutting_down'] })
  status!: HealthCheckResult['status'];

  /**
   * The parts that work.
   * @example { "database": { "status": "up" } }
   */
  @ApiProperty(PARTS)
  info?: HealthCheckResult['info'];

  /**
   * The parts that do not work, and why.
   * @example {}
   */
  @ApiProperty(PARTS)
  error?: HealthCheckResult['error'];

  /**
   * All parts.
   * @example { "database": { "status": "up" } }
   */
  @ApiProperty(PARTS)
  details!: HealthCheckResult['details'];
}
