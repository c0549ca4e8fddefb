// Who may import whom. The rooms and directions are those of docs/architecture.md:
//
//   main → bootstrap → roots → adapters (queue, engines, audio, models, database, http) → services → ports → domain → errors
//
// Type-only imports count: a type that leaks is a dependency too. Each rule is shown to bite by
// test/medium/architecture/boundaries.test.ts, which plants one violation of every rule: a new rule needs one there.

/** Unit specs stand beside the source and may use what they like. */
const SPEC = '\\.spec\\.ts$';
/** The folders of src/ that are no feature; any other folder is one. */
const ROOMS =
  'bootstrap|config|errors|logging|metrics|http|database|engines|models|audio|queue|health|web|cli';
/** Files that a process is started with, or another program imports. */
const ENTRIES = [
  '^src/(main|index|worker|cli/main)\\.ts$',
  '^src/audio/segmenter/segmenter-process\\.ts$',
  '^src/engines/[^/]+/recogniser-process\\.ts$',
];

/** The files of these packages. */
function packages(...names) {
  return `(^|/)node_modules/(${names.join('|')})/`;
}

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const chain = [
  {
    name: 'main-imports-bootstrap-only',
    comment: 'main.ts reads the flags and hands over.',
    from: { path: '^src/main\\.ts$' },
    to: { path: '^src/', pathNot: '^src/bootstrap/' },
  },
  {
    name: 'only-main-imports-bootstrap',
    comment: 'Bootstrap puts the program together: nothing that it puts together knows it.',
    from: { path: '^src/', pathNot: ['^src/(main|index|worker)\\.ts$', '^src/bootstrap/', SPEC] },
    to: { path: '^src/bootstrap/' },
  },
  {
    name: 'only-bootstrap-imports-a-root',
    comment: 'A root module is the top of a container; it belongs to no other.',
    from: { path: '^src/', pathNot: '^src/bootstrap/' },
    to: { path: '^src/[^/]+\\.module\\.ts$' },
  },
  {
    name: 'adapters-stay-apart',
    comment:
      'Adapters meet in a root, not in each other. Engines read the model catalogue; http maps the codes of all errors.',
    from: { path: '^src/(queue|engines|audio|models|database|http)/', pathNot: SPEC },
    to: {
      path: '^src/(queue|engines|audio|models|database|http)/',
      pathNot: ['^src/$1/', '\\.errors\\.ts$', '^src/models/model(-store)?\\.ts$'],
    },
  },
  {
    name: 'adapters-know-ports-and-domain-only',
    comment:
      'An adapter implements a port. The use cases are not its business. The program of a recogniser is the root of its process.',
    from: {
      path: '^src/(queue|engines|audio|models|[^/]+/persistence)/',
      pathNot: [SPEC, '^src/engines/[^/]+/recogniser-process\\.ts$'],
    },
    to: { path: `^src/(?!(?:${ROOMS})/)[^/]+/`, pathNot: ['^src/$1/', '^src/[^/]+/(ports|domain)/'] },
  },
  {
    name: 'services-import-no-adapter',
    comment: 'Use cases talk to ports. The feature’s module, which binds both, is the exception.',
    from: { path: `^src/(?!(?:${ROOMS})/)[^/]+/[^/]+\\.ts$`, pathNot: ['\\.module\\.ts$', SPEC] },
    to: { path: '^src/[^/]+/(persistence|http)/' },
  },
  {
    name: 'controllers-import-no-persistence',
    comment: 'Requests go through a service.',
    from: { path: '^src/[^/]+/http/', pathNot: SPEC },
    to: { path: '/persistence/' },
  },
  {
    name: 'transcription-imports-no-adapter',
    comment: 'Rule 6. Queue, engines, audio and models implement its ports.',
    from: { path: '^src/transcription/', pathNot: SPEC },
    to: { path: '^src/(queue|engines|audio|models)/' },
  },
  {
    name: 'features-meet-at-services',
    comment: 'Rule 7. A feature uses another one through its service, which its module exports.',
    from: { path: `^src/(?!(?:${ROOMS})/)([^/]+)/`, pathNot: SPEC },
    to: {
      path: `^src/(?!(?:${ROOMS})/)[^/]+/`,
      pathNot: ['^src/$1/', '^src/[^/]+/[^/]+\\.(service|module|errors)\\.ts$'],
    },
  },
  {
    name: 'ports-import-domain-only',
    comment: 'Rule 2. A port is written in the words of the domain, and in Node’s streams for bytes.',
    from: { path: '^src/([^/]+)/ports/' },
    to: { pathNot: ['^src/$1/(ports|domain)/', '^src/errors/', '^(node:)?stream$'] },
  },
  {
    name: 'domain-imports-domain-only',
    comment: 'Rule 1. Pure TypeScript: no package, not even Node’s own.',
    from: { path: '^src/([^/]+)/domain/', pathNot: SPEC },
    to: { pathNot: ['^src/$1/domain/', '^src/errors/'] },
  },
  {
    name: 'errors-import-nothing',
    comment: 'The end of the chain.',
    from: { path: '^src/errors/', pathNot: SPEC },
    to: { pathNot: '^src/errors/' },
  },
  {
    name: 'config-imports-errors-only',
    comment: 'The configuration is read before anything else is there.',
    from: { path: '^src/config/', pathNot: SPEC },
    to: { path: '^src/', pathNot: '^src/(config|errors)/' },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const homes = [
  {
    name: 'only-queue-imports-bullmq',
    comment: 'Rule 3. Everybody else sees the port JobQueue.',
    from: { path: '^src/', pathNot: '^src/queue/' },
    to: { path: packages('bullmq', '@nestjs/bullmq', 'ioredis') },
  },
  {
    name: 'only-the-queue-board-imports-bull-board',
    comment: 'It shows the queue, read-only, and only the API loads it.',
    from: { path: '^src/', pathNot: '^src/queue/queue-board\\.ts$' },
    to: { path: packages('@bull-board/[^/]+') },
  },
  {
    name: 'only-persistence-imports-typeorm',
    comment: 'Rule 4. Entities and repositories; at the start, the migration of the schema.',
    from: {
      path: '^src/',
      pathNot: [
        '/persistence/',
        '\\.(entity|repository)\\.ts$',
        '^src/database/',
        '^src/bootstrap/schema\\.ts$',
      ],
    },
    to: { path: packages('typeorm', '@nestjs/typeorm') },
  },
  {
    name: 'only-http-imports-swagger-and-class-validator',
    comment: 'Rule 5. What describes and checks requests stays at the edge.',
    from: { path: '^src/', pathNot: ['/(http|dto)/', '\\.controller\\.ts$', '^src/bootstrap/', SPEC] },
    to: { path: packages('@nestjs/swagger', 'class-validator', 'class-transformer') },
  },
  {
    name: 'only-the-segmenter-decodes-media',
    comment: 'FFmpeg and the network meet hostile files: in a process that can be killed, nowhere else.',
    from: { path: '^src/', pathNot: '^src/audio/segmenter/' },
    to: { path: packages('node-av') },
  },
  {
    name: 'only-child-processes-run-networks',
    comment: 'ONNX Runtime is native code: in a process that can be killed.',
    from: { path: '^src/', pathNot: '^src/(audio/segmenter|engines/moonshine)/' },
    to: { path: packages('onnxruntime-node') },
  },
  {
    name: 'only-the-openai-engine-imports-openai',
    comment: 'A provider is an engine like any other: everybody else sees the port SpeechEngine.',
    from: { path: '^src/', pathNot: '^src/engines/openai/' },
    to: { path: packages('openai') },
  },
  {
    name: 'only-config-imports-zod',
    comment: 'Requests are checked by class-validator, the environment by zod.',
    from: { path: '^src/', pathNot: '^src/config/' },
    to: { path: packages('zod') },
  },
  {
    name: 'only-models-fetch-packages',
    comment: 'What reads npm’s configuration may see credentials.',
    from: { path: '^src/', pathNot: '^src/models/' },
    to: { path: packages('pacote', 'tar', '@npmcli/config', 'make-fetch-happen', 'unbzip2-stream') },
  },
  {
    name: 'only-engines-module-imports-an-engine',
    comment: 'An engine is chosen in one place.',
    from: {
      pathNot: ['^src/engines/engines\\.module\\.ts$', '^src/engines/[^/]+/', '^test/(medium|support)/'],
    },
    to: { path: '^src/engines/[^/]+/' },
  },
  {
    name: 'engines-stay-apart',
    comment: 'What two engines share stands above both.',
    from: { path: '^src/engines/([^/]+)/' },
    to: { path: '^src/engines/[^/]+/', pathNot: '^src/engines/$1/' },
  },
  {
    name: 'health-imports-no-driver',
    comment: 'Rule 8. It composes the indicators that a root hands in.',
    from: { path: '^src/health/', pathNot: SPEC },
    to: {
      path: [
        '^src/(queue|engines|audio|models|database|transcription)/',
        packages('bullmq', '@nestjs/bullmq', 'ioredis', 'typeorm', '@nestjs/typeorm', 'pg', 'node-av'),
      ],
    },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const roles = [
  {
    name: 'api-reaches-no-engine',
    comment:
      'The module graph is the role: the API neither takes jobs from the queue nor loads media or engine code.',
    from: { path: '^src/(app\\.module|bootstrap/api)\\.ts$' },
    to: {
      path: [
        '^src/(engines|audio/segmenter|queue/processors)/',
        '^src/(worker\\.module|queue/queue-(worker\\.module|consumers))\\.ts$',
        packages('node-av', 'onnxruntime-node', 'sherpa-onnx-node', 'pacote'),
      ],
      reachable: true,
    },
  },
  {
    name: 'cli-is-a-client',
    comment: 'The command line talks to the API, and starts at once: it loads nothing of the service.',
    from: { path: '^src/cli/', pathNot: [SPEC, '^src/cli/local-models\\.ts$'] },
    to: { path: '^src/', pathNot: '^src/cli/' },
  },
  {
    name: 'cli-looks-after-models-alone',
    comment: 'What works without a service works on the model store; loaded when it is asked for.',
    from: { path: '^src/cli/local-models\\.ts$' },
    to: { path: '^src/', pathNot: '^src/(cli|config|errors|models)/' },
  },
  {
    name: 'nothing-imports-the-cli',
    comment: 'Nor does the service know its clients.',
    from: { path: '^src/', pathNot: '^src/cli/' },
    to: { path: '^src/cli/' },
  },
  {
    name: 'worker-reaches-no-controller',
    comment: 'A worker serves probes, no feature and no page.',
    from: { path: '^src/worker\\.module\\.ts$' },
    to: { path: ['^src/[^/]+/http/', '^src/queue/queue-board\\.ts$'], reachable: true },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const hygiene = [
  { name: 'no-cycles', comment: 'Rule 10. Of types neither.', from: {}, to: { circular: true } },
  {
    name: 'outside-stays-outside',
    comment: 'Rule 11. End-to-end tests and benchmarks see what users see.',
    from: { path: '^(test/e2e|bench)/' },
    to: { path: '^(src|dist)/' },
  },
  {
    name: 'src-imports-no-test',
    comment: 'What ships does not depend on what tests it.',
    from: { path: '^src/', pathNot: SPEC },
    to: { path: ['^(test|bench|scripts)/', '\\.(spec|test)\\.ts$'] },
  },
  {
    name: 'src-imports-no-dev-dependency',
    comment: 'A production install does not have them.',
    from: { path: '^src/', pathNot: SPEC },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '/node_modules/@types/' },
  },
  {
    name: 'packages-are-listed',
    comment: 'A package that only another one brings along may be gone tomorrow.',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'imports-resolve',
    comment: 'A path or package that is not there.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-dead-module',
    comment: 'Every module is used by a program that we start.',
    from: { path: ENTRIES },
    to: { path: '^src/', pathNot: [...ENTRIES, SPEC, '\\.d\\.ts$'], reachable: false },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...chain, ...homes, ...roles, ...hygiene].map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|coverage)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    builtInModules: {},
  },
};
