/** A term that an engine was asked about: what it thinks of a text with the term in place of some of its characters. */
export interface Alternative {
  readonly term: string;
  readonly start: number;
  readonly end: number;
  /** How much less likely it is than the text as it stands, in nats; below 0 where it is likelier. */
  readonly nats: number;
  /** The same of its first piece that differs: all that was known before it was asked. */
  readonly first: number;
}

/** What is less likely by more is as good as impossible: it is not told. */
export const NATS_MAX = 7;
