"""RQ's side of the bench.

rq_no_op.py REDIS_URL QUEUE COUNT [--no-wait]

Enqueues COUNT jobs that do nothing, waits until workers have finished them all, and prints the seconds that took.
"""

import sys
import time

from redis import Redis
from rq import Queue
from rq.registry import FinishedJobRegistry


def no_op():
    pass


def main(url, name, count, wait):
    queue = Queue(name, connection=Redis.from_url(url))
    finished = FinishedJobRegistry(queue=queue)
    before = finished.count
    start = time.perf_counter()
    for _ in range(count):
        queue.enqueue("rq_no_op.no_op")
    while wait and finished.count < before + count:
        time.sleep(0.02)
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), "--no-wait" not in sys.argv)
