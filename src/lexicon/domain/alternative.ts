/** A term that an engine was asked about: what it thinks of a text with the term in place of some of its characters. */
export interface Alternative {
  readonly term: string;
  readonly start: number;
  readonly end: number;
  /** How much less likely it is than the text as it stands, in nats; below 0 where it is likelier. */
  readonly nats: number;
}
