import { Tensor } from 'onnxruntime-node';

/** A block for each member of a batch, all of one shape, one after the other. */
export interface BlockShape {
  readonly heads: number;
  readonly places: number;
  readonly head: number;
}

/**
 * Numbers of a batch: several parts, such as the keys and the values of each layer, with a block for each member in
 * every one of them. It keeps its memory from batch to batch.
 */
export class MemberBlocks {
  private memory = new Float32Array(0);
  private capacity = 0;
  private shape: BlockShape = { heads: 0, places: 0, head: 0 };
  private tensors: Tensor[] = [];

  constructor(private readonly parts: number) {}

  /** Makes room for so many members. What lies there then means nothing, but is finite. */
  reset(members: number, shape: BlockShape): void {
    this.capacity = members;
    this.shape = shape;
    const size = this.parts * members * this.blockSize;
    if (this.memory.length < size) this.memory = new Float32Array(size);
    this.tensors = [];
  }

  get places(): number {
    return this.shape.places;
  }

  block(part: number, member: number): Float32Array {
    const start = (part * this.capacity + member) * this.blockSize;
    return this.memory.subarray(start, start + this.blockSize);
  }

  /** The first `members` blocks of each part. The memory is the blocks' own. */
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

  move(from: number, to: number): void {
    for (let part = 0; part < this.parts; part++) this.block(part, to).set(this.block(part, from));
  }

  /** The same blocks with more places for each head; the new ones are zero. */
  widen(members: number, places: number): void {
    const narrow = { ...this, shape: this.shape, capacity: this.capacity, memory: this.memory };
    const { heads, places: before, head } = narrow.shape;
    const wide = new Float32Array(this.parts * members * heads * places * head);
    for (let part = 0; part < this.parts; part++) {
      for (let member = 0; member < members; member++) {
        const block = this.block(part, member);
        for (let each = 0; each < heads; each++) {
          const row = block.subarray(each * before * head, (each + 1) * before * head);
          wide.set(row, ((part * members + member) * heads + each) * places * head);
        }
      }
    }
    this.memory = wide;
    this.capacity = members;
    this.shape = { heads, places, head };
    this.tensors = [];
  }

  private get blockSize(): number {
    const { heads, places, head } = this.shape;
    return heads * places * head;
  }
}
