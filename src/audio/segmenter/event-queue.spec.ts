import { expect, it } from 'vitest';
import { EventQueue } from './event-queue.js';

it('gives events in order, to a reader who waits or comes later', async () => {
  const queue = new EventQueue<number>();
  const first = queue.next();
  queue.push(1);
  queue.push(2);
  await expect(first).resolves.toBe(1);
  await expect(queue.next()).resolves.toBe(2);
});

it('fails at once and for good, with the first reason', async () => {
  const queue = new EventQueue<number>();
  queue.push(1);
  queue.fail(new Error('first'));
  queue.fail(new Error('second'));
  await expect(queue.next()).rejects.toThrow('first');
  await expect(queue.next()).rejects.toThrow('first');
});

it('wakes a reader who waits when it fails', async () => {
  const queue = new EventQueue<number>();
  const waiting = queue.next();
  queue.fail(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
});
