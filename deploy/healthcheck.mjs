// The image's HEALTHCHECK, for every role: an API answers on PORT, a worker on WORKER_HEALTH_PORT, and in a container
// nobody else does. Healthy: at least one of them answers, and each that answers is ready for work. Exit code 0 or 1,
// as Docker wants it; what it prints is what `docker inspect` shows.

const TIMEOUT_MS = 4000;

/** Listening on every address includes the loopback one. */
const EVERY_ADDRESS = new Set(['0.0.0.0', '::']);

// oxlint-disable-next-line no-restricted-properties -- it runs beside the program and has none of its modules
const { HOST, PORT, WORKER_HEALTH_PORT } = process.env;
const host = HOST && !EVERY_ADDRESS.has(HOST) ? HOST : '127.0.0.1';
const ports = [PORT || '3000', WORKER_HEALTH_PORT || '3001'];

async function probe(port) {
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/health/ready`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return {
      answers: true,
      isReady: response.ok,
      report: `${url} ${response.status} ${await response.text()}`,
    };
  } catch (error) {
    const reason = error.cause?.code ?? error.name;
    return { answers: reason !== 'ECONNREFUSED', isReady: false, report: `${url} ${reason}` };
  }
}

const probes = await Promise.all(ports.map(probe));
const answering = probes.filter(({ answers }) => answers);
const isHealthy = answering.length > 0 && answering.every(({ isReady }) => isReady);
for (const { report } of answering.length > 0 ? answering : probes) console.log(report);
process.exit(isHealthy ? 0 : 1);
