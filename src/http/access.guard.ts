import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { Public, RequireScope } from './access.js';
import { ForeignOriginError, UnauthorizedError } from './http.errors.js';

const LOOPBACK_NAMES = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Lets a request in: with `ADMIN_KEY` set, by that key; without it the service listens on a loopback address only,
 * and takes requests that were meant for it, not those that a foreign page makes a browser send (CSRF, DNS
 * rebinding). A route that is neither public nor has a scope is closed to all.
 */
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

    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { adminKey } = this.config.http;
    if (adminKey === null) {
      if (isForeign(request)) throw new ForeignOriginError();
    } else if (!matches(bearerOf(request), adminKey)) {
      throw new UnauthorizedError();
    }
    return true;
  }
}

function isForeign({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  const crossSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  return crossSite || !LOOPBACK_NAMES.test((headers.host ?? '').replace(/:\d+$/, ''));
}

function bearerOf({ headers }: FastifyRequest): string {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** In a time that does not depend on where the two differ. */
function matches(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
