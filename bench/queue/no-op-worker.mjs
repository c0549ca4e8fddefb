// A worker of the built service whose jobs do nothing: it finds no speech in a recording, without opening it. All else is
// the service's: the queue, the claim, the lease, the fenced end with its transcript.
const { runWorker, Segmenter, SpeechEngine } = await import(import.meta.resolve('steno/worker'));

const DURATION_SECONDS = 0.01;

class NothingSaid extends Segmenter {
  settings() {
    return 'no-op';
  }

  async *segment() {
    yield { type: 'opened', durationSeconds: DURATION_SECONDS };
    yield { type: 'ended', durationSeconds: DURATION_SECONDS };
  }
}

class NothingHeard extends SpeechEngine {
  maxSegmentSeconds = 9;
  segmentsInFlight = 1;

  openSession() {
    return {
      transcribe: () => Promise.reject(new Error('Nothing was said.')),
      close: () => undefined,
    };
  }
}

await runWorker({ recognition: { segmenter: new NothingSaid(), engine: new NothingHeard() } });
