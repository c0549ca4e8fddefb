; (say TEXT WAVE) synthesises a text and prints a line for each word: start and end in seconds, the word.
; A word without a sound of its own ('s is one with the word before it) has no time: 0, 0.

(voice_kal_diphone)

(define (say text wave)
  (set! utterance (SynthText text))
  (utt.save.wave utterance wave 'riff)
  (mapcar
   (lambda (word)
     (format t "%f\t%f\t%s\n" (item.feat word 'word_start) (item.feat word 'word_end) (item.name word)))
   (utt.relation.items utterance 'Word)))
