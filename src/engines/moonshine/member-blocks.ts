import { Tensor } from 'onnxruntime-node';

/** Of the block of one member. */
export interface BlockShape {
  readonly heads: number;
  readonly places: number;
  readonly head: number;
}

/** Numbers of one member, [parts, heads, places, head]. */
export interface KeysValues {
  readonly places: number;
  readonly numbers: Float32Array;
}

/**
 * Numbers of a batch: several parts, such as the keys and the values of each layer, with a block for each member in every
 * one of them. The tensors that it gives are windows on its memory: nothing is copied.
 */
export class MemberBlocks {
  private memory = new Float32Array(0);
  private capacity = 0;
  private shape: BlockShape = { heads: 0, places: 0, head: 0 };
  private tensors: readonly Tensor[] = [];

  constructor(private readonly parts: number) {}

  get places(): number {
    return this.shape.places;
  }

  /** How many there is room for. */
  get members(): number {
    return this.capacity;
  }

  /** Room for so many members, all zeros: even where nothing is to be read, something that is no number would spread. */
  reset(members: number, shape: BlockShape): void {
    const size = this.parts * members * shape.heads * shape.places * shape.head;
    if (this.memory.length < size) this.memory = new Float32Array(size);
    else this.memory.fill(0, 0, size);
    this.capacity = members;
    this.shape = shape;
    this.tensors = [];
  }

  /** Puts numbers of one head of one member at `place` and after it. */
  write(part: number, member: number, head: number, place: number, numbers: Float32Array): void {
    const { heads, places, head: size } = this.shape;
    this.memory.set(numbers, (((part * this.capacity + member) * heads + head) * places + place) * size);
  }

  /** At the beginning of a member's block. */
  put(member: number, { places, numbers }: KeysValues): void {
    const { heads, head } = this.shape;
    for (let part = 0; part < this.parts; part++) {
      for (let each = 0; each < heads; each++) {
        const start = (part * heads + each) * places * head;
        this.write(part, member, each, 0, numbers.subarray(start, start + places * head));
      }
    }
  }

  /** The first `members` of each part, [members, heads, places, head]. */
  tensorsOf(members: number): readonly Tensor[] {
    if (this.tensors[0]?.dims[0] === members) return this.tensors;
    const { heads, places, head } = this.shape;
    this.tensors = Array.from({ length: this.parts }, (_, part) => {
      const start = part * this.capacity * this.blockSize;
      const data = this.memory.subarray(start, start + members * this.blockSize);
      return new Tensor('float32', data, [members, heads, places, head]);
    });
    return this.tensors;
  }

  /** Member `from` takes the place of member `to`. */
  move(from: number, to: number): void {
    for (let part = 0; part < this.parts; part++) this.block(part, to).set(this.block(part, from));
  }

  /** More places for each head of all members. */
  widen(places: number): void {
    const members = Array.from({ length: this.capacity }, (_, member) => this.copyOf(member));
    this.hold(members, { ...this.shape, places });
  }

  /** Room for so many members, each of them with what the first one has. */
  repeatFirst(members: number): void {
    const first = this.copyOf(0);
    this.hold(
      Array.from({ length: members }, () => first),
      this.shape,
    );
  }

  private hold(members: readonly KeysValues[], shape: BlockShape): void {
    this.reset(members.length, shape);
    for (const [member, keysValues] of members.entries()) this.put(member, keysValues);
  }

  private copyOf(member: number): KeysValues {
    const numbers = new Float32Array(this.parts * this.blockSize);
    for (let part = 0; part < this.parts; part++)
      numbers.set(this.block(part, member), part * this.blockSize);
    return { places: this.places, numbers };
  }

  private block(part: number, member: number): Float32Array {
    const start = (part * this.capacity + member) * this.blockSize;
    return this.memory.subarray(start, start + this.blockSize);
  }

  private get blockSize(): number {
    const { heads, places, head } = this.shape;
    return heads * places * head;
  }
}
