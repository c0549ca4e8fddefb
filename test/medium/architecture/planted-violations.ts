/** What is planted to see a rule bite: the file that breaks it, and its text. */
export type Violation = readonly [path: string, source: string];

const ENTRY = `import '../errors/domain-error.js';\n`;

/** A tree without a fault, in the layout of ours. */
export const SOUND_TREE: readonly Violation[] = [
  ['src/main.ts', `import './bootstrap/api.js';\nimport './bootstrap/worker.js';\n`],
  ['src/bootstrap/api.ts', `import '../app.module.js';\n`],
  ['src/bootstrap/worker.ts', `import '../worker.module.js';\n`],
  ['src/app.module.ts', `import './config/app-config.js';\n`],
  ['src/worker.module.ts', `import './engines/engines.module.js';\n`],
  ['src/engines/engines.module.ts', `import './sherpa-onnx/engine.js';\n`],
  ['src/engines/sherpa-onnx/engine.ts', `import '../../errors/domain-error.js';\n`],
  ['src/config/app-config.ts', ENTRY],
  ['src/errors/domain-error.ts', 'export {};\n'],
];

const imports = (...paths: string[]): string => paths.map((path) => `import '${path}';\n`).join('');

/** One violation of each rule of .dependency-cruiser.cjs. */
export const VIOLATIONS: Readonly<Record<string, Violation>> = {
  // The chain.
  'main-imports-bootstrap-only': ['src/main.ts', imports('./bootstrap/api.js', './config/app-config.js')],
  'only-main-imports-bootstrap': ['src/logging/planted.ts', imports('../bootstrap/api.js')],
  'only-bootstrap-imports-a-root': ['src/http/planted.ts', imports('../app.module.js')],
  'adapters-stay-apart': ['src/queue/planted.ts', imports('../engines/engines.module.js')],
  'adapters-know-ports-and-domain-only': [
    'src/audio/planted.ts',
    imports('../transcription/transcription.service.js'),
  ],
  'services-import-no-adapter': ['src/lexicon/lexicon.service.ts', imports('./persistence/planted.js')],
  'controllers-import-no-persistence': ['src/lexicon/http/planted.ts', imports('../persistence/planted.js')],
  'transcription-imports-no-adapter': ['src/transcription/planted.ts', imports('../queue/planted.js')],
  'features-meet-at-services': ['src/webhook/planted.ts', imports('../lexicon/persistence/planted.js')],
  'ports-import-domain-only': [
    'src/transcription/ports/planted.ts',
    imports('../transcription.service.js', 'node:stream'),
  ],
  'domain-imports-domain-only': ['src/transcription/domain/planted.ts', imports('node:crypto')],
  'errors-import-nothing': ['src/errors/planted.ts', imports('../config/app-config.js')],
  'config-imports-errors-only': ['src/config/planted.ts', imports('../logging/planted.js')],
  // The homes of libraries.
  'only-queue-imports-bullmq': ['src/transcription/planted-queue.ts', imports('bullmq')],
  'only-the-queue-board-imports-bull-board': ['src/queue/planted-board.ts', imports('@bull-board/api')],
  'only-persistence-imports-typeorm': ['src/transcription/planted-query.ts', imports('typeorm')],
  'only-http-imports-swagger-and-class-validator': [
    'src/transcription/planted-docs.ts',
    imports('class-validator'),
  ],
  'only-the-segmenter-decodes-media': ['src/audio/planted-decoder.ts', imports('node-av/lib')],
  'only-child-processes-run-networks': ['src/engines/planted-network.ts', imports('onnxruntime-node')],
  'only-the-openai-engine-imports-openai': ['src/engines/planted-provider.ts', imports('openai')],
  'only-config-imports-zod': ['src/models/planted-schema.ts', imports('zod')],
  'only-models-fetch-packages': ['src/engines/planted-download.ts', imports('pacote')],
  'only-engines-module-imports-an-engine': [
    'src/engines/planted-registry.ts',
    imports('./sherpa-onnx/engine.js'),
  ],
  'engines-stay-apart': ['src/engines/openai/planted.ts', imports('../sherpa-onnx/engine.js')],
  'health-imports-no-driver': ['src/health/planted.ts', imports('pg')],
  // Roles.
  'cli-is-a-client': ['src/cli/planted-server.ts', imports('../config/app-config.js')],
  'cli-looks-after-models-alone': ['src/cli/local-models.ts', imports('../queue/planted.js')],
  'nothing-imports-the-cli': ['src/http/planted-client.ts', imports('../cli/planted.js')],
  'api-reaches-no-engine': ['src/app.module.ts', imports('./config/app-config.js', './planted-role.js')],
  'worker-reaches-no-controller': [
    'src/worker.module.ts',
    imports('./engines/engines.module.js', './lexicon/http/planted.js'),
  ],
  // Hygiene.
  'no-cycles': [
    'src/metrics/planted.ts',
    `import type { Planted } from './planted-type.js';\nexport type Other = Planted;\n`,
  ],
  'outside-stays-outside': ['bench/planted.ts', imports('../src/main.js')],
  'src-imports-no-test': ['src/cli/planted.ts', imports('../../test/support/planted.js')],
  'src-imports-no-dev-dependency': ['src/cli/planted-dev.ts', imports('prettier')],
  'packages-are-listed': ['src/cli/planted-package.ts', imports('es-toolkit')],
  'imports-resolve': ['src/cli/planted-path.ts', imports('./nowhere.js')],
  'no-dead-module': ['src/cli/planted-dead.ts', 'export {};\n'],
};

/** What the violations lean on. */
export const PLANTED_PARTNERS: readonly Violation[] = [
  ['src/planted-role.ts', imports('./engines/engines.module.js')],
  [
    'src/metrics/planted-type.ts',
    `import type { Other } from './planted.js';\nexport type Planted = Other | 1;\n`,
  ],
  ['src/transcription/transcription.service.ts', imports('../errors/domain-error.js')],
  ['src/lexicon/persistence/planted.ts', imports('../../errors/domain-error.js')],
  ['test/support/planted.ts', 'export {};\n'],
];
