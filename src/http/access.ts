import { Reflector } from '@nestjs/core';

/** What a key may be allowed to do. */
export type Scope =
  | 'jobs:read'
  | 'jobs:write'
  | 'queues:read'
  | 'queues:write'
  | 'lexicons:read'
  | 'lexicons:write'
  | 'api-keys:read'
  | 'api-keys:write';

/** Marks a route with the scope that it needs. Every route has one, or is {@link Public}. */
export const RequireScope = Reflector.createDecorator<Scope>();

/** Marks a route that anybody may call: probes and documentation. */
export const Public = Reflector.createDecorator<true>({ transform: () => true });
