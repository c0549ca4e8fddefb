import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { Public, RequireScope } from './access.js';
import { checkAccess } from './access-check.js';
import { UnauthorizedError } from './http.errors.js';

/** The precise check, by route. A route that is neither public nor has a scope is closed to all. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride(Public, targets)) return true;
    if (this.reflector.getAllAndOverride(RequireScope, targets) === undefined) throw new UnauthorizedError();
    checkAccess(context.switchToHttp().getRequest<FastifyRequest>().headers, this.config.http.adminKey);
    return true;
  }
}
