import { readFileSync } from 'node:fs';

const WORD_BREAK = '▁';
/** The pieces `<0x00>` to `<0xFF>` begin here: bytes of what no other piece holds. */
const FIRST_BYTE = 3;

/** Texts as Moonshine writes them: the byte pair encoding of Llama, in which the piece with the lower id is made first. */
export class MoonshineTokens {
  private readonly ids: ReadonlyMap<string, number>;

  /** `path` leads to lines of a piece in base64 and its id. */
  constructor(path: string) {
    // A piece of one character comes after the byte of the same value, and takes its place.
    this.ids = new Map(
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [piece = '', id] = line.split(' ');
          return [Buffer.from(piece, 'base64').toString('utf8'), Number(id)];
        }),
    );
  }

  encode(text: string): number[] {
    const pieces = Array.from(WORD_BREAK + text.replaceAll(' ', WORD_BREAK));
    for (let at = this.nextMerge(pieces); at >= 0; at = this.nextMerge(pieces)) {
      pieces.splice(at, 2, `${pieces[at]}${pieces[at + 1]}`);
    }
    return pieces.flatMap((piece) => this.ids.get(piece) ?? bytesOf(piece));
  }

  /** Where the two pieces stand that are joined next; -1 when none can be. */
  private nextMerge(pieces: readonly string[]): number {
    let [best, lowest] = [-1, Infinity];
    for (let at = 0; at + 1 < pieces.length; at += 1) {
      const id = this.ids.get(`${pieces[at]}${pieces[at + 1]}`);
      if (id === undefined || id >= lowest) continue;
      best = at;
      lowest = id;
    }
    return best;
  }
}

function bytesOf(piece: string): number[] {
  return Array.from(Buffer.from(piece), (byte) => FIRST_BYTE + byte);
}
