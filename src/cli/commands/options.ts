import { InvalidArgumentError, Option } from 'commander';
import { TRANSCRIPT_FORMATS } from '../transcript-places.js';

export interface Json {
  readonly json?: true;
}

export function jsonOption(): Option {
  return new Option('--json', 'print JSON, one document per line');
}

/** Without a default: see `formatFor`. */
export function formatOption(): Option {
  return new Option(
    '-f, --format <format>',
    'form of the transcript; default: that of the ending of -o, else text',
  ).choices(TRANSCRIPT_FORMATS);
}

export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It is no number above 0.');
  return value;
}

export function wholePositive(text: string): number {
  const value = positive(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('It is no whole number.');
  return value;
}
