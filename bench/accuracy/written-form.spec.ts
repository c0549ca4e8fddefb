import { describe, expect, it } from 'vitest';
import { compareWrittenForm } from './written-form.js';

describe('compareWrittenForm', () => {
  it.each([
    ['Call Stella, please. Now?', 'Call Stella, please. Now?', 4, 0, 0],
    ['Call Stella, please. Now?', 'call stella, please. NOW?', 4, 4, 0],
    ['Call Stella, please. Now?', 'Call Stella please, now', 4, 1, 3],
    // A question is the end of a sentence as well; quotes and dashes on their own are no words.
    ['He said “No!” — Why?', 'He said "No." Why.', 4, 0, 0],
    // What was misheard has no case and no mark to compare.
    ['Dial Digium, please.', 'Dial idiom please.', 2, 0, 0],
    ['It’s Tom.', "It's Tom.", 2, 0, 0],
  ])('"%s" written "%s": of %i words, %i letters and %i marks', (reference, written, of, letters, marks) => {
    expect(compareWrittenForm(reference, written)).toEqual({
      letters: { errors: letters, of },
      marks: { errors: marks, of },
    });
  });

  it('has nothing to say where the reference is in lower case without marks', () => {
    expect(compareWrittenForm('call stella', 'Call Stella.')).toBeNull();
  });
});
