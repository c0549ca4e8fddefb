/** The part that we use: the package ships no types. */
declare module 'popular-english-words' {
  export const words: {
    getWordCount(): number;
    /** Most popular first. */
    getMostPopular(count: number): string[];
  };
}
