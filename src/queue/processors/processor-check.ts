import { ProcessorMismatchError } from '../queue.errors.js';

/**
 * Stops the start when a queue has no processor or two, or when a processor serves a queue that this worker does not
 * consume. `served` names the queue of each processor in the container. Throws {@link ProcessorMismatchError}.
 */
export function assertOneProcessorPerQueue(served: readonly string[], queues: readonly string[]): void {
  const missing = queues.filter((queue) => !served.includes(queue)).map((queue) => `"${queue}" has none`);
  const unknown = served
    .filter((queue) => !queues.includes(queue))
    .map((queue) => `"${queue}" has one but is not consumed here`);
  const doubled = queues
    .filter((queue) => served.indexOf(queue) !== served.lastIndexOf(queue))
    .map((queue) => `"${queue}" has more than one`);
  const problems = [...missing, ...unknown, ...doubled];
  if (problems.length > 0) throw new ProcessorMismatchError(problems, queues);
}
